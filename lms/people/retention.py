"""How long invitations that are over are kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, select

from lms.core.db import session
from lms.core.reasons import N_
from lms.core.retention import Kind
from lms.people.models import Invitation


def _past(centre_id: int, before: datetime) -> Select[int]:
    over_at = func.coalesce(Invitation.accepted_at, Invitation.withdrawn_at, Invitation.expires_at)
    return select(Invitation.id).where(Invitation.centre_id == centre_id, over_at < before)


def _forget(ids: Sequence[int]) -> None:
    past = delete(Invitation).where(Invitation.id.in_(ids))
    session().execute(past.execution_options(synchronize_session=False))


INVITATIONS = Kind(
    "invitations",
    N_("Staff invitations that are over"),
    N_("Accepted, withdrawn or expired: one month to three years. The role that was given is kept."),
    months=12,
    least=1,
    most=36,
    of_centre=True,
    find=_past,
    forget=_forget,
)
