"""Who reaches works to mark: a cohort's staff. What a page may not say, it is not given: works have codes, not numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from flask import current_app

from lms.cohorts.access import cohort_for, visible_cohorts
from lms.cohorts.models import Cohort
from lms.core.errors import NotFound
from lms.core.permissions import Permission, Scope, allows
from lms.core.person import Person
from lms.courses.queries import revision_document
from lms.marking import queries
from lms.marking.queries import PENDING, Work
from lms.marking.rules import code_of
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.question import Question
from lms.quiz.marks import is_anonymous
from lms.quiz.models import AttemptFile
from lms.quiz.rules import QuizContent, quiz_content
from lms.quiz.uploads import files_of


@dataclass(frozen=True)
class Entry:
    """One answer to mark. `waits`: for this marker; one they marked and another has yet to mark does not."""

    work: Work
    code: str
    slot: int
    question_id: str
    outcome: str | None
    waits: bool

    @property
    def is_marked(self) -> bool:
        """Whether its mark is decided."""
        return self.outcome != PENDING


@dataclass(frozen=True)
class Tray:
    """A quiz of a cohort with all its works, for one marker. `entries` go question by question."""

    cohort: Cohort
    content: QuizContent
    works: Mapping[str, Work]
    entries: tuple[Entry, ...]

    @property
    def key(self) -> str:
        """The quiz's id."""
        return self.content.item.id

    def content_of(self, work: Work) -> QuizContent:
        """The quiz as it was when the work began."""
        found = quiz_content(revision_document(work.revision_id), self.key)
        assert found is not None  # the attempt began on this quiz of this revision
        return found

    def is_anonymous(self, work: Work) -> bool:
        """Whether nobody may know whose work it is."""
        return is_anonymous(self.content_of(work).policy, work.marked_at, work.released_at)

    def title_of(self, code: str) -> str:
        """Whose work it is, or its code."""
        work = self.works[code]
        return code if self.is_anonymous(work) else work.name

    @cached_property
    def questions(self) -> dict[str, list[Entry]]:
        """The answers by question, in the quiz's order."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.question_id, []).append(entry)
        return found

    def entry(self, code: str, slot: int) -> Entry:
        """An answer that a person marks, or NotFound."""
        found = next((one for one in self.entries if (one.code, one.slot) == (code, slot)), None)
        if found is None:
            raise NotFound
        return found

    def work(self, code: str) -> Work:
        """A work, or NotFound."""
        if code not in self.works:
            raise NotFound
        return self.works[code]

    def question_of(self, entry: Entry) -> tuple[Slot, Question]:
        """The place on the paper, and the question as it was."""
        slot = Paper.load(entry.work.paper).slot(entry.slot)
        return slot, self.content_of(entry.work).questions[slot.question_id]

    def versions_before(self, work: Work) -> list[Work]:
        """The versions that this work improves, the latest first."""
        mine = {one.number: one for one in self.works.values() if one.enrolment_id == work.enrolment_id}
        found, number = [], work.based_on
        while number is not None and number in mine:
            found.append(mine[number])
            number = mine[number].based_on
        return found


def markable_cohorts(person: Person) -> list[Cohort]:
    """The cohorts in which a person marks, with their courses."""
    return visible_cohorts(person, Permission.ATTEMPT_MARK)


def may_mark(person: Person, cohort: Cohort) -> bool:
    """Whether a person marks in a cohort."""
    scope = Scope(cohort.centre_id, cohort.course_id, cohort.id)
    return allows(person.grants, Permission.ATTEMPT_MARK, scope)


def tray_for(person: Person, cohort_id: int, key: str) -> Tray:
    """A quiz of a cohort that this person marks; NotFound for strangers, and for what is no quiz of the course."""
    cohort = cohort_for(person, cohort_id, Permission.ATTEMPT_MARK)
    works = {code_of_attempt(work.id): work for work in queries.works_of(cohort_id, key)}
    content = _content(cohort, key, works)
    return Tray(cohort, content, works, _entries(content, works, queries.handled(cohort_id, key, person.id)))


def code_of_attempt(attempt_id: int) -> str:
    """What a work is called in the addresses of this room."""
    return code_of(str(current_app.config["SECRET_KEY"]), attempt_id)


def _content(cohort: Cohort, key: str, works: Mapping[str, Work]) -> QuizContent:
    """The quiz as it is now, or as it was for the last who sat it."""
    revisions = [
        cohort.course.latest_revision_id,
        *(work.revision_id for work in reversed(list(works.values()))),
    ]
    for revision_id in dict.fromkeys(one for one in revisions if one is not None):
        found = quiz_content(revision_document(revision_id), key)
        if found is not None:
            return found
    raise NotFound


def _entries(
    content: QuizContent, works: Mapping[str, Work], handled: list[queries.Handled]
) -> tuple[Entry, ...]:
    by_id = {work.id: (code, work) for code, work in works.items()}
    found = [_entry(one, *by_id[one.attempt_id]) for one in handled if one.attempt_id in by_id]
    places = {question_id: place for place, question_id in enumerate(content.questions)}
    is_blind = content.policy.anonymous_marking

    def order(entry: Entry) -> tuple[int, str, str]:
        place = places.get(entry.question_id, len(places))
        shuffled = sha256(f"{entry.code}/{entry.question_id}".encode()).hexdigest()
        when = shuffled if is_blind else entry.work.submitted_at.isoformat()
        return place, entry.question_id, f"{when} {shuffled}"

    return tuple(sorted(found, key=order))


def _entry(one: queries.Handled, code: str, work: Work) -> Entry:
    question_id = str(work.paper["slots"][one.slot - 1]["question_id"])
    waits = one.outcome == PENDING and (not one.mine or one.others)
    return Entry(work, code, one.slot, question_id, one.outcome, waits)


def file_of(tray: Tray, code: str, token: str) -> tuple[AttemptFile, int]:
    """A file that an answer of a work holds, and its place among them; NotFound for any other."""
    work = tray.work(code)
    files = [file for file in files_of(work.id).values() if file.removed_at is None]
    for place, file in enumerate(files, 1):
        if file.token == token:
            return file, place
    raise NotFound
