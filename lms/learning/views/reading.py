"""What the lesson pages share: where images are, and which submitted fields are a self-check's."""

from collections.abc import Callable

from flask import request, url_for


def media_url(revision_id: int) -> Callable[[str], str]:
    """How rendered lessons address their images."""
    return lambda name: url_for("courses.media", revision_id=revision_id, name=name)


def check_fields(check_id: str) -> dict[str, list[str]]:
    """The submitted fields of a self-check, without their prefix."""
    prefix = f"c-{check_id}-"
    found = ((name, values) for name, values in request.form.lists() if name.startswith(prefix))
    return {name.removeprefix(prefix): values for name, values in found}
