"""How long dates of birth are kept: the group's end is far enough behind when nobody asks for them any more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select, update

from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session
from lms.core.reasons import N_
from lms.core.retention import Kind


def _past(centre_id: int, before: datetime) -> Select[int]:
    over = or_(Cohort.ends_on < before.date(), and_(Cohort.ends_on.is_(None), Enrolment.enrolled_at < before))
    known = select(Enrolment.id).join(Cohort, Cohort.id == Enrolment.cohort_id)
    return known.where(Enrolment.centre_id == centre_id, Enrolment.born_on.is_not(None), over)


def _forget(ids: Sequence[int]) -> None:
    past = update(Enrolment).where(Enrolment.id.in_(ids)).values(born_on=None)
    session().execute(past.execution_options(synchronize_session=False))


BIRTHS = Kind(
    "births",
    N_("Dates of birth of learners"),
    N_("From the end of their group on, or from their enrolment when it has none: six months to ten years."),
    months=36,
    least=6,
    most=120,
    of_centre=True,
    find=_past,
    forget=_forget,
)
