"""Files in an answer: adding and removing them, from a plain form or by script, and reading them again."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import Response, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Busy, InvalidInput, NotFound, TooLarge
from lms.core.permissions import Permission, requires
from lms.core.reasons import reason
from lms.core.storage import storage
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of, wants_json
from lms.quiz import access, saving, uploads
from lms.quiz.closing import close_if_due
from lms.quiz.file_pages import shown_files, upload_cap
from lms.quiz.file_queries import tokens_of
from lms.quiz.forms import prefix_of, read_form
from lms.quiz.models import AttemptFile
from lms.quiz.pages import page_again
from lms.quiz.pdf_pages import page_image
from lms.quiz.rules import seconds_left
from lms.quiz.saving import Stored, Typed
from lms.quiz.sittings import Sitting
from lms.quiz.types.file_upload import CHOSEN, FIELD, sealed
from lms.quiz.uploads import MEGABYTE, Place
from lms.quiz.views import bp
from lms.quiz.views.sit import shown

FILE_POLICY = "default-src 'none'; sandbox"
"""A file opened by itself runs nothing and reaches nobody."""
INLINE = frozenset({"image/png", "image/jpeg", "image/webp"})
"""What we encoded ourselves; everything else is a download."""


def body_limit() -> int:
    """One file of the largest size, and the rest of the page."""
    return upload_cap() * MEGABYTE + LARGE_FORM


@bp.post("/attempts/<int:attempt_id>/slots/<int:slot>/files")
@requires(Permission.ATTEMPT_SIT)
@takes_bodies_of(body_limit)
def add_file(attempt_id: int, slot: int) -> ResponseReturnValue:
    """Check a file and add it to the answer. A plain form brings the whole page: that is saved first."""
    now = clock.now()
    sitting = access.attempt_for(current_person(), attempt_id)
    place = uploads.place_of(sitting, slot, upload_cap(), now)

    def add() -> Stored:
        name, data = _sent(place)
        checked = uploads.check(place, name, data)
        key = uploads.store(place, checked)
        with transaction():
            return uploads.add(place, checked, key, now)

    return _reply(sitting, place, add, now)


@bp.post("/attempts/<int:attempt_id>/slots/<int:slot>/files/remove")
@requires(Permission.ATTEMPT_SIT)
def remove_file(attempt_id: int, slot: int) -> ResponseReturnValue:
    """Take the file `remove` out of the answer."""
    now = clock.now()
    sitting = access.attempt_for(current_person(), attempt_id)
    place = uploads.place_of(sitting, slot, upload_cap(), now)

    def remove() -> Stored:
        with transaction():
            return uploads.remove(place, request.form.get("remove", ""), now)

    return _reply(sitting, place, remove, now)


def _sent(place: Place) -> tuple[str, bytes]:
    """The name and the bytes of the one file that was sent, read no further than it may be long."""
    sent: list[FileStorage] = [
        file for file in request.files.getlist(prefix_of(place.slot) + CHOSEN) if file.filename
    ]
    if not sent:
        raise InvalidInput(reason("file.none_chosen"))
    if len(sent) > 1:
        raise InvalidInput(reason("file.one_by_one"))
    return str(sent[0].filename), sent[0].stream.read(place.megabytes * MEGABYTE + 1)


def _reply(sitting: Sitting, place: Place, act: Callable[[], Stored], now: datetime) -> ResponseReturnValue:
    if wants_json():
        return jsonify(_told(sitting, place, act(), now))
    typed = [_without_choice(one) for one in read_form(request.form)]
    if place.slot not in [one.slot for one in typed]:
        act()
        return _back(place)
    return _reply_with_page(sitting, place, typed, act, now)


def _reply_with_page(
    sitting: Sitting, place: Place, typed: list[Typed], act: Callable[[], Stored], now: datetime
) -> ResponseReturnValue:
    """Save what the page holds, then act; when something stands in the way, the page comes back with all that was typed."""
    with transaction():
        outcome = saving.save(person_id=place.person_id, attempt_id=place.attempt_id, typed=typed, now=now)
    if outcome.refusal:
        close_if_due(sitting.attempt, now)
        return render_template("quiz/refused.html", sitting=sitting, why=outcome.refusal, is_over=True), 409
    status = 409 if outcome.stale else 422 if outcome.invalid else 303
    if place.slot in outcome.saved:
        try:
            outcome.saved[place.slot] = after = act()
            typed = [_now_holding(place, one, after) for one in typed]
        except (InvalidInput, TooLarge, Busy) as error:
            outcome.invalid[place.slot] = error.reason or reason("answer.malformed")
            status = error.status
    return _back(place) if status == 303 else (shown(page_again(sitting, typed, outcome, now)), status)


def _back(place: Place) -> ResponseReturnValue:
    anchor = f"{prefix_of(place.slot)}files"
    return redirect(url_for("quiz.sit", attempt_id=place.attempt_id, q=place.slot, _anchor=anchor), 303)


def _without_choice(typed: Typed) -> Typed:
    return replace(typed, fields={name: values for name, values in typed.fields.items() if name != CHOSEN})


def _now_holding(place: Place, typed: Typed, after: Stored) -> Typed:
    if typed.slot != place.slot:
        return typed
    held = sealed(place.prepared, tokens_of(after.response))
    return replace(typed, fields={FIELD: [held]}, base=after.sequence)


def _told(sitting: Sitting, place: Place, after: Stored, now: datetime) -> dict[str, object]:
    """What the page's script needs: the files, and what the reply to a save says."""
    files = shown_files(place.attempt_id, tokens_of(after.response))
    due_at = sitting.attempt.due_at
    return {
        "files": [
            {
                "token": file.token,
                "value": sealed(place.prepared, [file.token]),
                "name": file.name,
                "about": file.about,
                "kind": file.kind,
                "url": file.url,
            }
            for file in files
        ],
        "sequence": after.sequence,
        "saved_at": after.saved_at.isoformat() if after.saved_at else None,
        "server_now": now.isoformat(),
        "due_at": due_at.isoformat() if due_at else None,
        "seconds_left": seconds_left(due_at, now),
        "state": sitting.attempt.state,
    }


@bp.get("/attempts/<int:attempt_id>/files/<token>")
@requires(Permission.ATTEMPT_SIT)
def file(attempt_id: int, token: str) -> Response:
    """A file: a picture that we encoded, or a download. See `access.file_for`."""
    found = access.file_for(current_person(), attempt_id, token)
    data = _bytes_at(found.storage_key)
    return _served(data, found.media_type, found.name, as_attachment=found.media_type not in INLINE)


@bp.get("/attempts/<int:attempt_id>/files/<token>/pages/<int:number>.png")
@requires(Permission.ATTEMPT_SIT)
def file_page(attempt_id: int, token: str, number: int) -> Response:
    """A page of a PDF as a picture, drawn once and kept beside the file."""
    found = access.file_for(current_person(), attempt_id, token)
    if not 1 <= number <= (found.pages or 0):
        raise NotFound
    return _served(_drawn(found, number), "image/png", f"page-{number}.png", as_attachment=False)


def _bytes_at(key: str) -> bytes:
    try:
        return storage().get(key)
    except FileNotFoundError:
        raise NotFound from None


def _drawn(found: AttemptFile, number: int) -> bytes:
    key = uploads.page_key(found.storage_key, number)
    if storage().exists(key):
        return storage().get(key)
    drawn = page_image(_bytes_at(found.storage_key), number)
    if drawn is None:
        raise NotFound
    storage().put(key, drawn)
    return drawn


def _served(data: bytes, media_type: str, name: str, *, as_attachment: bool) -> Response:
    reply = send_file(
        io.BytesIO(data),
        media_type,
        as_attachment=as_attachment,
        download_name=name,
        etag=False,
        conditional=False,
    )
    reply.headers["Content-Security-Policy"] = FILE_POLICY
    reply.headers["Cache-Control"] = "private, no-store"
    return reply
