"""The job of a long roster: applied by the worker, while its page shows how far it is."""

from datetime import datetime
from functools import partial
from typing import Any

from lms.core import jobs
from lms.core.db import after_commit
from lms.rosters import how_far, services

KIND = "roster"


@jobs.handler(KIND)
def _apply(payload: dict[str, Any], now: datetime) -> None:
    roster_id = payload["roster_id"]
    after_commit(partial(how_far.forget, roster_id))
    services.apply(roster_id=roster_id, now=now, note=partial(how_far.note, roster_id))


def queue(roster_id: int, now: datetime) -> None:
    """Have a roster applied by the worker."""
    jobs.enqueue(KIND, str(roster_id), {"roster_id": roster_id}, now=now)
