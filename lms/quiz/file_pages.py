"""What pages print of the files in an answer, beside what the question's type knows of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from flask import current_app, url_for
from flask_babel import format_decimal, gettext, ngettext

from lms.quiz.models import AttemptFile
from lms.quiz.types.file_upload import FileUpload
from lms.quiz.uploads import MEGABYTE, files_of


@dataclass(frozen=True)
class ShownFile:
    """A file as `quiz/_files.html` prints it. `kind` is `image`, `pdf` or `other`; `pages` are addresses of its pages' pictures."""

    token: str
    name: str
    kind: str
    about: str
    url: str
    pages: tuple[str, ...] = ()


class AttemptFiles:
    """The files of an attempt for one page: however many questions ask for theirs, they are read once, and only if one does."""

    def __init__(self, attempt_id: int) -> None:
        self.attempt_id = attempt_id

    @cached_property
    def stored(self) -> Mapping[str, AttemptFile]:
        """By token."""
        return files_of(self.attempt_id)

    def shown(self, tokens: Iterable[str]) -> list[ShownFile]:
        """Those of one answer, in its order; one that was purged is left out."""
        return [_shown(self.stored[token]) for token in tokens if token in self.stored]


def shown_files(attempt_id: int, tokens: Iterable[str]) -> list[ShownFile]:
    """The files of an answer in its order; one that was purged is left out. One statement."""
    return AttemptFiles(attempt_id).shown(tokens)


def _shown(file: AttemptFile) -> ShownFile:
    place: dict[str, Any] = {"attempt_id": file.attempt_id, "token": file.token}
    pages = tuple(url_for("quiz.file_page", number=number + 1, **place) for number in range(file.pages or 0))
    kind = "pdf" if pages else "image" if file.media_type.startswith("image/") else "other"
    return ShownFile(file.token, file.name, kind, _about(file), url_for("quiz.file", **place), pages)


def _about(file: AttemptFile) -> str:
    """Kind, size and length in words: “PDF · 1.2 MB · 7 pages”."""
    facts = [PurePosixPath(file.name).suffix.lstrip(".").upper(), size_words(file.size)]
    if file.pages:
        facts.append(str(ngettext("%(num)s page", "%(num)s pages", file.pages)))
    return " · ".join(fact for fact in facts if fact)


def size_words(size: int) -> str:
    """A size as people read it, in powers of ten."""
    if size >= MEGABYTE:
        return str(gettext("%(size)s MB", size=format_decimal(round(size / MEGABYTE, 1))))
    return str(gettext("%(size)s kB", size=format_decimal(max(1, round(size / 1000)))))


def with_files(view: dict[str, Any], files: AttemptFiles, slot: int) -> dict[str, Any]:
    """A view of a question, its files named and addressed, with where to send more; other types' views as they are."""
    if view["type"] != FileUpload.key:
        return view
    named = {file.token: file for file in files.shown(one["token"] for one in view["files"])}
    place: dict[str, Any] = {"attempt_id": files.attempt_id, "slot": slot}
    limits = {}
    if "max_megabytes" in view:
        limits["max_megabytes"] = min(view["max_megabytes"], upload_cap())
        limits["max_bytes"] = limits["max_megabytes"] * MEGABYTE
    return {
        **view,
        **limits,
        "files": [{**one, "shown": named.get(one["token"])} for one in view["files"]],
        "add_url": url_for("quiz.add_file", **place),
        "file_url": url_for("quiz.file", attempt_id=files.attempt_id, token="TOKEN"),  # noqa: S106 - a place to fill
        "remove_url": url_for("quiz.remove_file", **place),
    }


def upload_cap() -> int:
    """The largest file of this installation, in megabytes."""
    cap: int = current_app.config["LMS"].upload_megabytes
    return cap
