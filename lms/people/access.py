"""Who reaches the staff of a centre and its invitations: its managers. Nobody of another centre is ever found."""

from lms.centres.access import centre_for
from lms.centres.models import Centre
from lms.core.errors import NotFound
from lms.core.permissions import Permission
from lms.core.person import Person
from lms.people import queries
from lms.people.models import Invitation
from lms.people.queries import Member

MANAGE = Permission.PEOPLE_MANAGE


def member_for(person: Person, centre_id: int, user_id: int) -> tuple[Centre, Member]:
    """Somebody who holds or held a role in the centre, with it; NotFound for everyone else, whoever they are elsewhere."""
    centre = centre_for(person, centre_id, MANAGE)
    found = queries.staff_of(centre.id, user_id)
    if not found:
        raise NotFound
    return centre, found[0]


def invitation_for(person: Person, centre_id: int, invitation_id: int) -> tuple[Centre, Invitation]:
    """An invitation of that centre, with it."""
    centre = centre_for(person, centre_id, MANAGE)
    found = queries.invitation(invitation_id)
    if found is None or found.centre_id != centre.id:
        raise NotFound
    return centre, found
