"""The kinds of files that a learner may hand in, by the endings of their names."""

from collections.abc import Collection
from typing import Literal

FileKind = Literal["pdf", "image", "office", "text"]

ENDINGS: dict[FileKind, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "image": (".png", ".jpg", ".jpeg", ".webp"),
    "office": (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"),
    "text": (".txt", ".md", ".csv"),
}
_KINDS: dict[str, FileKind] = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}


def kind_of_ending(ending: str) -> FileKind | None:
    """The kind that an ending (`.pdf`) promises, None when nobody may hand in such a file."""
    return _KINDS.get(ending.lower())


def endings_of(kinds: Collection[FileKind]) -> list[str]:
    """The endings of some kinds, in the order in which pages name them."""
    return [ending for kind, endings in ENDINGS.items() if kind in kinds for ending in endings]
