"""What waits for a marker, over all the cohorts that they mark."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta

from lms.cohorts.models import Cohort
from lms.cohorts.queries import within_reach
from lms.core import clock
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses.document import Quiz
from lms.courses.queries import revision_document
from lms.marking import access, queries
from lms.marking.late import lines_of
from lms.marking.queries import Waiting
from lms.marking.views import bp
from lms.quiz.engine.question_type import question_types

NOTHING = (0, 0)


@dataclass(frozen=True)
class Row:
    """A quiz of a cohort. `since` is how long the oldest answer waits."""

    cohort: Cohort
    course_title: Mapping[str, str]
    quiz: Quiz
    answers: int
    works: int
    since: str
    results: int

    @property
    def is_waiting(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.answers or self.results)


@bp.get("/teach/marking")
@requires(Permission.ATTEMPT_MARK)
def queue() -> ResponseReturnValue:
    """Answers to mark and results to let go, by cohort and quiz, and late answers to decide on: four statements whatever their number."""
    now = clock.now()
    person = current_person()
    cohorts = access.markable_cohorts(person)
    waiting = queries.waiting(within_reach(person.grants, Permission.ATTEMPT_MARK), person.id)
    held = [
        (cohort.id, quiz.id)
        for cohort in cohorts
        for quiz in _quizzes(cohort)
        if quiz.policy.get("results") == "when_released"
    ]
    rows = list(_rows(cohorts, waiting, queries.unreleased(held), now))
    return render_template(
        "marking/queue.html",
        rows=sorted((row for row in rows if row.is_waiting), key=_urgency(waiting)),
        others=[row for row in rows if not row.is_waiting],
        total=sum(one.answers for one in waiting),
        late_lines=lines_of(cohorts),
    )


def _urgency(waiting: Sequence[Waiting]) -> Callable[[Row], int]:
    place = {(one.cohort_id, one.item_key): number for number, one in enumerate(waiting)}
    return lambda row: place.get((row.cohort.id, row.quiz.id), len(place))


def _quizzes(cohort: Cohort) -> list[Quiz]:
    """The quizzes of the cohort's course that people mark."""
    if cohort.course.latest_revision_id is None:
        return []
    types = question_types()
    items = [item for _, item in revision_document(cohort.course.latest_revision_id).items()]
    return [
        item
        for item in items
        if isinstance(item, Quiz)
        and (
            item.policy.get("results") == "when_released"
            or (
                item.policy.get("assessed_by") != "learner"
                and any(types[question["type"]].is_manual for question in item.questions)
            )
        )
    ]


def _rows(
    cohorts: Iterable[Cohort],
    waiting: Sequence[Waiting],
    results: Mapping[tuple[int, str], int],
    now: datetime,
) -> Iterable[Row]:
    by_place = {(one.cohort_id, one.item_key): one for one in waiting}
    for cohort in cohorts:
        if cohort.course.latest_revision_id is None:
            continue
        document = revision_document(cohort.course.latest_revision_id)
        by_hand = {quiz.id for quiz in _quizzes(cohort)}
        for item in [item for _, item in document.items()]:
            one = by_place.get((cohort.id, item.id))
            if isinstance(item, Quiz) and (one is not None or item.id in by_hand):
                since = format_timedelta(now - one.oldest) if one and one.oldest else ""
                counts = (one.answers, one.works) if one else NOTHING
                found = results.get((cohort.id, item.id), 0)
                yield Row(cohort, document.sheet.title, item, *counts, since, found)
