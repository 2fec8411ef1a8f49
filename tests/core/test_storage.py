"""Stored files: whole or not at all, under names that can't leave their folder."""

from pathlib import Path

import pytest

from lms.core.storage import LocalStorage

pytestmark = pytest.mark.one_database


def test_what_is_put_is_got_and_replaced(tmp_path: Path) -> None:
    files = LocalStorage(tmp_path)
    assert not files.exists("media/ab")
    files.put("media/ab", b"one")
    files.put("media/ab", b"two")
    assert files.get("media/ab") == b"two"
    assert [path.name for path in (tmp_path / "media").iterdir()] == ["ab"]


@pytest.mark.parametrize("key", ["", "../x", "a/../../x", "/etc/passwd", "Media/x", "a\nb", "a" * 120, "é"])
def test_other_names_are_no_keys(tmp_path: Path, key: str) -> None:
    files = LocalStorage(tmp_path / "files")
    for act in (files.get, files.exists, lambda name: files.put(name, b"x")):
        with pytest.raises(ValueError, match="not a storage key"):
            act(key)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        LocalStorage(tmp_path).get("media/none")
