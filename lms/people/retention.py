"""How long invitations that are over are kept."""

from datetime import datetime

from sqlalchemy import Select, func, select

from lms.core.reasons import N_
from lms.core.retention import Kind, deletes
from lms.people.models import Invitation


def _past(centre_id: int, before: datetime) -> Select[int]:
    over_at = func.coalesce(Invitation.accepted_at, Invitation.withdrawn_at, Invitation.expires_at)
    return select(Invitation.id).where(Invitation.centre_id == centre_id, over_at < before)


INVITATIONS = Kind(
    "invitations",
    N_("Staff invitations that are over"),
    N_("Accepted, withdrawn or expired: one month to three years. The role that was given is kept."),
    months=12,
    least=1,
    most=36,
    of_centre=True,
    find=_past,
    forget=deletes(Invitation),
)
