"""What a form that was not saved comes back with: what was typed, over the version that its author had read."""

from flask import request

from lms.courses.models import DraftItem


def shown_version(node: DraftItem, *, is_stale: bool = False) -> int:
    """The version that the next save is to be made over: a refusal keeps the one that was read; only a page that shows what
    somebody else saved meanwhile moves on to theirs."""
    if is_stale or request.method != "POST":
        return node.version
    return request.form.get("version", 0, type=int)
