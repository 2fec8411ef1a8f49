"""Files of a work, and all the papers of a quiz as one archive."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import quote

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.errors import Conflict, NotFound
from lms.core.permissions import Permission, requires
from lms.core.reasons import reason
from lms.core.web import current_person
from lms.marking import access, archive
from lms.marking.pages import neutral_name
from lms.marking.rules import safe_name
from lms.marking.views import bp
from lms.quiz.bare_files import bare_copy
from lms.quiz.models import AttemptFile
from lms.quiz.views.files import INLINE, _bytes_at, _drawn, _served

MAX_PAGES = 10_000
PART = 64 * 1024


@bp.get("/teach/marking/<int:cohort_id>/<key>/<code>/files/<token>")
@requires(Permission.ATTEMPT_MARK)
def file(cohort_id: int, key: str, code: str, token: str) -> Response:
    """A file that was handed in, or with `page` a page of a PDF; by its place and without its author's name where names may not show."""
    tray = access.tray_for(current_person(), cohort_id, key)
    found, place = access.file_of(tray, code, token)
    hides = tray.is_anonymous(tray.work(code))
    asked = request.args.get("page")
    if asked is not None and not (asked.isascii() and asked.isdigit() and int(asked[:6]) <= MAX_PAGES):
        raise NotFound
    if asked is not None:
        return _page_sent(found, int(asked[:6] or 0))
    name = neutral_name(place, found.name) if hides else found.name
    data = _bare_bytes(found) if hides else _bytes_at(found.storage_key)
    return _served(data, found.media_type, name, as_attachment=found.media_type not in INLINE)


def _bare_bytes(found: AttemptFile) -> bytes:
    """The copy that does not tell whose it is; Conflict when there can't be one, for then nobody gets the file yet."""
    try:
        copied = bare_copy(found)
    except FileNotFoundError:
        raise NotFound from None
    if copied is None:
        raise Conflict(reason("marking.not_bare"))
    return copied


def _page_sent(found: AttemptFile, number: int) -> Response:
    """A page of a PDF as a picture, as the learner's own pages serve it."""
    if not 1 <= number <= (found.pages or 0):
        raise NotFound
    return _served(_drawn(found, number), "image/png", f"page-{number}.png", as_attachment=False)


@bp.post("/teach/marking/<int:cohort_id>/<key>/papers")
@requires(Permission.ATTEMPT_MARK)
def papers(cohort_id: int, key: str) -> ResponseReturnValue:
    """Every paper in one ZIP, a folder for each work, made in a temporary file; noted in the audit log."""
    person, now = current_person(), clock.now()
    tray = access.tray_for(person, cohort_id, key)
    target = TemporaryFile()  # noqa: SIM115 - the reply closes it
    why = reason("marking.not_bare")
    count = archive.write(
        tray, target, lambda work: render_template("marking/paper.html", work=work, not_bare=why)
    )
    with transaction():
        audit.record(
            "papers.exported",
            actor_id=person.id,
            centre_id=tray.cohort.centre_id,
            on=("cohort", cohort_id),
            now=now,
            quiz=key,
            works=count,
        )
    return _streamed(target, safe_name(f"{tray.cohort.name} - {key}", _("papers")))


def _streamed(target: IO[bytes], name: str) -> Response:
    def parts() -> Iterator[bytes]:
        with target:
            target.seek(0)
            while part := target.read(PART):
                yield part

    reply = Response(parts(), mimetype="application/zip")
    reply.call_on_close(target.close)
    reply.headers.set("Content-Disposition", "attachment", **_names(f"{name}.zip"))
    return reply


def _names(name: str) -> dict[str, str]:
    """The name as old and as new browsers read it."""
    plain = name.encode("ascii", "ignore").decode().strip() or "papers.zip"
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
