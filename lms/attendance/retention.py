"""How long the record of attendance is kept."""

from datetime import datetime

from sqlalchemy import Select, select

from lms.attendance.models import AttendanceAct
from lms.core.reasons import N_
from lms.core.retention import Kind, deletes


def _past(centre_id: int, before: datetime) -> Select[int]:
    """Whole records alone: one with an act since then stays, for a part of a chain proves nothing."""
    since = select(AttendanceAct.session_id).where(
        AttendanceAct.centre_id == centre_id, AttendanceAct.at >= before
    )
    return select(AttendanceAct.id).where(
        AttendanceAct.centre_id == centre_id,
        AttendanceAct.at < before,
        AttendanceAct.session_id.not_in(since),
    )


ATTENDANCE = Kind(
    "attendance",
    N_("Attendance sheets"),
    N_("Signatures, states and countersignatures: three years at least, for who paid may ask; ten at most."),
    months=72,
    least=36,
    most=120,
    of_centre=True,
    find=_past,
    forget=deletes(AttendanceAct),
)
