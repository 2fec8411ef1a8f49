"""The address of a picture that a question shows: types know its name, pages know which revision it belongs to."""

from typing import Any

from flask import url_for


def with_address(view: dict[str, Any], revision_id: int) -> dict[str, Any]:
    """A type's view with the address of its image in a revision of the course; without an image, the view as it is."""
    image = view.get("image")
    if image is None:
        return view
    url = url_for("courses.media", revision_id=revision_id, name=image["name"])
    return {**view, "image": {**image, "url": url}}
