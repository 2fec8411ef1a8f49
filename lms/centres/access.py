"""Which centres a person reaches: those where they hold a role that allows it."""

from lms.centres import officers
from lms.centres.models import Centre
from lms.core.db import session
from lms.core.errors import Forbidden, NotFound
from lms.core.permissions import Permission, Scope, allows
from lms.core.person import Person
from lms.core.reasons import reason


def centre_for(person: Person, centre_id: int, permission: Permission) -> Centre:
    """The centre; NotFound to people who hold no role in it, Forbidden when their role there is not enough."""
    centre = session().get(Centre, centre_id)
    if centre is None or not any(grant.centre_id == centre_id for grant in person.grants):
        raise NotFound
    if not allows(person.grants, permission, Scope(centre_id)):
        raise Forbidden
    return centre


def officer_centre_for(person: Person, centre_id: int) -> Centre:
    """The centre, for one of its accessibility officers; NotFound to people who hold no role in it, Forbidden to all others, managers included."""
    centre = centre_for(person, centre_id, officers.READS)
    if not officers.is_officer(centre_id, person.id):
        raise Forbidden(reason("centres.not_officer"))
    return centre
