"""What a page of a draft said before (P28): who saved what when, side by side, and back to it."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.authoring import access, queries, questions
from lms.authoring.editing import differences
from lms.authoring.outline import outline_of
from lms.authoring.views import bp
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses import drafts
from lms.courses.models import DraftItem, DraftVersion
from lms.courses.queries import draft_versions

QUESTION = "/teach/courses/<int:course_id>/quizzes/<int:node_id>/questions/<question_id>/versions"
KINDS = ("lesson", "quiz", "module", "course")
PLACE = "/teach/courses/<int:course_id>/nodes/<int:node_id>/versions"


@bp.get(PLACE)
@requires(Permission.COURSE_EDIT)
def versions(course_id: int, node_id: int) -> ResponseReturnValue:
    """Every version, the newest first, and one of them beside the one before it."""
    course, node = access.node_for(current_person(), course_id, node_id, *KINDS)
    known = draft_versions(node_id)
    shown, before = _pair(known)
    return render_template(
        "authoring/versions.html",
        course=course,
        outline=outline_of(course),
        node=node,
        versions=known,
        names=queries.names_of([one.saved_by_id for one in known]),
        shown=shown,
        before=before,
        parts=differences(before.body, shown.body) if before and shown else [],
    )


def _pair(known: list[DraftVersion]) -> tuple[DraftVersion | None, DraftVersion | None]:
    """The version that was asked for, the newest when none was, and the one before it."""
    number = request.args.get("version", "")
    shown = next((one for one in known if str(one.number) == number), known[0] if known else None)
    return shown, next((one for one in known if shown and one.number < shown.number), None)


@bp.post(f"{PLACE}/<int:number>/restore")
@requires(Permission.COURSE_EDIT)
def restore_version(course_id: int, node_id: int, number: int) -> ResponseReturnValue:
    """Make the page say again what a version said: that is a new version, and nothing is lost."""
    person = current_person()
    access.node_for(person, course_id, node_id, *KINDS)
    with transaction():
        node = access.node_to_edit(person, course_id, node_id, *KINDS)
        wanted = next((one for one in draft_versions(node_id) if one.number == number), None)
        if wanted is None:
            raise NotFound
        drafts.edit_node(node, wanted.body, base=node.version, actor_id=person.id, now=clock.now())
    flash(_("Version %(number)s is back, as a new version.", number=number), "success")
    return redirect(url_for("authoring.versions", course_id=course_id, node_id=node_id), 303)


@bp.get(QUESTION)
@requires(Permission.COURSE_EDIT)
def question_versions(course_id: int, node_id: int, question_id: str) -> ResponseReturnValue:
    """The versions of a quiz in which one question changed, and what it said in one of them beside the one before."""
    course, node = access.node_for(current_person(), course_id, node_id, "quiz")
    known, outline = questions.versions_of(node, question_id), outline_of(course)
    if not known:
        questions.question_in(node, question_id)
    shown, before = _pair(known)
    former, said, now = (_source(one, question_id, outline.languages) for one in (before, shown, node))
    return render_template(
        "authoring/question_versions.html",
        course=course,
        outline=outline,
        node=node,
        question_id=question_id,
        versions=known,
        names=queries.names_of([one.saved_by_id for one in known]),
        shown=shown,
        before=before,
        parts=differences({question_id: former}, {question_id: said}),
        may_restore=said not in ("", now),
        is_here=bool(now),
    )


def _source(of: DraftItem | DraftVersion | None, question_id: str, languages: Sequence[str]) -> str:
    """What a question says there, as files have it; nothing where it is not."""
    stored = questions.by_id(of.body, question_id) if of is not None else None
    return questions.source_of(stored, languages) if stored else ""


@bp.post(f"{QUESTION}/<int:number>/restore")
@requires(Permission.COURSE_EDIT)
def restore_question(course_id: int, node_id: int, question_id: str, number: int) -> ResponseReturnValue:
    """Make one question say again what it said, and leave the others as they are: a new version of the quiz."""
    person = current_person()
    access.node_for(person, course_id, node_id, "quiz")
    with transaction():
        node = access.node_to_edit(person, course_id, node_id, "quiz")
        wanted = next((one for one in draft_versions(node_id) if one.number == number), None)
        stored = questions.by_id(wanted.body, question_id) if wanted else None
        if stored is None:
            raise NotFound
        body = questions.put_back(node, stored)
        drafts.edit_node(node, body, base=node.version, actor_id=person.id, now=clock.now())
    flash(_("The question is as it was in version %(number)s.", number=number), "success")
    return redirect(
        url_for("authoring.question", course_id=course_id, node_id=node_id, question_id=question_id), 303
    )
