"""The catalogue, the public page of a course, and its free first lesson (P1, P2)."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from lms.core import clock
from lms.core.errors import NotFound
from lms.core.i18n import LANGUAGES, language
from lms.core.permissions import public
from lms.core.texts import fold
from lms.courses.document import Lesson
from lms.courses.models import Course
from lms.courses.queries import revision_document
from lms.learning import checks, lessons, queries
from lms.learning.views import bp

LEVELS = ("beginner", "intermediate", "advanced")


@bp.get("/")
@public
def catalogue() -> ResponseReturnValue:
    """Every course on offer; search and filters are a GET form."""
    if not queries.has_centre():
        return render_template("learning/set_up.html"), 503
    listed = queries.listed_courses()
    found = [course for course in listed if _matches(course, request.args)]
    mine = queries.my_courses(current_user.id) if current_user.is_authenticated else []
    return render_template(
        "learning/catalogue.html",
        courses=found,
        total=len(listed),
        enrolments={course.course.id: course for course in mine},
        levels=LEVELS,
        asked=request.args,
    )


def _matches(course: queries.ListedCourse, asked: MultiDict[str, str]) -> bool:
    sheet = course.document.sheet
    words = fold(asked.get("q", ""))
    texts = fold(" ".join([*sheet.title.values(), *sheet.tagline.values(), *sheet.summary.values()]))
    wanted_language = asked.get("language", "")
    wanted_level = asked.get("level", "")
    return (
        words in texts
        and (wanted_language not in LANGUAGES or wanted_language in course.document.languages)
        and (wanted_level not in LEVELS or wanted_level == sheet.level)
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
    """The programme sheet of a course, and the way in."""
    course = course_or_404(slug)
    assert course.latest_revision_id is not None
    document = revision_document(course.latest_revision_id)
    signed_in = current_user.is_authenticated
    return render_template(
        "learning/landing.html",
        course=course,
        document=document,
        centre=queries.centre(course.centre_id),
        cohorts=queries.cohorts_to_join(course.id, clock.now().date()),
        enrolment_id=queries.enrolment_in(course.id, current_user.id) if signed_in else None,
        first_lesson=_first_lesson(course),
    )


def _first_lesson(course: Course) -> Lesson | None:
    """The lesson that opens without an account: the first item, when it is a lesson."""
    assert course.latest_revision_id is not None
    _, item = next(revision_document(course.latest_revision_id).items())
    return item if isinstance(item, Lesson) else None


def _trial(course: Course) -> lessons.LessonText:
    lesson = _first_lesson(course)
    if lesson is None:
        raise NotFound
    revision_id = course.latest_revision_id
    assert revision_id is not None
    return lessons.load(
        revision_document(revision_id), revision_id, lesson.id, language(), media_url=media_url(revision_id)
    )


def media_url(revision_id: int) -> Callable[[str], str]:
    """How rendered lessons address their images."""
    return lambda name: url_for("courses.media", revision_id=revision_id, name=name)


@bp.get("/courses/<slug>/try")
@public
def try_lesson(slug: str) -> ResponseReturnValue:
    """The first lesson, open to everyone."""
    return _trial_page(course_or_404(slug), answers={})


@bp.post("/courses/<slug>/try/<check_id>")
@public
def try_check(slug: str, check_id: str) -> ResponseReturnValue:
    """A visitor answers a self-check: the page comes back with the verdict, and nothing is stored."""
    course = course_or_404(slug)
    text = _trial(course)
    data = lessons.check_data(text, check_id)
    answer, _ = checks.read(data, seed=lessons.seed("try", check_id), language=text.language, fields=check_fields(check_id))
    return _trial_page(course, answers={check_id: answer})


def check_fields(check_id: str) -> dict[str, list[str]]:
    """The submitted fields of a self-check, without their prefix."""
    prefix = f"c-{check_id}-"
    return {name.removeprefix(prefix): values for name, values in request.form.lists() if name.startswith(prefix)}


def _trial_page(course: Course, answers: dict[str, object]) -> ResponseReturnValue:
    text = _trial(course)
    if current_user.is_authenticated:
        mine = queries.enrolment_in(course.id, current_user.id)
        if mine is not None:
            return redirect(url_for("learning.item", enrolment_id=mine, key=text.lesson.id), 303)
    return render_template(
        "learning/try.html",
        course=course,
        document=revision_document(text.revision_id),
        lesson=text.lesson,
        blocks=lessons.show(text, reader="try", answers=answers),
        content_language=text.language,
    )
