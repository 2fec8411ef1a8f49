"""A learner who said what they need, and had an answer."""

from typing import Any

from lms.accounts.models import User
from lms.adaptations import services
from lms.adaptations.queries import need_of
from lms.adaptations.services import Notes
from lms.centres import officers
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction


def answered(enrolment: Enrolment, officer: User) -> dict[str, Any]:
    """What addresses name: the record, and the officer who has answered."""
    centre_id, now = enrolment.centre_id, clock.now()
    with transaction():
        officers.choose(centre_id=centre_id, user_id=officer.id, actor_id=officer.id, now=now)
        services.state(centre_id=centre_id, user_id=enrolment.user_id, text="Pauses", version=0, now=now)
        need = need_of(centre_id, enrolment.user_id)
        assert need is not None
        notes = Notes("Accordées", 0, 1)
        services.note(need_id=need.id, notes=notes, actor_id=officer.id, now=now)
    return {"need_id": need.id, "officer_id": officers.officers_of(centre_id)[0].id}
