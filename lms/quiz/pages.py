"""What the pages of a running attempt print: public views only, never anything from which a mark could be guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lms.core.reasons import Reason
from lms.quiz import queries
from lms.quiz.access import Sitting
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.question_type import Fields, InvalidAnswer, question_type
from lms.quiz.forms import prefix_of
from lms.quiz.rules import reason_from_json, seconds_left
from lms.quiz.saving import NOTHING, Outcome, Response, Stored, Typed

CLOCK_SHOWS = timedelta(days=1)


@dataclass(frozen=True)
class QuestionPage:
    """One question as the page asks it. `server_view` is the answer that the server holds, when it was typed over."""

    slot: Slot
    type: str
    view: dict[str, Any]
    stored: Stored
    is_flagged: bool
    error: Reason | None = None
    server_view: dict[str, Any] | None = None

    @property
    def prefix(self) -> str:
        """How the names of its controls begin."""
        return prefix_of(self.slot.number)


@dataclass(frozen=True)
class Place:
    """An entry of the list of questions."""

    number: int
    is_answered: bool
    is_flagged: bool


@dataclass(frozen=True)
class SitPage:
    """A page of a running attempt: the questions on it, and where it stands among the others."""

    sitting: Sitting
    places: tuple[Place, ...]
    questions: tuple[QuestionPage, ...]
    now: datetime

    @property
    def total(self) -> int:
        """How many questions the paper has."""
        return len(self.places)

    @property
    def answered(self) -> int:
        """How many have an answer on the server."""
        return sum(place.is_answered for place in self.places)

    @property
    def flagged(self) -> int:
        """How many are flagged for later."""
        return sum(place.is_flagged for place in self.places)

    @property
    def is_all(self) -> bool:
        """Whether every question is on this page."""
        return self.sitting.content.policy.layout == "all"

    @property
    def number(self) -> int:
        """The number of the (first) question on this page."""
        return self.questions[0].slot.number

    @property
    def is_timed(self) -> bool:
        """Whether a clock helps: the attempt ends within a day. A quiz that closes in a month only says when."""
        due_at = self.sitting.attempt.due_at
        return due_at is not None and due_at - self.now <= CLOCK_SHOWS

    @property
    def seconds_left(self) -> int | None:
        """Whole seconds until the deadline, None without one."""
        return seconds_left(self.sitting.attempt.due_at, self.now)

    @property
    def due_reason(self) -> Reason:
        """Why it ends when it ends."""
        return reason_from_json(self.sitting.attempt.due_reason)

    @property
    def stale(self) -> tuple[QuestionPage, ...]:
        """Questions whose answer was changed elsewhere meanwhile."""
        return tuple(question for question in self.questions if question.server_view is not None)

    @property
    def invalid(self) -> tuple[QuestionPage, ...]:
        """Questions whose answer could not be taken."""
        return tuple(question for question in self.questions if question.error is not None)


def stored_answers(attempt_id: int) -> dict[int, Stored]:
    """What the server holds of an attempt, by slot. One statement."""
    return {
        slot: Stored(row.response, row.sequence, row.saved_at, row.is_flagged)
        for slot, row in queries.answers_of(attempt_id).items()
    }


def sit_page(sitting: Sitting, number: int | None, now: datetime) -> SitPage:
    """The page of question `number`; the first one without an answer when None or out of the paper."""
    paper = Paper.load(sitting.attempt.paper)
    stored = stored_answers(sitting.attempt.id)
    places = _places(paper, stored)
    slots = _slots_shown(sitting, paper, places, number)
    questions = tuple(_question(sitting, slot, stored.get(slot.number, NOTHING)) for slot in slots)
    return SitPage(sitting, places, questions, now)


def _places(paper: Paper, stored: Mapping[int, Stored]) -> tuple[Place, ...]:
    held = {slot.number: stored.get(slot.number, NOTHING) for slot in paper.slots}
    return tuple(Place(number, one.response is not None, one.is_flagged) for number, one in held.items())


def _slots_shown(
    sitting: Sitting, paper: Paper, places: tuple[Place, ...], number: int | None
) -> tuple[Slot, ...]:
    if sitting.content.policy.layout == "all":
        return paper.slots
    first = next((place.number for place in places if not place.is_answered), 1)
    return (paper.slot(number if number is not None and 1 <= number <= len(paper.slots) else first),)


def _question(sitting: Sitting, slot: Slot, stored: Stored) -> QuestionPage:
    question = sitting.content.questions[slot.question_id]
    view = public_view(sitting, slot, stored.response)
    return QuestionPage(slot, question.type, view, stored, stored.is_flagged)


def public_view(sitting: Sitting, slot: Slot, response: Response) -> dict[str, Any]:
    """What the page may know of a question while the attempt runs."""
    question = sitting.content.questions[slot.question_id]
    kind = question_type(question.type)
    return kind.public(question, slot.prepared, sitting.attempt.language, response)


def page_again(sitting: Sitting, typed: list[Typed], outcome: Outcome, now: datetime) -> SitPage:
    """The page that was sent, with what was typed in it, and beside each question what stands in the way."""
    paper = Paper.load(sitting.attempt.paper)
    questions = tuple(_again(sitting, paper.slot(one.slot), one, outcome) for one in typed)
    return SitPage(sitting, _places(paper, stored_answers(sitting.attempt.id)), questions, now)


def _again(sitting: Sitting, slot: Slot, typed: Typed, outcome: Outcome) -> QuestionPage:
    question, number = sitting.content.questions[slot.question_id], slot.number
    known = outcome.saved.get(number) or outcome.stale.get(number)
    stored = known or Stored(None, typed.base, None)
    is_stale, error = number in outcome.stale, outcome.invalid.get(number)
    return QuestionPage(
        slot=slot,
        type=question.type,
        view=_typed_view(sitting, slot, typed.fields),
        stored=stored,
        is_flagged=bool(typed.is_flagged),
        error=error,
        server_view=public_view(sitting, slot, stored.response) if is_stale else None,
    )


def _typed_view(sitting: Sitting, slot: Slot, fields: Fields) -> dict[str, Any]:
    """The question with what was typed, even when it can't be read as an answer."""
    question = sitting.content.questions[slot.question_id]
    try:
        response = question_type(question.type).read(question, slot.prepared, fields)
    except InvalidAnswer:
        view = public_view(sitting, slot, None)
        if "value" in view:
            view["value"] = next((values[0] for values in fields.values() if values), "")
        return view
    return public_view(sitting, slot, response)
