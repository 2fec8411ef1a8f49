"""Which sign-ins a person reaches: their own."""

from datetime import datetime

from lms.accounts import queries
from lms.accounts.models import LoginSession
from lms.core.errors import NotFound
from lms.core.person import Person


def session_for(person: Person, session_id: int, now: datetime) -> LoginSession:
    """One of the person's own open sessions; NotFound for anyone else's."""
    for login_session in queries.sessions_of(person.id, now):
        if login_session.id == session_id:
            return login_session
    raise NotFound
