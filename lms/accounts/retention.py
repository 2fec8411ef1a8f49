"""How long sign-ins are kept."""

from datetime import datetime

from sqlalchemy import Select, func, select

from lms.accounts.models import LoginSession
from lms.core.reasons import N_
from lms.core.retention import Kind, deletes


def _past(centre_id: int, before: datetime) -> Select[int]:
    """Over since before the moment. The last one of each person stays: it says that they ever came."""
    last = select(func.max(LoginSession.id)).group_by(LoginSession.user_id)
    over_at = func.coalesce(LoginSession.ended_at, LoginSession.expires_at)
    return select(LoginSession.id).where(over_at < before, LoginSession.id.not_in(last))


SIGN_INS = Kind(
    "sign_ins",
    N_("Sign-ins and devices"),
    N_("For security: the CNIL advises six months to one year. The last one of each person stays."),
    months=12,
    least=6,
    most=12,
    of_centre=False,
    find=_past,
    forget=deletes(LoginSession),
)
