"""What learners read of the markings of their work, through the floor's hook `marking_notes`."""

from collections.abc import Mapping, Sequence

from lms.marking import queries
from lms.marking.models import Marking
from lms.marking.rules import AGREED, levels_of
from lms.quiz.notes import Notes


def notes_of(attempt_id: int) -> Mapping[int, Notes]:
    """The finished markings of an attempt by slot, one statement; whoever asks decides whether they may show."""
    by_slot: dict[int, list[Marking]] = {}
    for marking in queries.markings_of(attempt_id):
        if marking.is_done:
            by_slot.setdefault(marking.slot, []).append(marking)
    return {slot: _notes(markings) for slot, markings in by_slot.items()}


def _notes(markings: Sequence[Marking]) -> Notes:
    """The agreed marking speaks for all; without one, two markers' comments follow each other, and levels that they share."""
    counts = [one for one in markings if one.role == AGREED] or list(markings)
    return Notes("\n\n".join(one.comment for one in counts if one.comment), levels_of(markings))
