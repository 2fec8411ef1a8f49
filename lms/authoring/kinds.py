"""The kinds of file that lessons may hold: what each is called, how large it may be, and who judges its content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from lms.authoring import captions, tables, videos
from lms.authoring.folder import MAX_IMAGE_BYTES, MAX_TEXT_BYTES, MAX_VIDEO_BYTES
from lms.core import images
from lms.core.reasons import Reason

Refusal = tuple[Reason, int]


@dataclass(frozen=True)
class Kind:
    """A kind of file. `refusal` judges bytes of a media type; the codes say what is wrong with a reference to one."""

    types: Mapping[str, str]
    limit: int
    refusal: Callable[[bytes, str], Refusal | None]
    wrong_type: str
    name: str = "file.name"
    missing: str = "file.absent"
    repeated_name: str = "file.repeated_name"

    def type_of(self, name: str) -> str | None:
        """The media type that a file's name promises, None when it is none of this kind."""
        return self.types.get(PurePosixPath(name).suffix.lower())


IMAGE = Kind(
    images.MEDIA_TYPES,
    MAX_IMAGE_BYTES,
    images.refusal_of_image,
    "image.type",
    name="image.name",
    missing="image.missing",
    repeated_name="image.repeated_name",
)
TABLE = Kind(
    {".csv": tables.MEDIA_TYPE},
    MAX_IMAGE_BYTES,
    lambda data, media_type: tables.refusal_of_csv(data),
    "image.type",
    name="image.name",
    missing="image.missing",
    repeated_name="image.repeated_name",
)
VIDEO = Kind(videos.MEDIA_TYPES, MAX_VIDEO_BYTES, videos.refusal_of_video, "video.type")
CAPTIONS = Kind(
    {".vtt": captions.MEDIA_TYPE},
    MAX_TEXT_BYTES,
    lambda data, media_type: captions.refusal_of_captions(data),
    "captions.type",
)


def kind_of(name: str) -> Kind:
    """The kind of a file by its name; an image, as which it will be refused, when it is of no kind."""
    return next((kind for kind in (TABLE, VIDEO, CAPTIONS) if kind.type_of(name)), IMAGE)
