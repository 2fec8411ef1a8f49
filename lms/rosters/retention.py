"""How long rosters are kept: their cells hold what a centre was sent about people."""

from datetime import datetime

from sqlalchemy import Select, select

from lms.core.reasons import N_
from lms.core.retention import Kind, deletes
from lms.rosters.models import Roster


def _past(centre_id: int, before: datetime) -> Select[int]:
    over = (Roster.centre_id == centre_id, Roster.sent_at < before, Roster.state != "applying")
    return select(Roster.id).where(*over)


ROSTERS = Kind(
    "rosters",
    N_("Rosters that were sent"),
    N_(
        "The cells of each file: one month to three years. Afterwards it can be neither read nor undone; what it did stays, and that it was applied is in the audit log."
    ),
    months=12,
    least=1,
    most=36,
    of_centre=True,
    find=_past,
    forget=deletes(Roster),
)
