"""The statements of a save, built once: the documented exception to the house's way of reading and writing.

Under PostgreSQL a statement that waits for a lock still sees other tables as they were before; so each write checks again.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, exists, insert, select, update

from lms.cohorts.models import Enrolment
from lms.quiz.models import Answer, Attempt, AttemptEvent

_SLOTS: Any = bindparam("slots", expanding=True)
FOR_SAVE = (
    select(
        Attempt.id,
        Attempt.user_id,
        Attempt.state,
        Attempt.due_at,
        Attempt.submitted_by,
        Attempt.receipt_code,
        Attempt.revision_id,
        Attempt.item_key,
        Attempt.language,
        Attempt.paper,
        Enrolment.ended_at,
        Answer.id.label("answer_id"),
        Answer.slot,
        Answer.sequence,
        Answer.response,
        Answer.saved_at,
        Answer.is_flagged,
        AttemptEvent.at.label("seen_at"),
        AttemptEvent.payload.label("seen"),
    )
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .outerjoin(Answer, and_(Answer.attempt_id == Attempt.id, Answer.slot.in_(_SLOTS)))
    .outerjoin(
        AttemptEvent,
        and_(
            AttemptEvent.attempt_id == Attempt.id,
            AttemptEvent.slot.in_(_SLOTS),
            AttemptEvent.client_key == bindparam("client_key"),
        ),
    )
    .where(Attempt.id == bindparam("attempt"))
    .with_for_update(of=Attempt)
)
LOCK = select(Attempt.id).where(Attempt.id == bindparam("attempt")).with_for_update()


def _insert_unless(table: Any, names: Sequence[str], key: Sequence[str]) -> Any:
    """An INSERT that does nothing when a row with the same `key` columns exists by now."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    same = exists().where(*[table.c[name] == values[name] for name in key])
    rows = select(*values.values()).where(~same)
    return insert(table).from_select(list(names), rows).execution_options(preserve_rowcount=True)


_answer: Any = Answer.__table__
INSERT_ANSWERS = _insert_unless(
    _answer,
    ("attempt_id", "slot", "sequence", "response", "saved_at", "is_flagged"),
    ("attempt_id", "slot"),
)
UPDATE_ANSWERS = (
    update(_answer)
    .where(_answer.c.id == bindparam("answer_id"), _answer.c.sequence == bindparam("sequence") - 1)
    .values(
        response=bindparam("response"),
        sequence=bindparam("sequence"),
        saved_at=bindparam("saved_at"),
        is_flagged=bindparam("is_flagged"),
    )
)
INSERT_EVENTS = _insert_unless(
    AttemptEvent.__table__,
    ("attempt_id", "at", "kind", "slot", "client_key", "payload"),
    ("attempt_id", "slot", "client_key"),
)
