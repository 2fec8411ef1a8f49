"""Reading the videos of a lesson: what each block says, and the files that it names."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from lms.authoring.kinds import CAPTIONS, IMAGE, VIDEO, Kind
from lms.authoring.parsed import tokens_of
from lms.authoring.problems import Source
from lms.authoring.reading import Reading, place
from lms.courses import video
from lms.courses.document import Media
from lms.courses.video import SITES, ExternalVideo, OwnVideo, Video, is_video, model_of, place_of
from lms.quiz.engine.questions import errors_of

KINDS: Mapping[str, Kind] = {"file": VIDEO, "captions": CAPTIONS, "poster": IMAGE, "picture": IMAGE}
# What to do about a field that is not there, or says nothing, instead of only that it is so.
_LACKING: Mapping[type[Video], Mapping[str, str]] = {
    OwnVideo: {
        "file": "video.no_file",
        "captions": "video.no_captions",
        "transcript": "video.no_words",
    },
    ExternalVideo: {"picture": "video.no_picture", "alt": "video.no_alt"},
}


def read_videos(reading: Reading, folder: str, file: str, body: str, line: int) -> dict[str, Media]:
    """The files that the videos of a lesson's text show, by name; `line` is the one on which it begins (from 0).

    Everything that is wrong with a video, its files included, is noted.
    """
    media: dict[str, Media] = {}
    for token in tokens_of(body):
        at = line + (token.map[0] if token.map else 0) + 1
        if is_video(token):
            source = reading.folder.parse(file, token.content, offset=at)
            media |= _read_video(reading, folder, source) if source else {}
        elif token.type == "fence" and token.info.strip() == video.VIDEO:
            reading.problems.add(file, "video.inside", line=at)
    return media


def _read_video(reading: Reading, folder: str, source: Source) -> dict[str, Media]:
    found = _validated(reading, source)
    if found is None:
        return {}
    if isinstance(found, ExternalVideo):
        _check_elsewhere(reading, found, source)
    named = [
        (name, reading.file(folder, name, place(source, (field,)), KINDS[field]))
        for field, name in found.files.items()
    ]
    return {name: media for name, media in named if media is not None}


def _validated(reading: Reading, source: Source) -> Video | None:
    fields: dict[str, Any] = source.yaml.value
    model = model_of(fields)
    lacking = {field: code for field, code in _LACKING[model].items() if fields.get(field) in (None, "")}
    for field, code in lacking.items():
        reading.note(place(source, (field,)), code)
    try:
        value = model.model_validate(fields)
        return None if lacking else value
    except ValidationError as error:
        others = [(path, why) for path, why in errors_of(error) if path not in lacking]
        reading.problems.add_fields(source, others)
        return None


def _check_elsewhere(reading: Reading, found: ExternalVideo, source: Source) -> None:
    if place_of(found.url) is None:
        reading.note(place(source, ("url",)), "video.site", url=found.url[:100], sites=", ".join(SITES))
    if not found.words:
        reading.note(place(source, ("summary",)), "video.no_summary")
