"""A draft's lesson as learners would see it: the same renderer, the same sanitiser, and self-checks that can be looked at."""

from collections.abc import Callable
from dataclasses import replace

from flask import render_template, url_for

from lms.courses.models import Course
from lms.courses.rendering import AnyBlock, CheckBlock, VideoBlock, render_blocks
from lms.courses.sanitising import sanitise
from lms.learning.checks import CheckView, Paper, show
from lms.learning.lessons import Block
from lms.quiz.engine.questions import QuestionErrors


def media_url(course: Course) -> Callable[[str], str]:
    """How a draft's files are addressed."""
    return lambda name: url_for("authoring.media", course_id=course.id, name=name)


def preview_of(course: Course, text: str, language: str) -> list[Block]:
    """The blocks to print; in the place of a self-check that can't be asked yet, what it lacks."""
    blocks = render_blocks(text, language=language, media_url=media_url(course))
    return [_shown(course, block, language) for block in blocks]


def _shown(course: Course, block: AnyBlock, language: str) -> Block:
    if isinstance(block, CheckBlock):
        return _check(course, block, language)
    return Block(video=block) if isinstance(block, VideoBlock) else Block(html=block.html)


def _check(course: Course, block: CheckBlock, language: str) -> Block:
    try:
        check = show(Paper(block.question, f"preview:{block.id}", language))
    except QuestionErrors as error:
        return Block(
            html=sanitise(render_template("authoring/_faults.html", id=block.id, errors=error.errors))
        )
    return Block(check=_placed(course, check))


def _placed(course: Course, check: CheckView) -> CheckView:
    image = check.ask.get("image")
    if image is None:
        return check
    return replace(check, ask={**check.ask, "image": {**image, "url": media_url(course)(image["name"])}})
