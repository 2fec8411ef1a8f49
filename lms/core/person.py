"""The signed-in person, as every request knows them: loaded in one statement, never written to."""

from dataclasses import dataclass, field
from datetime import datetime

from lms.core.permissions import Grant


@dataclass(frozen=True)
class Person:
    """Who is asking. Has the attributes that Flask-Login expects of a user."""

    id: int
    name: str
    email: str
    language: str
    theme: str
    timezone: str
    session_id: int
    session_seen_at: datetime
    email_confirmed: bool
    grants: tuple[Grant, ...] = field(default=())

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Flask-Login's id of the user."""
        return str(self.id)
