"""The statements of a save, built once: the documented exception to the house's way of reading and writing.

Under PostgreSQL a statement that waits for a lock still sees other tables as they were before; so each write checks again.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, exists, insert, select, update

from lms.cohorts.models import Enrolment
from lms.quiz.models import Answer, Attempt, AttemptEvent

_attempt: Any = Attempt.__table__
_enrolment: Any = Enrolment.__table__
_answer: Any = Answer.__table__
_event: Any = AttemptEvent.__table__
_SLOTS: Any = bindparam("slots", expanding=True)
FOR_SAVE = (
    select(
        _attempt.c.id,
        _attempt.c.user_id,
        _attempt.c.state,
        _attempt.c.due_at,
        _attempt.c.cutoff_at,
        _attempt.c.position,
        _attempt.c.paused_at,
        _attempt.c.pause_left,
        _attempt.c.submitted_by,
        _attempt.c.receipt_code,
        _attempt.c.revision_id,
        _attempt.c.item_key,
        _attempt.c.language,
        _attempt.c.paper,
        _enrolment.c.ended_at,
        _answer.c.id.label("answer_id"),
        _answer.c.slot,
        _answer.c.sequence,
        _answer.c.response,
        _answer.c.saved_at,
        _answer.c.is_flagged,
        _answer.c.certainty,
        _answer.c.checked_sequence,
        _answer.c.is_closed,
        _event.c.at.label("seen_at"),
        _event.c.payload.label("seen"),
    )
    .select_from(_attempt)
    .join(_enrolment, _enrolment.c.id == _attempt.c.enrolment_id)
    .outerjoin(_answer, and_(_answer.c.attempt_id == _attempt.c.id, _answer.c.slot.in_(_SLOTS)))
    .outerjoin(
        _event,
        and_(
            _event.c.attempt_id == _attempt.c.id,
            _event.c.slot.in_(_SLOTS),
            _event.c.client_key == bindparam("client_key"),
        ),
    )
    .where(_attempt.c.id == bindparam("attempt"))
    .with_for_update(of=_attempt)
)
LOCK = select(_attempt.c.id).where(_attempt.c.id == bindparam("attempt")).with_for_update()


def _insert_unless(table: Any, names: Sequence[str], key: Sequence[str]) -> Any:
    """An INSERT that does nothing when a row with the same `key` columns exists by now."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    same = exists().where(*[table.c[name] == values[name] for name in key])
    rows = select(*values.values()).where(~same)
    return insert(table).from_select(list(names), rows).execution_options(preserve_rowcount=True)


INSERT_ANSWERS = _insert_unless(
    _answer,
    ("attempt_id", "slot", "sequence", "response", "saved_at", "is_flagged", "certainty"),
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
        certainty=bindparam("certainty"),
        checked_sequence=bindparam("checked_sequence"),
    )
)
INSERT_EVENTS = _insert_unless(
    _event,
    ("attempt_id", "at", "kind", "slot", "client_key", "payload"),
    ("attempt_id", "slot", "client_key"),
)
