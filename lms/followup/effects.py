"""What an accommodation makes of each quiz of a cohort, said before it is granted (P34)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lms.centres.rules import Terms
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import item_dates
from lms.cohorts.rules import ItemDates
from lms.core.reasons import Reason
from lms.courses.document import Quiz
from lms.courses.queries import revision_document
from lms.quiz.clocks import combine
from lms.quiz.engine.timing import Window, attempts_allowed, own_close, own_minutes, window_cut
from lms.quiz.rules import in_short, quiz_content


@dataclass(frozen=True)
class QuizEffect:
    """One quiz for this person: limit (None: none) and usual limit, attempts, its close for them, and a clash if there is one."""

    item: Quiz
    usual_minutes: int | None
    minutes: Decimal | None
    attempts: int | None
    closes_at: datetime | None
    clash: Reason | None


def effects_of(enrolment: Enrolment, terms: Terms, now: datetime) -> list[QuizEffect]:
    """Every quiz of the learner's course that is not over, as these terms make it. One statement."""
    document = revision_document(enrolment.revision_id)
    dates = item_dates(enrolment.cohort_id)
    quizzes = [item for _, item in document.items() if isinstance(item, Quiz) and item.preset != "practice"]
    found = [_effect(enrolment, item, dates.get(item.id, ItemDates()), terms, now) for item in quizzes]
    return [one for one in found if one.closes_at is None or one.closes_at > now]


def _effect(enrolment: Enrolment, item: Quiz, dates: ItemDates, terms: Terms, now: datetime) -> QuizEffect:
    content = quiz_content(revision_document(enrolment.revision_id), item.id)
    assert content is not None  # the item is a quiz of this document
    policy, allowance = content.policy, combine(terms, [])
    opens_at = max(dates.opens_at, now) if dates.opens_at else now
    clash = window_cut(policy, Window(opens_at, dates.closes_at), allowance)
    return QuizEffect(
        item=item,
        usual_minutes=policy.time_limit_minutes,
        minutes=own_minutes(policy, allowance),
        attempts=attempts_allowed(policy, allowance),
        closes_at=own_close(dates.closes_at, allowance),
        clash=in_short(clash) if clash else None,
    )
