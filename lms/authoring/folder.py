"""Reading files of a course's folder, and of nothing else: no link, no other folder, nothing huge."""

import os
import stat
import unicodedata
from pathlib import Path
from typing import Any

from lms.authoring.problems import Problems, Source
from lms.core.reasons import Reason, reason
from lms.core.texts import clean, turning_sign
from lms.courses.plain_yaml import PlainYaml, YamlError, load_yaml

MIB = 1024 * 1024
MAX_TEXT_BYTES = MIB
MAX_IMAGE_BYTES = 5 * MIB
MAX_VIDEO_BYTES = 50 * MIB
"""Some minutes of what a screen or a person shows; whole files pass through memory when they are checked."""
MAX_LINE = 50_000
_ALLOWED_CONTROLS = "\n\t"


class Folder:
    """A course's folder. Each reader notes the problem and gives None when a file can't be used."""

    def __init__(self, root: Path, problems: Problems) -> None:
        self.root = root
        self.problems = problems

    def text(self, name: str) -> str | None:
        """A file's text: UTF-8 (a mark of byte order is dropped), lines ended by `\\n`, in NFC."""
        data = self._bytes(name, MAX_TEXT_BYTES)
        if data is None:
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.problems.add(name, "file.not_utf8", line=line)
            return None
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        return text if self._is_fit(name, text) else None

    def yaml(self, name: str) -> Source | None:
        """A file's YAML, which must be a map."""
        text = self.text(name)
        if text is None:
            return None
        return self.parse(name, text, offset=0)

    def parse(self, name: str, text: str, *, offset: int) -> Source | None:
        """A map in YAML that stands in the file `name` from line `offset` (from 0)."""
        try:
            found = load_yaml(text)
        except YamlError as error:
            self.problems.add(name, error.code, line=error.line + offset, detail=error.detail)
            return None
        if not isinstance(found.value, dict):
            self.problems.add(name, "yaml.not_a_map", line=1 + offset)
            return None
        try:
            value = _cleaned(found.value)
        except ValueError:
            self.problems.add(name, "field.unstorable", line=1 + offset)
            return None
        return Source(name, PlainYaml(value, found.lines), offset)

    def data(self, name: str, limit: int) -> bytes | None:
        """The bytes of an image or another file; the caller notes where it is missing from, when it does not exist."""
        return self._bytes(name, limit)

    def exists(self, name: str) -> bool:
        """Whether something, of whatever kind, has this name."""
        return os.path.lexists(self.root / name)

    def _is_fit(self, name: str, text: str) -> bool:
        for number, line in enumerate(text.split("\n"), start=1):
            if len(line) > MAX_LINE:
                self.problems.add(name, "file.long_line", line=number, limit=MAX_LINE)
                return False
            if any(ord(char) < 0x20 and char not in _ALLOWED_CONTROLS for char in line) or "\x7f" in line:
                self.problems.add(name, "file.control_character", line=number)
                return False
            sign = turning_sign(line)
            if sign is not None:
                self.problems.add(name, "text.turning", line=number, sign=sign)
                return False
        return True

    def _bytes(self, name: str, limit: int) -> bytes | None:
        why = self._refusal(name, limit)
        if why is not None:
            self.problems.add(name, why)
            return None
        data = (self.root / name).read_bytes()
        if len(data) > limit:  # it grew since it was measured
            self.problems.add(name, "file.too_big", limit=limit // MIB)
            return None
        return data

    def _refusal(self, name: str, limit: int) -> Reason | None:
        path = self.root
        for part in name.split("/"):
            if part in ("", ".", "..") or "\\" in part or "\x00" in part:
                return reason("file.outside")
            path /= part
            if path.is_symlink():
                return reason("file.link")
        try:
            found = path.stat()
        except OSError:
            return reason("file.missing")
        if not stat.S_ISREG(found.st_mode):
            return reason("file.not_a_file")
        return reason("file.too_big", limit=limit // MIB) if found.st_size > limit else None


def _cleaned(value: Any) -> Any:
    """The same value, texts trimmed and in NFC, for escapes in YAML write anything; ValueError for what can't be stored."""
    if isinstance(value, str):
        if turning_sign(value) or any(ord(char) < 0x20 and char not in _ALLOWED_CONTROLS for char in value):
            raise ValueError("a character that no page shows")
        return clean(value).strip()
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list) else value
