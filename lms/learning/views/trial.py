"""A course's first lesson, open to everyone; nothing of it is stored."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from lms.core.errors import NotFound
from lms.core.i18n import language
from lms.core.permissions import public
from lms.core.policy import allow_frames
from lms.courses.models import Course
from lms.courses.queries import revision_document
from lms.learning import checks, lessons, queries
from lms.learning.views import bp
from lms.learning.views.catalogue import course_or_404, first_lesson
from lms.learning.views.reading import check_fields, media_url


@bp.get("/courses/<slug>/try")
@public
def try_lesson(slug: str) -> ResponseReturnValue:
    """The first lesson; a person who is enrolled goes to their own."""
    course = course_or_404(slug)
    text = _text(course)
    if current_user.is_authenticated:
        mine = queries.enrolment_in(course.id, current_user.id)
        if mine is not None:
            return redirect(url_for("learning.item", enrolment_id=mine, key=text.lesson.id), 303)
    return _page(course, text, {})


@bp.post("/courses/<slug>/try/<check_id>")
@public
def try_check(slug: str, check_id: str) -> ResponseReturnValue:
    """A visitor answers a self-check: the page comes back with the verdict, and nothing is stored."""
    course = course_or_404(slug)
    text = _text(course)
    reply = checks.read(text.paper(check_id), check_fields(check_id))
    return _page(course, text, {check_id: reply}), 422 if reply.error else 200


@bp.get("/courses/<slug>/try/<check_id>")
@public
def try_check_again(slug: str, check_id: str) -> ResponseReturnValue:
    """The address of an answered page, opened again (a reload, a change of language): the lesson, at that place."""
    return redirect(url_for("learning.try_lesson", slug=slug, _anchor=f"check-{check_id}"), 303)


def _text(course: Course) -> lessons.LessonText:
    lesson, revision_id = first_lesson(course), course.latest_revision_id
    if lesson is None or revision_id is None:
        raise NotFound
    document = revision_document(revision_id)
    return lessons.load(
        document, revision_id, lesson.id, language(), reader="try", media_url=media_url(revision_id)
    )


def _page(course: Course, text: lessons.LessonText, replies: dict[str, checks.Reply]) -> str:
    blocks = text.show(replies)
    allow_frames(lessons.frames_of(blocks))
    return render_template(
        "learning/try.html",
        course=course,
        document=revision_document(text.revision_id),
        lesson=text.lesson,
        blocks=blocks,
        content_language=text.language,
    )
