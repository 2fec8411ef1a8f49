"""A device that was offline when its learner submitted on another one: what it sends afterwards."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from lms.core.db import session, transaction
from lms.quiz import saving
from lms.quiz.models import AttemptEvent
from lms.quiz.saving import Typed
from tests.marking.desk import Desk
from tests.quiz.sitting import NOW

TYPED, ARRIVED = NOW - timedelta(minutes=5), NOW + timedelta(minutes=8)
TRUE, FALSE = {"choice": ["true"]}, {"choice": ["false"]}


def arrives(
    desk: Desk, name: str, fields: Mapping[int, Mapping[str, list[str]]], at: datetime = ARRIVED
) -> None:
    """The outbox of the device empties, one save after the other."""
    for slot, sent in fields.items():
        one = Typed(slot, sent, 0, key=f"device-{slot}-{at:%H%M%S}", typed_at=TYPED)
        with transaction():
            outcome = saving.save(
                person_id=desk.learners[name].user_id, attempt_id=desk.works[name], typed=[one], now=at
            )
        assert outcome.is_late


def kinds(attempt_id: int) -> list[str]:
    """What happened in an attempt, in order."""
    session().expire_all()
    found = session().query(AttemptEvent).filter_by(attempt_id=attempt_id).order_by(AttemptEvent.id)
    return [event.kind for event in found]
