"""A learner assesses their own work by its rubric, once the model answer shows. Kept as events; never a mark."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.quiz import queries
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.release import Shown
from lms.quiz.engine.rubric import ManualQuestion
from lms.quiz.models import AttemptEvent
from lms.quiz.sittings import Sitting

SELF_ASSESSED = "self_assessed"
Levels = Mapping[str, str]


def own_levels(attempt_id: int) -> dict[int, Levels]:
    """The levels that the learner chose last, by slot. One statement."""
    found = (
        select(AttemptEvent.slot, AttemptEvent.payload)
        .where(AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind == SELF_ASSESSED)
        .order_by(AttemptEvent.id)
    )
    return {slot: payload["levels"] for slot, payload in session().execute(found)}


def assess(
    sitting: Sitting, shown: Shown, slot: int, sent: Mapping[str, Sequence[str]], now: datetime
) -> None:
    """Keep the levels that a learner gives their own answer (row id to level id).

    NotFound for a question without a rubric, Conflict while the model answer is held or where a person marks it,
    InvalidInput unless every row has one of its levels. The same levels again write nothing.
    """
    question = _question(sitting, slot)
    answer = queries.answers_of(sitting.attempt.id).get(slot)
    if not shown.answers or answer is None or answer.outcome != "unmarked":
        raise Conflict(reason("review.not_self_assessed"))
    levels = _levels(question, sent)
    if own_levels(sitting.attempt.id).get(slot) != levels:
        payload = {"levels": levels}
        event = AttemptEvent(
            attempt_id=sitting.attempt.id, at=now, kind=SELF_ASSESSED, slot=slot, payload=payload
        )
        session().add(event)
        session().flush()


def _question(sitting: Sitting, number: int) -> ManualQuestion:
    try:
        slot = Paper.load(sitting.attempt.paper).slot(number)
    except KeyError:
        raise NotFound from None
    question = sitting.content.questions[slot.question_id]
    if not isinstance(question, ManualQuestion) or not question.rubric:
        raise NotFound
    return question


def _levels(question: ManualQuestion, sent: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """One level for each row; a field that comes twice, or names none of the row's levels, is refused."""
    levels = {}
    for row in question.rubric:
        values = sent.get(f"level-{row.id}", ())
        if len(values) != 1 or values[0] not in [level.id for level in row.levels]:
            raise InvalidInput(reason("review.choose_levels"))
        levels[row.id] = values[0]
    return levels
