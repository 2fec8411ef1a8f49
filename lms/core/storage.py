"""Files: put once under a name that the server chose, read back by it. The local folder is the embedded default."""

import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

KEY = re.compile(r"[a-z0-9][a-z0-9/_.-]{0,118}\Z")


class LocalStorage:
    """Files under one folder. Keys are the program's own (`media/<sha256>`), never a person's."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, key: str) -> Path:
        if not KEY.match(key) or ".." in key:
            raise ValueError("not a storage key")
        return self.root / key

    def put(self, key: str, data: bytes) -> None:
        """Store bytes durably: whole or not at all. Storing the same key again replaces the file."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)

    def get(self, key: str) -> bytes:
        """The bytes; FileNotFoundError when there are none."""
        return self._path(key).read_bytes()

    def open(self, key: str) -> BinaryIO:
        """The file, to be read in parts and closed by the caller; FileNotFoundError when there is none."""
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        """Forget what is stored under this key, if anything."""
        self._path(key).unlink(missing_ok=True)

    def keys(self, folder: str, before: datetime) -> Iterator[str]:
        """What lies in a folder of keys (`uploads`) since before a moment, in no order."""
        for path in (self.root / folder).rglob("*"):
            if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                yield path.relative_to(self.root).as_posix()

    def exists(self, key: str) -> bool:
        """Whether something is stored under this key."""
        return self._path(key).is_file()


_current: LocalStorage | None = None


def configure(root: Path) -> None:
    """Set the folder; `create_app` calls it."""
    global _current
    _current = LocalStorage(root)


def storage() -> LocalStorage:
    """The configured storage."""
    assert _current is not None, "storage is configured by create_app"
    return _current
