"""Writes of what people need and of the officer's notes, and the one place where they are opened."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from lms.accounts.models import User
from lms.adaptations import rules
from lms.adaptations.models import AdaptationNeed
from lms.centres.officers import Reader, readers_of
from lms.centres.queries import centre_by_id
from lms.core import audit, jobs
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.core.sealing import Unreadable, seal, unseal


@dataclass(frozen=True)
class Contents:
    """The two texts of a record; `is_lost` when no key opens one of them, which is then empty."""

    statement: str
    notes: str
    is_lost: bool


NOTHING = Contents("", "", is_lost=False)


def contents_of(need: AdaptationNeed) -> Contents:
    """What a record says. For the page of the person themself; an officer's goes through `read`."""
    try:
        return Contents(
            unseal(need.statement, _place(need, "statement")),
            unseal(need.notes, _place(need, "notes")),
            is_lost=False,
        )
    except Unreadable:
        return Contents("", "", is_lost=True)


def read(*, need: AdaptationNeed, actor_id: int, now: datetime) -> Contents:
    """What a record says now, for an officer: the log notes who read which record, never whose it is nor what it says.

    NotFound when it was withdrawn or erased at this moment.
    """
    held = _locked_by_id(need.id)
    _record("adaptation.read", held, actor_id, now)
    return contents_of(held)


def state(*, centre_id: int, user_id: int, text: str, version: int, now: datetime) -> None:
    """Keep what a person needs, once it is still at `version`, and tell the officers by mail. The same text again changes nothing.

    InvalidInput when it can't be kept; Conflict when it was changed meanwhile, or when what is kept can't be opened.
    """
    refused = rules.refusal_of_statement(text)
    readers = readers_of(centre_id)
    if refused is None and not readers:
        refused = reason("adaptations.nobody_reads")
    if refused is not None:
        raise InvalidInput(refused, field="text")
    held = _locked(centre_id, user_id)
    if (held.statement_version if held else 0) != version:
        raise Conflict(reason("adaptations.stale"))
    if held is None:
        held = AdaptationNeed(centre_id=centre_id, user_id=user_id, statement="", statement_version=0)
        session().add(held)
    elif _opened(held).statement == text:
        return
    held.statement, held.statement_version = seal(text, _place(held, "statement")), version + 1
    held.stated_at, held.waits = now, True
    session().flush()
    _tell(held, readers, now)


def withdraw(*, centre_id: int, user_id: int, now: datetime) -> None:
    """Erase what a person said they need: the text is gone. The record stays while it holds the officer's notes; twice does no harm."""
    held = _locked(centre_id, user_id)
    if held is None:
        return
    if held.notes:
        held.statement, held.waits = "", False
        held.statement_version += 1
    else:
        session().delete(held)
    session().flush()


@dataclass(frozen=True)
class Notes:
    """What an officer writes: over the notes of `version`, having read the statement of `seen`."""

    text: str
    version: int
    seen: int


def note(*, need_id: int, notes: Notes, actor_id: int, now: datetime) -> None:
    """Keep an officer's notes. The person waits no more, unless they changed what they said since the officer read it.

    InvalidInput when they can't be kept; Conflict when somebody changed them meanwhile, or when what is kept can't be opened.
    """
    refused = rules.refusal_of_notes(notes.text)
    if refused is not None:
        raise InvalidInput(refused, field="text")
    held = _locked_by_id(need_id)
    if held.notes_version != notes.version:
        raise Conflict(reason("adaptations.stale_notes"))
    _opened(held)
    held.notes, held.notes_version = seal(notes.text, _place(held, "notes")), notes.version + 1
    held.noted_at, held.noted_by_id = now, actor_id
    held.waits = held.waits and held.statement_version != notes.seen
    session().flush()
    _record("adaptation.noted", held, actor_id, now)


def erase(*, need_id: int, actor_id: int, now: datetime) -> None:
    """Erase the record of a person, the officer's notes included; the log says that it was."""
    held = _locked_by_id(need_id)
    _record("adaptation.erased", held, actor_id, now)
    session().delete(held)
    session().flush()


def _opened(need: AdaptationNeed) -> Contents:
    """Before something is written over: nothing is lost for a key that is only missing."""
    contents = contents_of(need)
    if contents.is_lost:
        raise Conflict(reason("adaptations.unreadable"))
    return contents


def _place(need: AdaptationNeed, field: str) -> str:
    return f"adaptation:{need.centre_id}:{need.user_id}:{field}"


def _locked(centre_id: int, user_id: int) -> AdaptationNeed | None:
    """The record as it is now; the person's row is locked first, so that two first saves at once follow each other."""
    session().execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))
    return _for_update(select(AdaptationNeed).filter_by(centre_id=centre_id, user_id=user_id))


def _locked_by_id(need_id: int) -> AdaptationNeed:
    found = _for_update(select(AdaptationNeed).where(AdaptationNeed.id == need_id))
    if found is None:
        raise NotFound
    return found


def _for_update(wanted: Select[AdaptationNeed]) -> AdaptationNeed | None:
    return session().scalar(wanted.with_for_update().execution_options(populate_existing=True))


def _tell(need: AdaptationNeed, readers: list[Reader], now: datetime) -> None:
    """Each officer by mail, which names nobody and says nothing of it."""
    params = {"centre": centre_by_id(need.centre_id).name, "centre_id": need.centre_id}
    for one in readers:
        key = f"adaptation-{need.id}-{one.user_id}-{now.isoformat()}"
        about = {"template": "adaptation", "to": one.email, "language": one.language}
        jobs.enqueue("mail", key, {**about, "params": {**params, "name": one.name}}, now=now)


def _record(action: str, need: AdaptationNeed, actor_id: int, now: datetime) -> None:
    place = ("adaptation_need", need.id)
    audit.record(action, actor_id=actor_id, centre_id=need.centre_id, on=place, now=now)


def reseal(need_id: int) -> bool:
    """Seal a record's texts anew with the newest key; False when no key opens them, and nothing changes. One that is gone is fine."""
    held = session().get(AdaptationNeed, need_id, populate_existing=True, with_for_update=True)
    if held is None:
        return True
    contents = contents_of(held)
    if contents.is_lost:
        return False
    held.statement = seal(contents.statement, _place(held, "statement"))
    held.notes = seal(contents.notes, _place(held, "notes"))
    session().flush()
    return True
