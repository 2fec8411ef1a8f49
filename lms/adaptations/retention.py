"""How long what somebody needs is kept: some months after their last training at the centre, and after the last word about it."""

from datetime import datetime

from sqlalchemy import Select, exists, func, not_, select

from lms.adaptations.models import AdaptationNeed
from lms.adaptations.queries import is_over
from lms.cohorts.models import Cohort, Enrolment
from lms.core.reasons import N_
from lms.core.retention import Kind, deletes


def _past(centre_id: int, before: datetime) -> Select[int]:
    goes_on = exists().where(
        Enrolment.user_id == AdaptationNeed.user_id,
        Enrolment.centre_id == AdaptationNeed.centre_id,
        Cohort.id == Enrolment.cohort_id,
        not_(is_over(before)),
    )
    last_word = func.coalesce(AdaptationNeed.noted_at, AdaptationNeed.stated_at)
    return select(AdaptationNeed.id).where(
        AdaptationNeed.centre_id == centre_id,
        AdaptationNeed.stated_at < before,
        last_word < before,
        ~goes_on,
    )


ADAPTATIONS = Kind(
    "adaptations",
    N_("What learners need to follow their training"),
    N_(
        "And the officer’s notes, from the end of the last training at the centre on: one month to two years."
    ),
    months=6,
    least=1,
    most=24,
    of_centre=True,
    find=_past,
    forget=deletes(AdaptationNeed),
)
