"""What a marker wrote beside an answer. The room that marks hands it up through the hook `marking_notes`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import current_app


@dataclass(frozen=True)
class Notes:
    """A comment, and the chosen level of each row of the rubric, by their ids."""

    comment: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)


NO_NOTES = Notes()


def notes_of(attempt_id: int) -> Mapping[int, Notes]:
    """What markers wrote in an attempt, by slot. At most one statement; empty where nobody marks."""
    return current_app.extensions["lms"].marking_notes(attempt_id)  # type: ignore[no-any-return]
