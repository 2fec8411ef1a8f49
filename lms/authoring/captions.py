"""Whether a file of captions is one that every browser shows: WebVTT with cues in their order, and words only."""

import re
from collections.abc import Iterator

from lms.core.reasons import Reason, reason

MEDIA_TYPE = "text/vtt"
MAX_CUES = 5_000
_HEAD = re.compile(r"WEBVTT(?:[ \t].*)?\Z")
_TIME = r"(?:([0-9]{2,}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+[a-z]+:[^\s:]+)*[ \t]*\Z")
_TAG = re.compile(r"<(?!/?(?:b|i|u|c|v|lang|ruby|rt)(?:[.\s][^<>]*)?>)[^>]*>?")

Refusal = tuple[Reason, int]
Block = list[tuple[int, str]]
"""Lines that stand together, each with its number (from 1)."""


def refusal_of_captions(data: bytes) -> Refusal | None:
    """Why these captions can't be shown, with the line, or None.

    Accepted are a header, notes, and cues with names, settings and marks of emphasis, voice and language; no style.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return reason("file.not_utf8"), data.count(b"\n", 0, error.start) + 1
    if "\x00" in text:
        return reason("file.control_character"), text.count("\n", 0, text.index("\x00")) + 1
    blocks = list(_blocks(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    if not blocks or blocks[0][0][0] != 1 or not _HEAD.match(blocks[0][0][1]) or len(blocks[0]) > 1:
        return reason("captions.head"), 1
    cues = [block for block in blocks[1:] if not re.match(r"NOTE(?:\s|\Z)", block[0][1])]
    if not cues:
        return reason("captions.empty"), 1
    return _refusal_of_cues(cues)


def _blocks(lines: list[str]) -> Iterator[Block]:
    block: Block = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []


def _refusal_of_cues(cues: list[Block]) -> Refusal | None:
    latest = 0
    for count, cue in enumerate(cues, 1):
        if count > MAX_CUES:
            return reason("captions.too_many", limit=MAX_CUES), cue[0][0]
        has_name = "-->" not in cue[0][1] and len(cue) > 1
        (line, timing), words = cue[has_name], cue[has_name + 1 :]
        found = _TIMING.match(timing)
        if found is None:
            return reason("captions.timing", found=timing.strip()[:40]), line
        start, end = _moment(found.groups()[:4]), _moment(found.groups()[4:])
        if end <= start:
            return reason("captions.ends_first"), line
        if start < latest:
            return reason("captions.order"), line
        latest = start
        if not words:
            return reason("captions.no_words"), line
        refusal = _refusal_of_words(words)
        if refusal is not None:
            return refusal
    return None


def _refusal_of_words(words: Block) -> Refusal | None:
    for line, text in words:
        if "-->" in text:
            return reason("captions.timing", found=text.strip()[:40]), line
        tag = _TAG.search(text)
        if tag is not None:
            return reason("captions.tag", tag=tag.group()[:40]), line
    return None


def _moment(parts: tuple[str, ...]) -> int:
    """Milliseconds of hours (or None), minutes, seconds and thousandths."""
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths
