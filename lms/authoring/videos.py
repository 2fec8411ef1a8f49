"""Whether a file is the video that its name says: its container is read from end to end, and nothing may hide behind it."""

import re
from collections.abc import Iterator

from lms.core.reasons import Reason, reason

MEDIA_TYPES = {".mp4": "video/mp4", ".webm": "video/webm"}

_EBML, _SEGMENT, _CLUSTER, _TRACKS = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0x1654AE6B
_DOCTYPE = b"\x42\x82"
# Seek head, information, tracks, cluster, cues, chapters, tags, void, checksum; then what a cluster of unknown size holds.
_PARTS = frozenset(
    {0x114D9B74, 0x1549A966, _TRACKS, _CLUSTER, 0x1C53BB6B, 0x1043A770, 0x1254C367, 0xEC, 0xBF}
    | {0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854}
)
_BOXES = frozenset(
    (b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp", b"free", b"skip", b"wide", b"udta", b"meta",
     b"pdin", b"prft", b"emsg", b"ssix")
)  # fmt: skip
_PLACES = re.compile(rb"\xa9xyz|loci|location\.ISO6709")
"""How phones write down, in the description of an MP4, where they recorded it."""


class _Broken(Exception):
    """The container is not what it should be."""


def refusal_of_video(data: bytes, media_type: str) -> tuple[Reason, int] | None:
    """Why this video can't be shown as `media_type`, with the line (1: it has none), or None.

    How the picture is compressed is not looked at.
    """
    try:
        description = _read_mp4(data) if media_type == "video/mp4" else _read_webm(data)
    except _Broken:
        return reason("video.unreadable", format="MP4" if media_type == "video/mp4" else "WebM"), 1
    return (reason("video.place"), 1) if _PLACES.search(description) else None


def _read_mp4(data: bytes) -> bytes:
    """The description (`moov`) of an MP4 whose boxes are known and end where the file ends."""
    boxes = list(_boxes(data))
    names = [name for name, _ in boxes]
    if not names or names[0] != b"ftyp" or b"moov" not in names or not {b"mdat", b"moof"} & set(names):
        raise _Broken
    return b"".join(content for name, content in boxes if name not in (b"mdat", b"moof"))


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        size, name, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        elif size == 0:  # up to the end
            size = len(data) - at
        if name not in _BOXES or size < head or at + size > len(data):
            raise _Broken
        # The pictures themselves are most of the file, and nobody reads them here.
        yield name, b"" if name in (b"mdat", b"moof") else data[at + head : at + size]
        at += size


def _read_webm(data: bytes) -> bytes:
    """Nothing, of a WebM whose elements are known and end where the file ends: it has no field for a place."""
    key, start, size = _element(data, 0)
    if key != _EBML or size is None or _doctype(data[start : start + size]) != b"webm":
        raise _Broken
    key, start, whole = _element(data, start + size)
    if key != _SEGMENT or (whole is not None and start + whole != len(data)):
        raise _Broken
    seen = set()
    while start < len(data):
        key, start, size = _element(data, start)
        if key not in _PARTS or (size is None and key != _CLUSTER):
            raise _Broken
        seen.add(key)
        # A recorder that does not know yet how long a cluster gets leaves it open: its parts follow as if beside it.
        start += size or 0
    if not {_TRACKS, _CLUSTER} <= seen:
        raise _Broken
    return b""


def _doctype(head: bytes) -> bytes:
    at = head.find(_DOCTYPE)
    if at < 0:
        raise _Broken
    _, start, size = _element(head, at)
    return head[start : start + (size or 0)].rstrip(b"\x00")


def _element(data: bytes, at: int) -> tuple[int, int, int | None]:
    """An element of EBML: its id, where its content begins, and its size (None: unknown); never one that ends too late."""
    key, key_length = _number(data, at, keep_mark=True)
    size, size_length = _number(data, at + key_length, keep_mark=False)
    start = at + key_length + size_length
    if size == (1 << 7 * size_length) - 1:
        return key, start, None
    if start + size > len(data):
        raise _Broken
    return key, start, size


def _number(data: bytes, at: int, *, keep_mark: bool) -> tuple[int, int]:
    """A number of variable length, and how many bytes it takes: as many as its first one has leading zeros, and one."""
    if at >= len(data) or data[at] == 0:
        raise _Broken
    length = 9 - data[at].bit_length()
    if at + length > len(data):
        raise _Broken
    value = int.from_bytes(data[at : at + length])
    return value if keep_mark else value & ((1 << 7 * length) - 1), length
