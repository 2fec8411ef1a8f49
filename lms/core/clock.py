"""The one clock. Code takes `now` as an argument; only the edge asks here, so tests and the demo can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """The current time, aware, in UTC, plus the offset that tests and the demo may have set."""
    return datetime.now(UTC) + _offset


def shift(offset: timedelta) -> None:
    """Move this process's clock to real time plus `offset`."""
    global _offset
    _offset = offset


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Run a block as if it were `moment`; time still passes inside it."""
    before = _offset
    shift(moment - datetime.now(UTC))
    try:
        yield
    finally:
        shift(before)
