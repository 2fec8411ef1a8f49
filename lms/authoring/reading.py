"""What the readers of the different files share: the folder, the languages, and what was seen so far."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lms.authoring.folder import Folder
from lms.authoring.kinds import IMAGE, TABLE, Kind
from lms.authoring.problems import Problems, Source
from lms.authoring.schemas import REQUIRED_TEXTS, texts_of
from lms.courses.document import Media
from lms.courses.markdown import MEDIA_NAME, is_download
from lms.quiz.engine.questions import errors_of

M = TypeVar("M", bound=BaseModel)
At = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """Where something stands, for a problem that shows only once everything is read."""

    file: str
    line: int
    field: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def place(source: Source, at: At) -> Place:
    """The place of the part at `at`."""
    return Place(source.file, source.line(at), ".".join(str(part) for part in at))


@dataclass(frozen=True)
class Use:
    """A reference to an id, at its place; `by` is the module or item that makes it."""

    target: str
    place: Place
    by: str = ""


@dataclass
class Reading:
    """One run over a course's folder."""

    root: Path
    problems: Problems = field(default_factory=Problems)
    languages: tuple[str, ...] = ("fr",)
    claimed: dict[tuple[str, str], Place] = field(default_factory=dict)
    requires: list[Use] = field(default_factory=list)
    objectives: list[Use] = field(default_factory=list)
    images: dict[str, tuple[str, Media]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder = Folder(self.root, self.problems)

    @property
    def language(self) -> str:
        """The course's first language: that of a text which names none."""
        return self.languages[0]

    def claim(self, space: str, id_: str, where: Place) -> None:
        """Note that an id is used in `space` (`item`, `objective`, `question`), where each id exists once."""
        first = self.claimed.setdefault((space, id_), where)
        if first is not where:
            self.note(where, "id.repeated", id=id_, first=str(first))

    def note(self, where: Place, code: str, **params: object) -> None:
        """Note a problem at a place."""
        self.problems.add(where.file, code, line=where.line, field=where.field, **params)

    def validate(self, model: type[M], data: Mapping[str, Any], source: Source, at: At = ()) -> M | None:
        """The data as `model`, its texts in every language; None, its problems noted, when it isn't."""
        try:
            value = model.model_validate(data, context={"language": self.language})
        except ValidationError as error:
            self.problems.add_fields(source, errors_of(error), at)
            return None
        self.check_texts(value, source, at)
        return value

    def check_texts(
        self, value: BaseModel, source: Source, at: At = (), languages: Collection[str] | None = None
    ) -> None:
        """Note each text that lacks one of the languages, has another, or says nothing where it must."""
        expected = self.languages if languages is None else languages
        for path, text in texts_of(value):
            where = place(source, (*at, *path))
            is_required = path[-1] in REQUIRED_TEXTS
            if not text and not is_required:
                continue
            for language in expected:
                if language not in text:
                    self.note(where, "text.missing_translation", language=language)
                elif is_required and not text[language]:
                    self.note(where, "text.empty", language=language)
            for language in text:
                if language not in expected:
                    self.note(where, "text.unknown_language", language=language)

    def image(self, folder: str, name: str, where: Place) -> Media | None:
        """The image or table `name` of a folder (empty: the course's own), read and judged once."""
        return self.file(folder, name, where, TABLE if is_download(name) else IMAGE)

    def file(self, folder: str, name: str, where: Place, kind: Kind) -> Media | None:
        """The file `name` of a folder, read and judged once; a problem when it is not of this kind."""
        if not MEDIA_NAME.match(name):
            self.note(where, kind.name, name=name[:100])
            return None
        path = f"{folder}/{name}" if folder else name
        media = self._read_file(path, name, where, kind)
        if media is None:
            return None
        known_path, known = self.images.setdefault(name.lower(), (path, media))
        if known != media or known_path.rpartition("/")[2] != name:
            self.note(where, kind.repeated_name, name=name, first=known_path)
        return media

    def _read_file(self, path: str, name: str, where: Place, kind: Kind) -> Media | None:
        media_type = kind.type_of(name)
        if media_type is None:
            self.note(where, kind.wrong_type, name=name)
            return None
        if not self.folder.exists(path):
            self.note(where, kind.missing, name=path)
            return None
        data = self.folder.data(path, kind.limit)
        if data is None:
            return None
        refusal = kind.refusal(data, media_type)
        if refusal is not None:
            self.problems.add(path, refusal[0], line=refusal[1])
            return None
        sha256 = hashlib.sha256(data).hexdigest()
        self.files[sha256] = data
        return Media(sha256=sha256, media_type=media_type, size=len(data))
