"""Late answers as markers handle them: the page of one attempt, the lines of those that wait, and the decision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_

from lms.cohorts.models import Cohort
from lms.core.db import session
from lms.core.person import Person
from lms.core.reasons import Reason
from lms.courses.document import Quiz
from lms.courses.queries import revision_document
from lms.marking import access, queries
from lms.marking.access import Tray
from lms.marking.queries import PENDING, Work
from lms.quiz import late
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.question_type import question_type
from lms.quiz.images import with_address
from lms.quiz.late import Arrived, Decision, Standing, Verdict
from lms.quiz.marks import is_anonymous
from lms.quiz.models import Answer, Attempt
from lms.quiz.queries import answers_of, attempt_with_enrolment
from lms.quiz.rules import quiz_content
from lms.quiz.sittings import Sitting, sitting_of


@dataclass(frozen=True)
class Compared:
    """A question with what counts and what arrived, each as a view without the key; `refusal` says why it can't count."""

    slot: Slot
    type: str
    is_manual: bool
    counted: dict[str, Any]
    counted_at: datetime | None
    arrived: Arrived
    late: dict[str, Any]
    refusal: Reason | None


@dataclass(frozen=True)
class Said:
    """A decision with the name of the person who took it."""

    decision: Decision
    name: str


@dataclass(frozen=True)
class LatePage:
    """All that the page of one attempt says. `sees_answers`: from the submission on the learner could read right answers."""

    tray: Tray
    code: str
    attempt: Attempt
    questions: tuple[Compared, ...]
    said: tuple[Said, ...]
    seen: int
    sees_answers: bool
    why: str = ""
    error: Reason | None = None

    @property
    def may_count(self) -> bool:
        """Whether any of what arrived can take the place of what counts."""
        return any(one.refusal is None for one in self.questions)


def page_of(tray: Tray, work: Work, code: str) -> LatePage:
    """The late answers of a work beside those that count. Four statements, whatever their number."""
    found = attempt_with_enrolment(work.id)
    assert found is not None  # the tray holds it
    sitting, kept = sitting_of(*found), late.kept_of(work.id)
    answers = answers_of(work.id)
    names = queries.addresses({one.by_id for one in kept.decisions})
    return LatePage(
        tray=tray,
        code=code,
        attempt=sitting.attempt,
        questions=tuple(_compared(sitting, answers[slot], one) for slot, one in kept.waiting.items()),
        said=tuple(Said(one, names[one.by_id][1]) for one in reversed(kept.decisions)),
        seen=kept.last_id,
        sees_answers=_shows_at_once(sitting.content.policy),
    )


def _shows_at_once(policy: Policy) -> bool:
    release = policy.release
    early = {release.answers, release.verdicts, release.explanations} & {"at_once", "after_submit"}
    return bool(early) and policy.results != "when_released"


def _compared(sitting: Sitting, answer: Answer, arrived: Arrived) -> Compared:
    slot = Paper.load(sitting.attempt.paper).slot(answer.slot)
    question = sitting.content.questions[slot.question_id]
    return Compared(
        slot=slot,
        type=question.type,
        is_manual=question_type(question.type).is_manual and question.type != "file_upload",
        counted=_view(sitting, slot, answer.response),
        counted_at=answer.saved_at if answer.sequence else None,
        arrived=arrived,
        late=_view(sitting, slot, arrived.response),
        refusal=late.refusal_to_count(sitting, answer),
    )


def _view(sitting: Sitting, slot: Slot, response: dict[str, Any] | None) -> dict[str, Any]:
    """As the learner's own page asks it, so that no key comes along."""
    question, language = sitting.content.questions[slot.question_id], sitting.attempt.language
    view = question_type(question.type).public(question, slot.prepared, language, response)
    return {**with_address(view, sitting.attempt.revision_id), "rubric": [], "criteria": []}


@dataclass(frozen=True)
class Line:
    """Late answers that wait, as a list names them; `name` is a code where nobody may know whose they are."""

    cohort: Cohort
    quiz: Quiz
    code: str
    name: str
    is_anonymous: bool
    standing: Standing


def lines_of(cohorts: Iterable[Cohort]) -> list[Line]:
    """What waits for a decision in these cohorts. One statement."""
    by_id = {cohort.id: cohort for cohort in cohorts}
    found = late.undecided(Cohort.id.in_(list(by_id)))
    return [_line(by_id[one.cohort_id], one) for one in found]


def _line(cohort: Cohort, one: Standing) -> Line:
    content = quiz_content(revision_document(one.revision_id), one.item_key)
    assert content is not None  # the attempt began on this quiz of this revision
    code = access.code_of_attempt(one.attempt_id)
    hides = is_anonymous(content.policy, one.marked_at, one.released_at)
    return Line(cohort, content.item, code, code if hides else one.name, hides, one)


def late_by_code(tray: Tray) -> dict[str, int]:
    """How many late answers of each work wait for a decision, by the work's code. One statement."""
    found = late.undecided(and_(Cohort.id == tray.cohort.id, Attempt.item_key == tray.key))
    return {access.code_of_attempt(one.attempt_id): one.waiting for one in found}


def late_by_attempt(person: Person, cohort: Cohort, enrolment_id: int) -> Mapping[int, Line]:
    """The lines of one learner by attempt, for whoever marks their cohort; none of a work that is still anonymous. One statement."""
    if not access.may_mark(person, cohort):
        return {}
    found = (_line(cohort, one) for one in late.undecided(late.of_enrolment(enrolment_id)))
    return {one.standing.attempt_id: one for one in found if not one.is_anonymous}


def decide(*, attempt_id: int, verdict: Verdict, actor_id: int, now: datetime) -> bool:
    """Take a decision (`late.decide`). An answer that a person had marked and that is another one now waits for its marker again."""
    if not late.decide(attempt_id=attempt_id, verdict=verdict, actor_id=actor_id, now=now):
        return False
    if verdict.counts:
        _reopen_markings(attempt_id, now)
    return True


def _reopen_markings(attempt_id: int, now: datetime) -> None:
    waits = {slot for slot, answer in answers_of(attempt_id).items() if answer.outcome == PENDING}
    last = late.kept_of(attempt_id).decisions[-1]
    for marking in queries.markings_of(attempt_id):
        if marking.slot in waits and marking.slot in last.slots and marking.is_done:
            marking.is_done, marking.updated_at = False, now
            marking.version += 1
    session().flush()
