"""The catalogue and the public page of a course (P1, P2)."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from lms.centres.identity_rules import declaration_of
from lms.centres.queries import identity_of
from lms.core import clock
from lms.core.errors import NotFound
from lms.core.i18n import LANGUAGES, language
from lms.core.permissions import public
from lms.core.texts import fold
from lms.courses.document import Lesson
from lms.courses.models import Course
from lms.courses.queries import revision_document
from lms.learning import paging, queries
from lms.learning.views import bp
from lms.training import names
from lms.training.presenting import shown_of
from lms.training.queries import trainers_of

LEVELS = ("beginner", "intermediate", "advanced")
DURATIONS = {"short": (0, 10), "medium": (10, 40), "long": (40, 100_000)}
"""Hours: from, and less than."""
ACCESS = ("open", "group")
FILTERS = ("q", "language", "level", "duration", "access")


@bp.get("/")
@public
def catalogue() -> ResponseReturnValue:
    """Every course on offer; search and filters are a GET form."""
    if not queries.has_centre():
        return render_template("learning/set_up.html"), 503
    listed = queries.listed_courses()
    found = [course for course in listed if _matches(course, request.args)]
    page = paging.page_of(found, request.args.get("page", ""))
    mine = queries.my_courses(current_user.id) if current_user.is_authenticated else []
    return render_template(
        "learning/catalogue.html",
        page=page,
        total=len(listed),
        enrolments={course.course.id: course.enrolment for course in reversed(mine)},
        asked=request.args,
        kept={name: request.args[name] for name in FILTERS if request.args.get(name)},
    )


def _matches(course: queries.ListedCourse, asked: MultiDict[str, str]) -> bool:
    """Every word of the search is in the course's texts, and every filter with a known value holds."""
    sheet = course.document.sheet
    texts = fold(" ".join([*sheet.title.values(), *sheet.tagline.values(), *sheet.summary.values()]))
    wanted = {name: asked.get(name, "") for name in ("language", "level", "duration", "access")}
    shortest, longest = DURATIONS.get(wanted["duration"], (0, 100_000))
    return (
        all(word in texts for word in fold(asked.get("q", "")).split())
        and (wanted["language"] not in LANGUAGES or wanted["language"] in course.document.languages)
        and (wanted["level"] not in LEVELS or wanted["level"] == sheet.level)
        and (wanted["access"] not in ACCESS or (wanted["access"] == "open") == course.is_open)
        and shortest <= sheet.hours < longest
    )


def course_or_404(slug: str) -> Course:
    """A published course by its address."""
    course = queries.course_of(slug)
    if course is None:
        raise NotFound
    return course


@bp.get("/courses/<slug>")
@public
def landing(slug: str) -> ResponseReturnValue:
    """What a course is, for whom, what it gives, and the way in: the public programme sheet."""
    course = course_or_404(slug)
    signed_in = current_user.is_authenticated
    centre, now = queries.centre(course.centre_id), clock.now()
    document, identity = revision_document(course.latest_revision_id or 0), identity_of(centre)
    return render_template(
        "learning/landing.html",
        course=course,
        document=document,
        centre=centre,
        action=shown_of(course, document, centre, now.date(), language()),
        names=names,
        trainers=trainers_of(centre.id, course.id),
        identity=identity,
        declaration=declaration_of(identity),
        way_in=queries.way_in(course.id, now),
        enrolment_id=queries.enrolment_in(course.id, current_user.id) if signed_in else None,
        first_lesson=first_lesson(course),
    )


def first_lesson(course: Course) -> Lesson | None:
    """The lesson that opens without an account: the first item, when it is a lesson."""
    _, item = next(revision_document(course.latest_revision_id or 0).items())
    return item if isinstance(item, Lesson) else None
