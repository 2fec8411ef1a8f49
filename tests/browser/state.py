"""One page in one state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Act = Callable[[Any], None]


@dataclass(frozen=True)
class State:
    """`place` is an address for `World.url`; `act` is done on the Playwright page once it is open."""

    name: str
    endpoint: str | None
    place: str
    who: str = "visitor"
    status: int = 200
    act: Act | None = None
