"""Files that authors add to a module: judged as the importer judges them, named so that the whole course can tell them apart."""

import re
from collections.abc import Collection
from datetime import datetime
from pathlib import PurePosixPath

from lms.authoring.kinds import kind_of
from lms.core.errors import InvalidInput
from lms.core.reasons import reason
from lms.core.texts import fold
from lms.courses import drafts
from lms.courses.models import DraftItem
from lms.courses.services import store_media

MEGABYTE = 1024 * 1024


def checked_type(name: str, data: bytes) -> str:
    """The media type of a file that lessons may show or offer; InvalidInput says why it can't be."""
    kind = kind_of(name)
    media_type = kind.type_of(name)
    if media_type is None:
        raise InvalidInput(reason("image.type", name=name[:100]), "file")
    if len(data) > kind.limit:
        raise InvalidInput(reason("file.too_big", limit=kind.limit // MEGABYTE), "file")
    refusal = kind.refusal(data, media_type)
    if refusal is not None:
        raise InvalidInput(refusal[0], "file")
    return media_type


def free_name(name: str, taken: Collection[str]) -> str:
    """A file's name in small letters without accents, which no file of the course has; `taken` are in small letters."""
    path = PurePosixPath(name.replace("\\", "/"))
    stem = re.sub(r"[^a-z0-9]+", "-", fold(path.stem)).strip("-")[:60] or "file"
    found, number = f"{stem}{path.suffix.lower()}", 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}{path.suffix.lower()}"
    return found


def add_media(
    module: DraftItem, name: str, data: bytes, taken: Collection[str], *, actor_id: int, now: datetime
) -> str:
    """Keep a file with a module, locked by `node_for_update`; the name under which its lessons show it.

    A file that the module has already keeps its name. InvalidInput for one that lessons can't show.
    """
    media_type = checked_type(name, data)
    media = store_media(course_id=module.course_id, data=data, media_type=media_type, now=now)
    for known, stored in module.body["media"].items():
        if stored["sha256"] == media.sha256:
            return str(known)
    given = free_name(name, taken)
    body = {**module.body, "media": {**module.body["media"], given: media.model_dump(mode="json")}}
    drafts.edit_node(module, body, base=module.version, actor_id=actor_id, now=now)
    return given
