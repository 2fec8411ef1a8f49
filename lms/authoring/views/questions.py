"""The editor of a question (P24): its form or its source, what learners will see, and what an answer would get."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.authoring import access, questions
from lms.authoring import question_forms as forms
from lms.authoring.copies import question_ids
from lms.authoring.editing import Part, differences
from lms.authoring.field_names import CHOICES, FIELDS
from lms.authoring.kinds import IMAGE, kind_of
from lms.authoring.outline import outline_of
from lms.authoring.previews import media_url
from lms.authoring.question_forms import Typed
from lms.authoring.questions import SourceFaults, Trial
from lms.authoring.views import bp
from lms.authoring.views.media import add_picture, sent_picture
from lms.authoring.views.typed import shown_version
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.i18n import language
from lms.core.permissions import Permission, requires
from lms.core.reasons import Reason
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of
from lms.courses import drafts
from lms.courses.models import Course, DraftItem
from lms.courses.queries import draft_items
from lms.quiz.engine.fields import fields_of
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import question_type, question_types

PLACE = "/teach/courses/<int:course_id>/quizzes/<int:node_id>/questions"
PREFIX = "try-"


@bp.get(f"{PLACE}/new")
@requires(Permission.COURSE_EDIT)
def new_question(course_id: int, node_id: int) -> ResponseReturnValue:
    """A worked example of the type that was asked for, to write over."""
    course, node = access.node_for(current_person(), course_id, node_id, "quiz")
    codes, kind = outline_of(course).languages, request.args.get("type", "")
    source = questions.sample_source(kind, _taken(course_id), codes, _pictures(course, node))
    return _page(course, node, None, source)


@bp.get(f"{PLACE}/<question_id>")
@requires(Permission.COURSE_EDIT)
def question(course_id: int, node_id: int, question_id: str) -> ResponseReturnValue:
    """A question as it stands in the draft."""
    course, node = access.node_for(current_person(), course_id, node_id, "quiz")
    stored = questions.question_in(node, question_id)
    return _page(course, node, question_id, questions.source_of(stored, outline_of(course).languages))


@bp.post(f"{PLACE}/new")
@requires(Permission.COURSE_EDIT)
@takes_bodies_of(lambda: IMAGE.limit + LARGE_FORM)
def add_question(course_id: int, node_id: int) -> ResponseReturnValue:
    """Try an answer, or add the question at the end of the quiz."""
    course, node = access.node_for(current_person(), course_id, node_id, "quiz")
    return _save(course, node, None)


@bp.post(f"{PLACE}/<question_id>")
@requires(Permission.COURSE_EDIT)
@takes_bodies_of(lambda: IMAGE.limit + LARGE_FORM)
def save_question(course_id: int, node_id: int, question_id: str) -> ResponseReturnValue:
    """Try an answer, or save the question in its place."""
    course, node = access.node_for(current_person(), course_id, node_id, "quiz")
    questions.question_in(node, question_id)
    return _save(course, node, question_id)


def _pictures(course: Course, node: DraftItem) -> list[str]:
    """The pictures of the quiz's module."""
    return [name for name in outline_of(course).module_of(node).body["media"] if kind_of(name) is IMAGE]


def _taken(course_id: int) -> set[str]:
    """The ids of every question and self-check of the course."""
    return {one for node in draft_items(course_id) for one in question_ids(node)}


@dataclass(frozen=True)
class Shown:
    """What the page says of what was typed: the form's `typed` (None where the source is edited), the question, a trial of it,
    what is wrong with it, why it was not saved, what someone else made of it meanwhile."""

    typed: Typed | None = None
    found: Question | None = None
    trial: Trial | None = None
    faults: Sequence[questions.Fault] = ()
    refusal: Reason | None = None
    conflict: Sequence[Part] | None = None


def _save(course: Course, node: DraftItem, former_id: str | None) -> ResponseReturnValue:
    """What was typed comes back whenever it is not saved."""
    codes = outline_of(course).languages
    kind = request.form.get("kind", "")
    typed = forms.read_form(_model(kind), dict(request.form.lists()), codes) if kind else None
    if typed is not None and sent_picture():
        try:
            typed = replace(typed, data={**typed.data, "image": add_picture(course, node)})
        except InvalidInput as error:
            return _page(course, node, former_id, "", Shown(typed, refusal=error.reason)), 422
    source = request.form.get("source", "").replace("\r\n", "\n")
    try:
        found = questions.checked(typed, kind, codes) if typed else questions.read_source(source, codes)
        if request.form.get("go") == "try":
            fields = fields_of(dict(request.form.lists()), PREFIX)
            trial = questions.try_out(found, _shown(codes), fields)
            return _page(course, node, former_id, source, Shown(typed, found, trial))
        return _store(course, node, found, former_id)
    except SourceFaults as error:
        return _page(course, node, former_id, source, Shown(typed, faults=error.faults)), 422
    except drafts.StaleEdit as stale:
        parts = _conflict(stale.node, former_id, found, codes)
        return _page(
            course, stale.node, former_id, source, Shown(typed, refusal=stale.reason, conflict=parts)
        ), 409
    except InvalidInput as error:
        return _page(course, node, former_id, source, Shown(typed, refusal=error.reason)), 422


def _model(kind: str) -> type[Question]:
    if kind not in question_types():
        raise NotFound
    return question_type(kind).model


def _store(course: Course, node: DraftItem, found: Question, former_id: str | None) -> ResponseReturnValue:
    person, base = current_person(), request.form.get("version", 0, type=int)
    with transaction():
        node = access.node_to_edit(person, course.id, node.id, "quiz")
        if former_id is not None and not questions.stands_as_read(node, base, former_id):
            raise drafts.StaleEdit(node)
        body = questions.put(node, found, former_id, _taken(course.id))
        drafts.edit_node(node, body, base=node.version, actor_id=person.id, now=clock.now())
    flash(_("Saved."), "success")
    there = url_for("authoring.quiz", course_id=course.id, node_id=node.id, _anchor=f"q-{found.id}")
    return redirect(there, 303)


def _conflict(
    node: DraftItem, question_id: str | None, found: Question, codes: Sequence[str]
) -> Sequence[Part]:
    """The question as someone else saved it, beside what was typed."""
    theirs = questions.by_id(node.body, question_id or "")
    stored = questions.source_of(theirs, codes) if theirs else ""
    typed = questions.source_of(found.model_dump(mode="json"), codes)
    return differences({"": stored}, {"": typed})


def _shown(codes: Sequence[str]) -> str:
    """The language of the preview: the page's, if the course has it."""
    return language() if language() in codes else codes[0]


def _page(
    course: Course, node: DraftItem, question_id: str | None, source: str, shown: Shown | None = None
) -> str:
    outline, shown = outline_of(course), shown or Shown()
    codes, found = outline.languages, shown.found
    if found is None and not shown.faults and shown.typed is None:
        found = questions.read_source(source, codes)
    trial = shown.trial or (questions.try_out(found, _shown(codes), None) if found else None)
    return render_template(
        "authoring/question.html",
        course=course,
        outline=outline,
        node=node,
        question_id=question_id,
        version=shown_version(node, is_stale=shown.conflict is not None),
        source=source,
        shown=shown,
        found=found,
        trial=trial,
        form=_form(shown, found, codes),
        pictures=_pictures(course, node),
        media_url=media_url(course),
        lang=_shown(codes),
        prefix=PREFIX,
    )


def _form(shown: Shown, found: Question | None, codes: Sequence[str]) -> dict[str, object] | None:
    """What the form's fields need; None where the source is edited instead."""
    typed, kind = shown.typed, request.form.get("kind", "")
    if typed is None:
        if found is None or request.method == "POST" or request.args.get("as") == "source":
            return None
        kind, typed = found.type, Typed(questions.plain_data(found))
    faults = [(fault.field, fault.reason) for fault in shown.faults]
    return {
        "kind": kind,
        "specs": forms.specs_of(_model(kind)),
        "value": typed.data,
        "codes": codes,
        "faults_at": forms.faults_at(faults),
        "names": FIELDS,
        "choices_of": CHOICES,
        "source_of": forms.source_of,
        "blank_rows": forms.BLANK_ROWS,
    }
