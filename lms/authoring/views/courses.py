"""The courses that a person writes (P20), and a new one."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from lms.authoring import access, queries, services
from lms.authoring.forms import CourseForm
from lms.authoring.views import bp
from lms.core import clock
from lms.core.db import transaction
from lms.core.i18n import language
from lms.core.permissions import Permission, requires
from lms.core.texts import fold, localize
from lms.core.web import current_person
from lms.courses.models import Course


@dataclass(frozen=True)
class Entry:
    """A course in the list."""

    course: Course
    standing: queries.Standing

    @property
    def title(self) -> dict[str, str]:
        """Its title by language, as the draft has it."""
        return self.standing.title or {"": self.course.key}


@bp.get("/teach/courses")
@requires(Permission.COURSE_EDIT)
def courses() -> ResponseReturnValue:
    """The courses that this person may edit, in two statements whatever their number."""
    return _page(CourseForm())


@bp.post("/teach/courses")
@requires(Permission.COURSE_EDIT)
def create() -> ResponseReturnValue:
    """Begin a course: its sheet, a first module and a first lesson, so that there is something to write on."""
    form = CourseForm()
    form.centre.choices = _centres()
    if not form.validate_on_submit():
        return _page(form), 422
    with transaction():
        course = services.begin_course(
            centre_id=form.centre.data,  # one of those in which this person may begin a course: the form knows no other
            title=form.title.data,
            languages=form.languages.data,
            names=(_("First module"), _("First lesson")),
            actor_id=current_person().id,
            now=clock.now(),
        )
    flash(_("The course is begun. Learners see nothing of it until you publish."), "success")
    return redirect(url_for("authoring.outline", course_id=course.id), 303)


def _centres() -> list[SelectChoice]:
    names = queries.centre_names(access.centres_to_author_in(current_person()))
    return [SelectChoice(id_, name) for id_, name in names]


def _page(form: CourseForm) -> str:
    words = request.args.get("q", "").strip()
    found = access.visible_courses(current_person())
    standings = queries.standings_of([course.id for course in found])
    entries = [Entry(course, standings.get(course.id, queries.NOTHING)) for course in found]
    wanted = fold(words)
    form.centre.choices = _centres()
    return render_template(
        "authoring/courses.html",
        words=words,
        total=len(entries),
        entries=[one for one in entries if wanted in fold(localize(one.title, language())[0])],
        form=form,
    )
