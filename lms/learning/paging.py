"""Numbered pages of a list that is already in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE_SIZE = 25
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Page `page` of `pages`: its rows, and how many rows there are on all pages."""

    rows: Sequence[T]
    count: int
    page: int
    pages: int


def page_of(rows: Sequence[T], asked: str, size: int = PAGE_SIZE) -> Page[T]:
    """The page that an address asks for: the first when it is no number, the last when it is beyond."""
    pages = max(1, -(-len(rows) // size))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    page = min(max(number, 1), pages)
    return Page(rows[(page - 1) * size : page * size], len(rows), page, pages)
