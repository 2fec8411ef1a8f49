"""What the lesson pages share: where images are, and which submitted fields are a self-check's."""

from collections.abc import Callable

from flask import request, url_for

from lms.quiz.engine.fields import fields_of
from lms.quiz.engine.question_type import Fields


def media_url(revision_id: int) -> Callable[[str], str]:
    """How rendered lessons address their images."""
    return lambda name: url_for("courses.media", revision_id=revision_id, name=name)


def check_fields(check_id: str) -> Fields:
    """The submitted fields of a self-check, without their prefix."""
    return fields_of(dict(request.form.lists()), f"c-{check_id}-")
