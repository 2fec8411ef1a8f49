"""Putting files into an answer and taking them out. A file counts once the answer that names it is saved.

The bytes go to storage first, under a key of ours; the row and the answer follow in one transaction. What fails in between
leaves bytes that nothing names, which `file_purge` removes after a day.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any

from lms.core.db import after_commit, session
from lms.core.errors import Busy, Conflict, InvalidInput, NotFound, TooLarge
from lms.core.reasons import reason
from lms.core.storage import storage
from lms.quiz import file_queries, saving
from lms.quiz.engine.paper import Paper
from lms.quiz.file_checks import CheckedFile, RefusedFile, clean_name, disagreement, expected_kind
from lms.quiz.file_checks import checked_text as check_text
from lms.quiz.file_images import checked_image
from lms.quiz.file_queries import files_of, held
from lms.quiz.layout import is_reachable
from lms.quiz.models import AttemptFile
from lms.quiz.office_files import checked_office
from lms.quiz.pauses import refusal_to_save
from lms.quiz.pdf_pages import checked_pdf
from lms.quiz.rules import is_over
from lms.quiz.save_statements import LOCK
from lms.quiz.saving import Stored, Typed
from lms.quiz.sittings import Sitting
from lms.quiz.types.file_upload import FIELD, FileUploadQuestion, sealed

__all__ = ["Place", "add", "check", "copy_files", "files_of", "forget", "place_of", "remove", "store"]

MEGABYTE = 1_000_000
FOLDER = "uploads"
KEPT_REMOVED = 5
"""How many removed files a slot keeps until the purge: someone who adds and removes without end fills no disk."""
AT_ONCE = 2
WAIT_SECONDS = 20
_turns = BoundedSemaphore(AT_ONCE)
_CHECKS = {"image": checked_image, "pdf": checked_pdf, "office": checked_office, "text": check_text}


@dataclass(frozen=True)
class Place:
    """A slot of a running attempt that takes files, and how large they may be."""

    attempt_id: int
    person_id: int
    slot: int
    question: FileUploadQuestion
    prepared: dict[str, Any]
    megabytes: int


def place_of(sitting: Sitting, slot: int, cap: int, now: datetime) -> Place:
    """Where files would go, `cap` being the installation's limit in megabytes; NotFound when the slot takes none.

    Conflict when the attempt takes no more answers: said before a large file is looked at, and decided again when it is saved.
    """
    attempt = sitting.attempt
    paper = Paper.load(attempt.paper)
    try:
        found = paper.slot(slot)
    except KeyError:
        raise NotFound from None
    question = sitting.content.questions[found.question_id]
    if not isinstance(question, FileUploadQuestion):
        raise NotFound
    if is_over(attempt.state, attempt.cutoff_at, now):
        late = attempt.submitted_by != "learner"
        raise Conflict(reason("file.late", due_at=attempt.due_at) if late else reason("save.submitted"))
    paused = refusal_to_save(attempt, now)
    if paused is not None:
        raise Conflict(paused)
    if not is_reachable(paper, sitting.content.policy, attempt.position, slot):
        raise Conflict(reason("save.passed"))
    megabytes = min(question.max_megabytes, cap)
    return Place(attempt.id, attempt.user_id, slot, question, found.prepared, megabytes)


def check(place: Place, name: str, data: bytes) -> CheckedFile:
    """The file as it may be kept; TooLarge or InvalidInput with a sentence for its sender. Reads no database."""
    clean = clean_name(name)
    if len(data) > place.megabytes * MEGABYTE:
        raise TooLarge(reason("file.too_large", limit=place.megabytes))
    try:
        kind = expected_kind(clean, place.question.accept)
        why = disagreement(clean, data, kind)
        if why is not None:
            raise RefusedFile(why)
        with _turn():
            checked = _CHECKS[kind](clean, data)
    except RefusedFile as refused:
        raise InvalidInput(refused.reason) from None
    if (
        len(checked.data) > 4 * place.megabytes * MEGABYTE
    ):  # a tiny picture that is large once encoded plainly
        raise TooLarge(reason("file.too_large", limit=place.megabytes))
    return checked


@contextmanager
def _turn() -> Iterator[None]:
    """Decoding a large picture takes a hundred megabytes for a moment: a class that hands in at once waits in line."""
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Busy(reason("file.busy"))
    try:
        yield
    finally:
        _turns.release()


def store(place: Place, checked: CheckedFile) -> str:
    """Put the bytes into storage; the key under which they are."""
    key = f"{FOLDER}/{place.attempt_id}/{secrets.token_hex(16)}"
    storage().put(key, checked.data)
    return key


def add(place: Place, checked: CheckedFile, key: str, now: datetime) -> Stored:
    """Make a stored file the answer's last one, and return the answer; InvalidInput when it is full, Conflict when it is late."""
    session().execute(LOCK, {"attempt": place.attempt_id})
    before = held(place.attempt_id, place.slot)
    if len(before.tokens) >= place.question.max_files:
        raise InvalidInput(reason("file.too_many", limit=place.question.max_files))
    token = secrets.token_hex(16)
    _keep_few_removed(_files_in(place).values(), before.tokens, now)
    after = _save(place, (*before.tokens, token), before.sequence, now)
    session().add(
        AttemptFile(
            attempt_id=place.attempt_id,
            slot=place.slot,
            token=token,
            name=checked.name,
            media_type=checked.media_type,
            size=len(checked.data),
            pages=checked.pages,
            sha256=sha256(checked.data).hexdigest(),
            storage_key=key,
            created_at=now,
        )
    )
    session().flush()
    return after


def remove(place: Place, token: str, now: datetime) -> Stored:
    """Take a file out of the answer, and return the answer; a file that is out already stays out. NotFound for a foreign one."""
    session().execute(LOCK, {"attempt": place.attempt_id})
    mine = _files_in(place)
    if token not in mine:
        raise NotFound
    before = held(place.attempt_id, place.slot)
    rest = tuple(other for other in before.tokens if other != token)
    after = _save(place, rest, before.sequence, now)
    _keep_few_removed(mine.values(), rest, now)
    return after


def _files_in(place: Place) -> dict[str, AttemptFile]:
    """Every file of the slot by its token."""
    return {token: file for token, file in files_of(place.attempt_id).items() if file.slot == place.slot}


def _keep_few_removed(mine: Iterable[AttemptFile], tokens: Collection[str], now: datetime) -> None:
    """Note which of a slot's files its answer no longer holds, and forget all but the last few of them."""
    gone = [file for file in mine if file.token not in tokens]
    for file in gone:
        file.removed_at = file.removed_at or now
    gone.sort(key=lambda file: (file.removed_at or now, file.id), reverse=True)
    for file in gone[KEPT_REMOVED:]:
        forget(file)
    session().flush()


def _save(place: Place, tokens: tuple[str, ...], base: int, now: datetime) -> Stored:
    """Through the one way in which answers are saved, so that its rules and its evidence hold for files too."""
    fields = {FIELD: [sealed(place.prepared, tokens)]}
    outcome = saving.save(
        person_id=place.person_id,
        attempt_id=place.attempt_id,
        typed=[Typed(place.slot, fields, base)],
        now=now,
    )
    if outcome.refusal:
        raise Conflict(outcome.refusal)
    if place.slot in outcome.invalid:
        raise InvalidInput(outcome.invalid[place.slot])
    if place.slot not in outcome.saved:
        raise Conflict(reason("file.elsewhere"))
    return outcome.saved[place.slot]


def forget(file: AttemptFile) -> None:
    """Delete a row, and once that is committed its bytes, unless another attempt (a returned one) shares them."""
    session().delete(file)
    session().flush()
    if not file_queries.keys_in_use([file.storage_key]):
        keys = keys_of(file)
        after_commit(lambda: _delete(keys))


def keys_of(file: AttemptFile) -> list[str]:
    """Where storage keeps a file, its drawn pages, and its copy for people who may not know its author."""
    pages = (page_key(file.storage_key, number + 1) for number in range(file.pages or 0))
    return [file.storage_key, *pages, bare_key(file.storage_key)]


def page_key(storage_key: str, number: int) -> str:
    """Where storage keeps a drawn page of a PDF."""
    return f"{storage_key}-p{number}"


def bare_key(storage_key: str) -> str:
    """Where storage keeps the copy of a file without its author's name (`bare_files`)."""
    return f"{storage_key}-bare"


def _delete(keys: list[str]) -> None:
    for key in keys:
        storage().delete(key)


def copy_files(*, from_attempt_id: int, to_attempt_id: int, now: datetime) -> dict[str, str]:
    """Give a returned attempt's next one the same files, sharing the bytes: old token to new token, for copying the answers.

    The caller copies the paper too: its seal makes the new tokens valid.
    """
    renamed = {}
    for token, file in files_of(from_attempt_id).items():
        if file.removed_at is not None:
            continue
        renamed[token] = secrets.token_hex(16)
        copied = {name: getattr(file, name) for name in _COPIED}
        session().add(AttemptFile(attempt_id=to_attempt_id, token=renamed[token], created_at=now, **copied))
    session().flush()
    return renamed


_COPIED = ("slot", "name", "media_type", "size", "pages", "sha256", "storage_key")
