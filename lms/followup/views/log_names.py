"""What the audit log's objects are called, and where each is seen (P38)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from flask import url_for
from sqlalchemy import select

from lms.accounts.models import Membership, User
from lms.centres.models import Accommodation
from lms.cohorts.live_models import LiveSession
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session
from lms.core.hooks import Named
from lms.quiz.models import Attempt, QuizOverride

Names = Mapping[int, Named]


def _people(found: Any) -> Callable[[Collection[int]], Names]:
    """Names alone, of rows `(id, name)`; `found` has `.where` added for the ids of its first column."""

    def names(ids: Collection[int]) -> Names:
        return {row[0]: Named(row[1]) for row in _rows(found, ids)}

    return names


def _learners(found: Any) -> Callable[[Collection[int]], Names]:
    """Learners, of rows `(id, name, cohort, enrolment)`, each with the page about them."""

    def names(ids: Collection[int]) -> Names:
        return {row[0]: Named(row[1], _learner_url(row[2], row[3])) for row in _rows(found, ids)}

    return names


def _rows(found: Any, ids: Collection[int]) -> Iterable[Any]:
    return session().execute(found.where(found.selected_columns[0].in_(ids)))


def _learner_url(cohort_id: int, enrolment_id: int) -> str:
    return url_for("followup.learner", cohort_id=cohort_id, enrolment_id=enrolment_id)


def _cohorts(ids: Collection[int]) -> Names:
    found = _rows(select(Cohort.id, Cohort.name), ids)
    return {row[0]: Named(row[1], url_for("followup.cohort", cohort_id=row[0])) for row in found}


def _live_sessions(ids: Collection[int]) -> Names:
    found = _rows(select(LiveSession.id, LiveSession.title, LiveSession.cohort_id), ids)
    return {
        row[0]: Named(row[1], url_for("followup.sheet", cohort_id=row[2], live_id=row[0])) for row in found
    }


_OF_LEARNER = (Enrolment.printed_name, Enrolment.cohort_id, Enrolment.id)
NAMES: dict[str, Callable[[Collection[int]], Names]] = {
    "accommodation": _people(
        select(Accommodation.id, User.name).join(User, User.id == Accommodation.user_id)
    ),
    "attempt": _learners(
        select(Attempt.id, *_OF_LEARNER).join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    ),
    "cohort": _cohorts,
    "enrolment": _learners(select(Enrolment.id, *_OF_LEARNER)),
    "live_session": _live_sessions,
    "membership": _people(select(Membership.id, User.name).join(User, User.id == Membership.user_id)),
    "quiz_override": _learners(
        select(QuizOverride.id, *_OF_LEARNER).join(Enrolment, Enrolment.id == QuizOverride.enrolment_id)
    ),
    "user": _people(select(User.id, User.name)),
}
