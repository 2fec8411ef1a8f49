"""What the pages of a running attempt print: public views only, never anything from which a mark could be guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from lms.core.reasons import Reason
from lms.core.texts import Text
from lms.quiz import queries
from lms.quiz.checked import Help, help_of
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.question_type import Fields, InvalidAnswer, question_type
from lms.quiz.file_pages import AttemptFiles, with_files
from lms.quiz.forms import prefix_of
from lms.quiz.images import with_address
from lms.quiz.layout import is_reachable, page_with, pages_of
from lms.quiz.models import Answer
from lms.quiz.rules import reason_from_json, seconds_left
from lms.quiz.saving import NOTHING, Outcome, Response, Stored, Typed
from lms.quiz.sittings import Sitting

CLOCK_SHOWS = timedelta(days=1)


@dataclass(frozen=True)
class QuestionPage:
    """One question as the page asks it. `server_view` is the answer that the server holds, when it was typed over.

    `section` is the title of the section that begins with it.
    """

    slot: Slot
    type: str
    view: dict[str, Any]
    stored: Stored
    is_flagged: bool
    help: Help
    error: Reason | None = None
    server_view: dict[str, Any] | None = None
    section: Text | None = None

    @property
    def prefix(self) -> str:
        """How the names of its controls begin."""
        return prefix_of(self.slot.number)


@dataclass(frozen=True)
class Place:
    """An entry of the list of questions; `is_open` when its page can still be seen."""

    number: int
    is_answered: bool
    is_flagged: bool
    is_open: bool = True


@dataclass(frozen=True)
class SitPage:
    """A page of a running attempt: the questions on it, and where it stands among the others.

    `previous` and `following` are the slots that begin the pages beside it, None at the ends.
    """

    sitting: Sitting
    places: tuple[Place, ...]
    questions: tuple[QuestionPage, ...]
    now: datetime
    previous: int | None = None
    following: int | None = None

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
        return len(self.questions) == self.total

    @property
    def is_single(self) -> bool:
        """Whether one question stands on this page."""
        return len(self.questions) == 1 and not self.is_all

    @property
    def is_sequential(self) -> bool:
        """Whether who leaves this page can't come back."""
        return self.sitting.content.policy.is_sequential

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


def stored_of(row: Answer | None) -> Stored:
    """What the server holds of a slot."""
    if row is None or row.sequence == 0:
        return NOTHING
    return Stored(row.response, row.sequence, row.saved_at, row.is_flagged, row.certainty)


def sit_page(sitting: Sitting, number: int | None, now: datetime) -> SitPage:
    """The page of question `number`; without one, or out of the paper, that of the first question without an answer.

    A sequential attempt has the one page where it stands.
    """
    desk = _Desk(sitting, now)
    if sitting.content.policy.is_sequential:
        number = sitting.attempt.position
    elif number is None or page_with(desk.pages, number) is None:
        number = next((place.number for place in desk.places if not place.is_answered), 1)
    return desk.page(number)


def page_again(sitting: Sitting, typed: list[Typed], outcome: Outcome, now: datetime) -> SitPage:
    """The page that was sent, with what was typed in it, and beside each question what stands in the way."""
    desk = _Desk(sitting, now)
    return desk.page(typed[0].slot, {one.slot: (one, outcome) for one in typed})


def leads_elsewhere(sitting: Sitting, number: int | None) -> bool:
    """Whether an address names a question that a sequential attempt may not show now: one behind it, or ahead."""
    attempt, policy = sitting.attempt, sitting.content.policy
    if number is None:
        return False
    return not is_reachable(Paper.load(attempt.paper), policy, attempt.position, number)


class _Desk:
    """An attempt with its answers, from which pages are made. One statement."""

    def __init__(self, sitting: Sitting, now: datetime) -> None:
        self.sitting, self.now = sitting, now
        self.files = AttemptFiles(sitting.attempt.id)
        self.paper = Paper.load(sitting.attempt.paper)
        self.pages = pages_of(self.paper, sitting.content.policy)
        self.rows = queries.answers_of(sitting.attempt.id)
        held = {slot.number: stored_of(self.rows.get(slot.number)) for slot in self.paper.slots}
        self.places = tuple(self.place(number, one) for number, one in held.items())

    def place(self, number: int, stored: Stored) -> Place:
        """The entry of a question in the list."""
        position = self.sitting.attempt.position
        is_open = is_reachable(self.paper, self.sitting.content.policy, position, number)
        return Place(number, stored.response is not None, stored.is_flagged, is_open)

    def page(self, number: int, typed: Mapping[int, tuple[Typed, Outcome]] | None = None) -> SitPage:
        """The page that holds a question; what was typed in it stands there again."""
        index = page_with(self.pages, number) or 0
        slots = self.pages[index]
        beside = [
            self.pages[at][0].number if 0 <= at < len(self.pages) else None for at in (index - 1, index + 1)
        ]
        questions = tuple(self.question(slot, (typed or {}).get(slot.number)) for slot in slots)
        return SitPage(self.sitting, self.places, questions, self.now, *beside)

    def question(self, slot: Slot, again: tuple[Typed, Outcome] | None) -> QuestionPage:
        """One question, as it is stored or as it was typed."""
        row = self.rows.get(slot.number)
        stored = stored_of(row)
        asked = QuestionPage(
            slot=slot,
            type=self.sitting.content.questions[slot.question_id].type,
            view=public_view(self.sitting, slot, stored.response, self.files),
            stored=stored,
            is_flagged=stored.is_flagged,
            help=help_of(self.sitting, slot, row),
            section=self.section(slot),
        )
        return asked if again is None else _again(self.sitting, asked, *again)

    def section(self, slot: Slot) -> Text | None:
        """The title of the section that begins with this slot."""
        before = self.paper.slots[slot.number - 2].section if slot.number > 1 else None
        if slot.section is None or slot.section == before:
            return None
        titles = {one.id: one.title for one in self.sitting.content.policy.sections}
        return titles.get(slot.section) or None


def public_view(
    sitting: Sitting, slot: Slot, response: Response, files: AttemptFiles | None = None
) -> dict[str, Any]:
    """What the page may know of a question while the attempt runs. `files`: those of the attempt, where more than one asks."""
    question = sitting.content.questions[slot.question_id]
    kind = question_type(question.type)
    view = kind.public(question, slot.prepared, sitting.attempt.language, response)
    view = with_address(view, sitting.attempt.revision_id)
    return with_files(view, files or AttemptFiles(sitting.attempt.id), slot.number)


def _again(sitting: Sitting, asked: QuestionPage, typed: Typed, outcome: Outcome) -> QuestionPage:
    number = asked.slot.number
    known = outcome.saved.get(number) or outcome.stale.get(number)
    stored = known or Stored(None, typed.base, None, certainty=typed.certainty)
    is_stale = number in outcome.stale
    return replace(
        asked,
        view=_typed_view(sitting, asked.slot, typed.fields),
        stored=replace(stored, certainty=typed.certainty or stored.certainty),
        is_flagged=bool(typed.is_flagged),
        error=outcome.invalid.get(number),
        server_view=public_view(sitting, asked.slot, stored.response) if is_stale else None,
    )


def _typed_view(sitting: Sitting, slot: Slot, fields: Fields) -> dict[str, Any]:
    """The question with what was typed, even when it can't be read as an answer."""
    question = sitting.content.questions[slot.question_id]
    try:
        response = question_type(question.type).read(question, slot.prepared, fields)
    except InvalidAnswer as error:
        view = public_view(sitting, slot, error.readable)
        if "value" in view:
            view["value"] = next((values[0] for values in fields.values() if values), "")
        return view
    return public_view(sitting, slot, response)
