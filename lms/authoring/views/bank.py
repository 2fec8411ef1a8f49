"""The question bank (P25) of a course, and of all the courses that a person may edit: search, tags, moving, copying."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.authoring import access, bank_acts, queries
from lms.authoring.bank import Entry, Wanted, entries_of, tags_in
from lms.authoring.questions import TYPE_NAMES
from lms.authoring.views import bp
from lms.core import clock
from lms.core.errors import InvalidInput
from lms.core.i18n import language, sentence
from lms.core.permissions import Permission, requires
from lms.core.texts import localize
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of
from lms.courses.models import Course, DraftItem
from lms.learning.paging import page_of

PAGE_SIZE = 50


@bp.get("/teach/courses/<int:course_id>/bank")
@requires(Permission.COURSE_EDIT)
def bank(course_id: int) -> ResponseReturnValue:
    """The questions of one course's quizzes."""
    return _page([access.course_for(current_person(), course_id)], course_id)


@bp.get("/teach/bank")
@requires(Permission.COURSE_EDIT)
def whole_bank() -> ResponseReturnValue:
    """The questions of every course that this person may edit."""
    return _page(access.visible_courses(current_person()), None)


@bp.post("/teach/courses/<int:course_id>/bank")
@requires(Permission.COURSE_EDIT)
@takes_bodies_of(lambda: LARGE_FORM)
def change_bank(course_id: int) -> ResponseReturnValue:
    """Tag or move the ticked questions of one course."""
    return _change([access.course_for(current_person(), course_id)], course_id)


@bp.post("/teach/bank")
@requires(Permission.COURSE_EDIT)
@takes_bodies_of(lambda: LARGE_FORM)
def change_whole_bank() -> ResponseReturnValue:
    """Tag, move or copy the ticked questions of any course that this person may edit."""
    return _change(access.visible_courses(current_person()), None)


def _change(courses: Sequence[Course], course_id: int | None) -> ResponseReturnValue:
    try:
        said = _act()
    except InvalidInput as error:
        return _page(courses, course_id, sentence(error.reason) if error.reason else ""), 422
    flash(said, "success")
    return redirect(_url(course_id), 303)


def _act() -> str:
    form, person, now = request.form, current_person(), clock.now()
    chosen = bank_acts.chosen_in(form.getlist("question"))
    if form.get("act") == "move":
        moved, copied = bank_acts.move(person, chosen, bank_acts.target_in(form.get("target", "")), now=now)
        return _moves_said(moved, copied)
    tags = tags_in(form.get("tags", ""))
    adds = form.get("act") != "untag"
    count = bank_acts.retag(person, chosen, add=tags if adds else (), remove=() if adds else tags, now=now)
    return str(ngettext("%(num)s question tagged anew.", "%(num)s questions tagged anew.", count))


def _moves_said(moved: int, copied: int) -> str:
    parts = []
    if moved:
        parts.append(ngettext("%(num)s question moved.", "%(num)s questions moved.", moved))
    if copied:
        parts.append(ngettext("%(num)s question copied.", "%(num)s questions copied.", copied))
    return " ".join(parts)


def _wanted() -> Wanted:
    names = ("type", "tag", "objective", "quiz")
    return Wanted(request.args.get("q", "").strip()[:200], *(request.args.get(name, "") for name in names))


def _url(course_id: int | None, **changes: str) -> str:
    """This page with its search, as the address has it."""
    asked: dict[str, Any] = {**request.args.to_dict(), **changes}
    if course_id is None:
        return url_for("authoring.whole_bank", **asked)
    return url_for("authoring.bank", course_id=course_id, **asked)


def _everything(course_id: int | None) -> str:
    """This page without a search."""
    if course_id is None:
        return url_for("authoring.whole_bank")
    return url_for("authoring.bank", course_id=course_id)


def _page(courses: Sequence[Course], course_id: int | None, error: str = "") -> str:
    ids = [course.id for course in courses]
    titles = {id_: standing.title for id_, standing in queries.standings_of(ids).items()}
    quizzes = queries.quizzes_of(ids)
    entries, wanted = entries_of(quizzes), _wanted()
    names = {quiz.id: _name(quiz, titles if course_id is None else {}) for quiz in quizzes}
    return render_template(
        "authoring/bank.html",
        course=courses[0] if course_id is not None else None,
        titles=titles,
        quizzes=quizzes,
        quiz_names=names,
        total=len(entries),
        wanted=wanted,
        page=page_of([one for one in entries if wanted.takes(one)], request.args.get("page", ""), PAGE_SIZE),
        url_for_page=lambda number: _url(course_id, page=str(number)),
        here=_url(course_id),
        everything=_everything(course_id),
        types=TYPE_NAMES,
        tags=_values(entries, "tags"),
        filters=_filters(entries, names),
        error=error,
        ticked=set(request.form.getlist("question")),
    )


def _name(quiz: DraftItem, titles: Mapping[int, Mapping[str, str]]) -> str:
    """The quiz's title, after its course's where there are several."""
    title = localize(quiz.body["title"], language())[0]
    return f"{localize(titles[quiz.course_id], language())[0]} – {title}" if titles else title


def _filters(
    entries: Sequence[Entry], names: Mapping[int, str]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Name, label and options of each filter: what there is among the questions."""
    types = [
        (kind, _(TYPE_NAMES[kind]))
        for kind in TYPE_NAMES
        if any(one.question["type"] == kind for one in entries)
    ]
    return [
        ("type", _("Type"), types),
        ("tag", _("Tag"), [(tag, tag) for tag in _values(entries, "tags")]),
        ("objective", _("Objective"), [(goal, goal) for goal in _values(entries, "objective")]),
        ("quiz", _("Quiz"), [(str(id_), name) for id_, name in names.items()]),
    ]


def _values(entries: Sequence[Entry], field: str) -> list[str]:
    """The values of a field of questions, each once, in order."""
    found = [one.question.get(field) or () for one in entries]
    return sorted({value for one in found for value in ([one] if isinstance(one, str) else one)})
