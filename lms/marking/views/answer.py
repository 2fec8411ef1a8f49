"""One answer at a time: read it, give levels or a mark, comment, go on. The same form saves drafts by script."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.permissions import Permission, requires
from lms.core.reasons import Reason
from lms.core.web import current_person, wants_json
from lms.marking import access, services
from lms.marking.access import Entry, Tray
from lms.marking.forms import VERDICTS, read_comment, read_marking
from lms.marking.models import Marking
from lms.marking.pages import Sheet, Written, next_of, place_of, sheet_of, url_of, written
from lms.marking.services import Changed, Place, Typed
from lms.marking.views import bp
from lms.quiz.engine.numbers import read_number
from lms.quiz.engine.question_type import InvalidAnswer


@bp.get("/teach/marking/<int:cohort_id>/<key>/<code>/<int:slot>")
@requires(Permission.ATTEMPT_MARK)
def answer(cohort_id: int, key: str, code: str, slot: int) -> ResponseReturnValue:
    """An answer with the form that marks it."""
    tray = access.tray_for(current_person(), cohort_id, key)
    return _page(sheet_of(current_person(), tray, tray.entry(code, slot)))


def _page(sheet: Sheet) -> str:
    return render_template("marking/answer.html", sheet=sheet)


@bp.post("/teach/marking/<int:cohort_id>/<key>/<code>/<int:slot>")
@requires(Permission.ATTEMPT_MARK)
def save_marking(cohort_id: int, key: str, code: str, slot: int) -> ResponseReturnValue:
    """Do what the pressed button says: `done`, `draft`, `keep` the comment, `insert-N` or `archive-N` one of the bank."""
    tray = access.tray_for(current_person(), cohort_id, key)
    entry = tray.entry(code, slot)
    act, _, number = request.form.get("go", "draft").partition("-")
    try:
        return _ACTS[act](tray, entry, number)
    except KeyError:
        raise InvalidInput from None
    except (InvalidInput, Conflict) as error:
        if wants_json():
            raise
        theirs = written(place_of(tray, entry), error.theirs) if isinstance(error, Changed) else None
        return _page(_again(tray, entry, error.reason, theirs)), error.status


def _again(tray: Tray, entry: Entry, error: Reason | None = None, theirs: Written | None = None) -> Sheet:
    """The page with what was typed. Over a change of somebody else's, saving again is knowingly over theirs."""
    sheet, form = sheet_of(current_person(), tray, entry), request.form
    levels = {row["id"]: form.get(f"level-{row['id']}", "") for row in sheet.rubric}
    version = theirs.version if theirs else sheet.typed.version
    typed = Written(sheet.role or "", levels, _typed_mark(sheet.place), form.get("comment", ""), version)
    return replace(sheet, typed=replace(typed, is_done=sheet.typed.is_done), error=error, theirs=theirs)


def _typed_mark(place: Place) -> Decimal | None:
    verdict = request.form.get("verdict", "")
    if verdict in VERDICTS:
        return VERDICTS[verdict] * place.points
    try:
        return read_number(request.form.get("mark", "")[:60]).value
    except InvalidAnswer:
        return None


def _save(tray: Tray, entry: Entry, typed: Typed) -> Marking:
    place, now = place_of(tray, entry), clock.now()
    with transaction():
        saved = services.save(place=place, marker_id=current_person().id, typed=typed, now=now)
        if typed.is_done:
            services.count_uses(cohort=tray.cohort, question_id=entry.question_id, comment=typed.comment)
    return saved


def _done(tray: Tray, entry: Entry, number: str) -> ResponseReturnValue:
    """Mark and go on."""
    _save(tray, entry, read_marking(place_of(tray, entry), request.form, is_done=True))
    return redirect(next_of(tray, entry), 303)


def _draft(tray: Tray, entry: Entry, number: str) -> ResponseReturnValue:
    """Keep what is there so far."""
    saved = _save(tray, entry, read_marking(place_of(tray, entry), request.form, is_done=False))
    if wants_json():
        return jsonify(version=saved.version, saved_at=saved.updated_at.isoformat())
    return redirect(url_of(tray, entry), 303)


def _keep(tray: Tray, entry: Entry, number: str) -> ResponseReturnValue:
    """Put the comment into the bank; the page stays as it was typed."""
    text, now = read_comment(request.form), clock.now()
    with transaction():
        services.keep_comment(
            cohort=tray.cohort,
            question_id=entry.question_id,
            text=text,
            actor_id=current_person().id,
            now=now,
        )
    return _page(_again(tray, entry))


def _insert(tray: Tray, entry: Entry, number: str) -> ResponseReturnValue:
    """Add a comment of the bank to the typed one; nothing is saved yet."""
    sheet = _again(tray, entry)
    kept = next((one for one in sheet.bank if str(one.id) == number), None)
    if kept is None:
        raise NotFound
    comment = "\n\n".join(part for part in (sheet.typed.comment.strip(), kept.text) if part)
    return _page(replace(sheet, typed=replace(sheet.typed, comment=comment)))


def _archive(tray: Tray, entry: Entry, number: str) -> ResponseReturnValue:
    """Take a comment out of the bank."""
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise NotFound
    with transaction():
        services.archive_comment(
            cohort=tray.cohort, question_id=entry.question_id, comment_id=int(number), now=clock.now()
        )
    return _page(_again(tray, entry))


_ACTS: dict[str, Callable[[Tray, Entry, str], ResponseReturnValue]] = {
    "done": _done,
    "draft": _draft,
    "keep": _keep,
    "insert": _insert,
    "archive": _archive,
}
