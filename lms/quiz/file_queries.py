"""Reads of the files in attempts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session
from lms.quiz.models import Answer, Attempt, AttemptFile
from lms.quiz.saving import Response


@dataclass(frozen=True)
class Held:
    """The answer of a slot: its files' tokens in order, and its sequence number."""

    tokens: tuple[str, ...]
    sequence: int


def tokens_of(response: Response) -> tuple[str, ...]:
    """The tokens of an answer of files."""
    return tuple(response["files"]) if response else ()


def held(attempt_id: int, slot: int) -> Held:
    """What the server holds of a slot now."""
    found = select(Answer.response, Answer.sequence).where(
        Answer.attempt_id == attempt_id, Answer.slot == slot
    )
    row = session().execute(found).one_or_none()
    return Held(tokens_of(row[0]), row[1]) if row else Held((), 0)


def files_of(attempt_id: int) -> dict[str, AttemptFile]:
    """Every file of an attempt by its token, removed ones that are not purged yet too: the answers say which count."""
    stored = select(AttemptFile).where(AttemptFile.attempt_id == attempt_id).order_by(AttemptFile.id)
    found = session().scalars(stored.execution_options(populate_existing=True))
    return {file.token: file for file in found}


def file_with_place(attempt_id: int, token: str) -> tuple[AttemptFile, Attempt, Enrolment] | None:
    """A file with its attempt, and its learner's enrolment with cohort and course. One statement."""
    whole = joinedload(Enrolment.cohort, innerjoin=True).joinedload(Cohort.course, innerjoin=True)
    found = (
        select(AttemptFile, Attempt, Enrolment)
        .join(Attempt, Attempt.id == AttemptFile.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(AttemptFile.attempt_id == attempt_id, AttemptFile.token == token)
        .options(whole)
    )
    row = session().execute(found).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def changed_since(moment: datetime) -> list[tuple[AttemptFile, Response]]:
    """The files in slots whose answer changed since a moment, with that answer."""
    same = and_(Answer.attempt_id == AttemptFile.attempt_id, Answer.slot == AttemptFile.slot)
    found = select(AttemptFile, Answer.response).join(Answer, same).where(Answer.saved_at > moment)
    return [(file, response) for file, response in session().execute(found)]


def removed_before(moment: datetime) -> list[AttemptFile]:
    """The files that no answer has held since before a moment."""
    return list(session().scalars(select(AttemptFile).where(AttemptFile.removed_at < moment)))


def keys_in_use(keys: Iterable[str]) -> set[str]:
    """Which of these storage keys a file has."""
    wanted = list(keys)
    return set(session().scalars(select(AttemptFile.storage_key).where(AttemptFile.storage_key.in_(wanted))))
