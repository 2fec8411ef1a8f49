"""What a lower feature announces inside its transaction; `app.py` connects the subscribers.

Each subscriber runs in a savepoint: one that fails is logged, leaves an outbox row to retry it, and never undoes the act.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from blinker import NamedSignal, Signal

from lms.core import jobs
from lms.core.db import session

course_completed = NamedSignal("course_completed")
"""`announce(course_completed, enrolment_id=…)`: every required item is done. Once per enrolment."""

attempt_marked = NamedSignal("attempt_marked")
"""`announce(attempt_marked, attempt_id=…)`: an attempt received its mark."""

accommodation_changed = NamedSignal("accommodation_changed")
"""`announce(accommodation_changed, centre_id=…, user_id=…, accommodation_id=…)`: what a centre grants a person changed.

The last id makes each announcement another one, so that a retry of an earlier one never swallows it.
"""

SIGNALS = {signal.name: signal for signal in (course_completed, attempt_marked, accommodation_changed)}
_subscribers: dict[str, Callable[..., None]] = {}


def subscribe(signal: Signal, name: str, handler: Callable[..., None]) -> None:
    """Call `handler(now=…, **ids)` at each announcement; `name` is stable, for it is stored with retries."""
    _subscribers[name] = handler

    def receive(sender: object, now: datetime, **ids: Any) -> None:
        try:
            with session().begin_nested():
                handler(now=now, **ids)
        except Exception:  # the act that announced stands, whatever a subscriber does
            structlog.get_logger().exception("subscriber failed", subscriber=name, **ids)
            key = f"{name}:{':'.join(str(value) for value in ids.values())}"
            jobs.enqueue("subscriber", key, {"name": name, "ids": ids}, now=now)

    signal.connect(receive, weak=False)


def announce(signal: Signal, *, now: datetime, **ids: Any) -> None:
    """Tell the subscribers, inside the caller's transaction."""
    session().flush()
    signal.send(None, now=now, **ids)


@jobs.handler("subscriber")
def _retry(payload: dict[str, Any], now: datetime) -> None:
    _subscribers[payload["name"]](now=now, **payload["ids"])


def disconnect_all() -> None:
    """Forget every subscriber, so that a second `create_app` in one process does not double them."""
    _subscribers.clear()
    for signal in SIGNALS.values():
        signal.receivers.clear()
