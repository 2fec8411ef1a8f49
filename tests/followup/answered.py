"""Attempts as they are stored once they are marked, put straight into the database: a group's worth of them in a moment."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session, transaction
from lms.courses.queries import revision_document
from lms.quiz.engine.paper import marking_version
from lms.quiz.models import Answer, Attempt
from lms.quiz.rules import quiz_content
from tests.factories import NOW, make_enrolment, make_user
from tests.quiz.sitting import KEY

RIGHT: dict[str, Any] = {"fraction": Decimal(1), "outcome": "right", "response": {}}
BLANK: dict[str, Any] = {"fraction": Decimal(0), "outcome": "blank", "response": None}
UNMARKED: dict[str, Any] = {"fraction": None, "outcome": "unmarked", "response": {}}


def wrong(**response: Any) -> dict[str, Any]:
    """A wrong answer as its type stores it."""
    return {"fraction": Decimal(0), "outcome": "wrong", "response": response}


def people(cohort: Cohort, count: int) -> list[Enrolment]:
    """So many learners of a group."""
    users = [
        make_user(f"p{place}-{cohort.id}@example.org", f"P{place}", password=None) for place in range(count)
    ]
    return [make_enrolment(user, cohort) for user in users]


def sat(enrolment: Enrolment, replies: list[dict[str, Any]], number: int = 1, **changes: Any) -> int:
    """A submitted attempt at the quiz; `replies` are those to its questions in their order. Its id."""
    key = changes.get("item_key", KEY)
    content = quiz_content(revision_document(enrolment.revision_id), key)
    assert content is not None
    slots = [
        {
            "number": place,
            "question_id": question.id,
            "marking_version": marking_version(question),
            "points": str(question.points),
            "prepared": {},
            "section": None,
        }
        for place, question in enumerate(content.questions.values(), 1)
    ]
    with transaction():
        attempt = Attempt(
            **{**_attempt(enrolment, number), "paper": {"schema": 1, "slots": slots}, **changes}
        )
        session().add(attempt)
        session().flush()
        for slot, reply in enumerate(replies, 1):
            session().add(Answer(attempt_id=attempt.id, slot=slot, saved_at=NOW, **reply))
    return attempt.id


def _attempt(enrolment: Enrolment, number: int) -> dict[str, Any]:
    return {
        "centre_id": enrolment.centre_id,
        "enrolment_id": enrolment.id,
        "user_id": enrolment.user_id,
        "revision_id": enrolment.revision_id,
        "item_key": KEY,
        "number": number,
        "state": "submitted",
        "language": "fr",
        "started_at": NOW,
        "submitted_at": NOW + timedelta(minutes=number),
        "due_reason": {},
        "max_mark": Decimal(3),
    }
