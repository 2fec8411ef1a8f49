"""What features hand up to the floor: navigation, banners, personal data. `app.py` wires them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lms.core.person import Person
    from lms.core.retention import Kind
    from lms.core.server import Periodic
    from lms.core.web import Banner, NavItem


@dataclass(frozen=True)
class Brand:
    """Whose pages these are: a centre's name, its logo and its style sheet; empty addresses where it chose none."""

    name: str
    logo_url: str
    sheet_url: str


@dataclass(frozen=True)
class Named:
    """Something by its name, and the page about it; an empty address when there is none."""

    name: str
    url: str = ""


@dataclass
class Hooks:
    """Providers by purpose; `app.extensions["lms"]` holds one. A banner provider costs at most one statement."""

    navigation: list[Callable[[], Iterable["NavItem"]]] = field(default_factory=list)
    banners: list[Callable[[], Iterable["Banner"]]] = field(default_factory=list)
    brand: Callable[[], Brand | None] = lambda: None
    """The centre whose page this is, where it chose how its pages look; at most two statements."""
    course_readers: list[Callable[["Person", int], bool]] = field(default_factory=list)
    """Each tells whether a person belongs to a course, by its id."""
    periodic: list["Periodic"] = field(default_factory=list)
    retention: list["Kind"] = field(default_factory=list)
    """What is kept only for a time."""
    save_preference: Callable[[int, str, str], None] = lambda user_id, name, value: None
    """Store a person's `language` or `theme`, in its own transaction."""
    unprintable: Callable[[str], list[str]] = lambda name: []
    """Characters of a name that a certificate can't print."""
    marking_notes: Callable[[int], Mapping[int, Any]] = lambda attempt_id: {}
    """What markers wrote in an attempt, by slot, as `quiz.notes.Notes`; one statement."""
    named: dict[str, Callable[[Collection[int]], Mapping[int, Named]]] = field(default_factory=dict)
    """By kind of object in the audit log: what these ids are called; one statement each. Ids of what is no more are left out."""
