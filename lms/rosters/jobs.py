"""The job of a long roster: applied by the worker, while its page shows that it is under way."""

from datetime import datetime
from typing import Any

from lms.core import jobs
from lms.rosters import services

KIND = "roster"


@jobs.handler(KIND)
def _apply(payload: dict[str, Any], now: datetime) -> None:
    services.apply(roster_id=payload["roster_id"], now=now)


def queue(roster_id: int, now: datetime) -> None:
    """Have a roster applied by the worker."""
    jobs.enqueue(KIND, str(roster_id), {"roster_id": roster_id}, now=now)
