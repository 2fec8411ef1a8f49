"""Notes that staff keep about a learner, read by those who follow the group and by nobody else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.accounts.models import User
from lms.cohorts.models import Enrolment
from lms.core import audit
from lms.core.db import session
from lms.core.errors import Forbidden, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.core.texts import clean
from lms.followup.models import StaffNote

LONGEST_NOTE = 2_000


@dataclass(frozen=True)
class Note:
    """A note as its readers see it."""

    id: int
    text: str
    at: datetime
    by_id: int
    by: str


def notes_of(enrolment_id: int) -> list[Note]:
    """What was noted about a learner and not removed, the newest first. One statement."""
    found = (
        select(StaffNote.id, StaffNote.text, StaffNote.at, StaffNote.by_id, User.name)
        .join(User, User.id == StaffNote.by_id)
        .where(StaffNote.enrolment_id == enrolment_id, StaffNote.removed_at.is_(None))
        .order_by(StaffNote.id.desc())
    )
    return [Note(*row) for row in session().execute(found)]


def add(*, enrolment: Enrolment, text: str, actor_id: int, now: datetime) -> None:
    """Note something about a learner; the same words again by the same person are one note, as after a double click.

    InvalidInput when it is empty or too long.
    """
    text = clean(text).replace("\r\n", "\n").strip()
    if not text:
        raise InvalidInput(reason("notes.empty"), "text")
    if len(text) > LONGEST_NOTE:
        raise InvalidInput(reason("notes.too_long", most=LONGEST_NOTE), "text")
    newest = next(iter(notes_of(enrolment.id)), None)
    if newest is not None and (newest.by_id, newest.text) == (actor_id, text):
        return
    session().add(StaffNote(enrolment_id=enrolment.id, by_id=actor_id, at=now, text=text))
    session().flush()
    _record("note.added", enrolment, actor_id, now)


def remove(*, enrolment: Enrolment, note_id: int, may_remove_all: bool, actor_id: int, now: datetime) -> None:
    """Remove a note for good: its words go, that there was one stays. A second time changes nothing.

    NotFound for a note about somebody else; Forbidden for a colleague's, unless `may_remove_all`.
    """
    own = select(StaffNote).where(StaffNote.id == note_id, StaffNote.enrolment_id == enrolment.id)
    note = session().scalar(own.with_for_update())
    if note is None:
        raise NotFound
    if note.by_id != actor_id and not may_remove_all:
        raise Forbidden(reason("notes.of_a_colleague"))
    if note.removed_at is not None:
        return
    note.text, note.removed_at = "", now
    session().flush()
    _record("note.removed", enrolment, actor_id, now)


def _record(action: str, enrolment: Enrolment, actor_id: int, now: datetime) -> None:
    place = ("enrolment", enrolment.id)
    audit.record(action, actor_id=actor_id, centre_id=enrolment.centre_id, on=place, now=now)
