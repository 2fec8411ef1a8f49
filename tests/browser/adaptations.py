"""What people need in each state: one who waits, one who had an answer, an officer of two centres."""

from sqlalchemy import select

from lms.accounts.models import Membership, User
from lms.adaptations import services
from lms.adaptations.queries import need_of
from lms.adaptations.services import Notes
from lms.centres import officers
from lms.centres.models import Centre
from lms.core import clock
from lms.core.db import session, transaction

SAID = "Des caractères plus grands, et une pause toutes les heures.\nMerci d’avance."


def build(centre: Centre, manager: User) -> dict[str, str]:
    """The paths of their pages; the manager is the officer, and the chief in every centre that they manage."""
    with transaction():
        officers.choose(centre_id=centre.id, user_id=manager.id, actor_id=manager.id, now=clock.now())
        chief = _user("chief")
        for member in session().scalars(select(Membership).where(Membership.user_id == chief)).all():
            place = {"centre_id": member.centre_id, "user_id": chief, "actor_id": chief}
            officers.choose(**place, now=clock.now())
    _says(centre, "certified", manager.id, is_answered=True)
    need_id = _says(centre, "veteran", manager.id)
    room = f"/centres/{centre.id}"
    return {
        "adaptation": f"{room}/adaptation",
        "adaptations": f"{room}/adaptations",
        "adaptation_one": f"{room}/adaptations/{need_id}",
        "officers": f"{room}/accessibility-officers",
    }


def _user(name: str) -> int:
    return session().scalars(select(User.id).where(User.email == f"{name}@example.org")).one()


def _says(centre: Centre, name: str, officer_id: int, *, is_answered: bool = False) -> int:
    user_id, now = _user(name), clock.now()
    with transaction():
        services.state(centre_id=centre.id, user_id=user_id, text=SAID, version=0, now=now)
        need = need_of(centre.id, user_id)
        assert need is not None
        if is_answered:
            notes = Notes("Accordé.", 0, 1)
            services.note(need_id=need.id, notes=notes, actor_id=officer_id, now=now)
    return need.id
