"""A line of the table."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """A request, and the status that each role gets. `places` renames values of the world, or gives plain ones."""

    method: str
    endpoint: str
    statuses: str
    places: dict[str, Any] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    json: dict[str, Any] | None = None
