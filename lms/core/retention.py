"""What is kept only for a time: the kinds of rows, how each is found and forgotten. Features declare theirs; `centres.keeping` runs them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select, update

from lms.core.db import Model, session
from lms.core.jobs import MAX_TRIES
from lms.core.models import AuditEvent, OutboxJob
from lms.core.reasons import N_


@dataclass(frozen=True)
class Kind:
    """Rows that go after some months, of which a centre chooses how many: at least `least`, at most `most`.

    `find` gives the ids of the rows from before a moment: of one centre when `of_centre`, else of all. `forget` takes some of these ids.
    """

    key: str
    label: str
    says: str
    months: int
    least: int
    most: int
    of_centre: bool
    find: Callable[[int, datetime], Select[int]]
    forget: Callable[[Sequence[int]], None]


def deletes(model: type[Model]) -> Callable[[Sequence[int]], None]:
    """The `forget` of a kind whose rows are deleted: the one way in which those of an append-only table go, see `db.append_only`."""

    def forget(ids: Sequence[int]) -> None:
        past = delete(model).where(model.id.in_(ids))
        session().execute(past.execution_options(is_past_its_period=True, synchronize_session=False))

    return forget


def _acts(centre_id: int, before: datetime) -> Select[int]:
    return select(AuditEvent.id).where(AuditEvent.centre_id == centre_id, AuditEvent.at < before)


def _mails(centre_id: int, before: datetime) -> Select[int]:
    over = or_(OutboxJob.done_at.is_not(None), OutboxJob.tries >= MAX_TRIES)
    return select(OutboxJob.id).where(OutboxJob.created_at < before, over, OutboxJob.payload != {})


def _forget_mails(ids: Sequence[int]) -> None:
    """What they said and to whom. The row stays: its key keeps the same mail from going out twice."""
    said = update(OutboxJob).where(OutboxJob.id.in_(ids)).values(payload={})
    session().execute(said.execution_options(synchronize_session=False))


ACTS = Kind(
    "acts",
    N_("Audit log"),
    N_("What the staff did. It proves how training was followed: three years at least, ten at most."),
    months=72,
    least=36,
    most=120,
    of_centre=True,
    find=_acts,
    forget=deletes(AuditEvent),
)
MAILS = Kind(
    "mails",
    N_("Contents of mails that were sent"),
    N_("What each said, and to whom: one month to two years. That it was sent is kept."),
    months=6,
    least=1,
    most=24,
    of_centre=False,
    find=_mails,
    forget=_forget_mails,
)


def count_of(kind: Kind, centre_id: int, before: datetime) -> int:
    """How many rows would go. One statement."""
    rows = kind.find(centre_id, before).subquery()
    return session().scalar(select(func.count()).select_from(rows)) or 0
