"""Containers of videos as small as they get, captions, and the blocks that show them."""

from pathlib import Path

from tests.courses.sample import write_sample

FILE = "01-accueil/bienvenue.fr.md"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\n[Sans son] Une ruche s’ouvre.\n"
KEY = "dQw4w9WgXcQ"

OWN = """\
```video
title: "La visite d’une \\"ruche\\""
file: visite.mp4
captions: visite.vtt
minutes: 3
transcript: |
  Une ruche s’ouvre, **sans bruit**.

  - puis se ferme
```
"""
EXTERNAL = f"""\
```video
title: Une conférence
url: https://www.youtube.com/watch?v={KEY}&list=x
picture: rond.svg
alt: Un rond vert
summary: On y parle de **miel**.
```
"""


def box(name: bytes, content: bytes = b"") -> bytes:
    """A box of an MP4."""
    return (8 + len(content)).to_bytes(4) + name + content


def mp4(moov: bytes = b"\x00" * 16, after: bytes = b"", pictures: bytes = b"p" * 64) -> bytes:
    """An MP4 with a description, pictures that are none, and what comes after its end."""
    return box(b"ftyp", b"isom\x00\x00\x02\x00isommp42") + box(b"moov", moov) + box(b"mdat", pictures) + after


def element(key: str, content: bytes) -> bytes:
    """An element of EBML, its size on eight bytes."""
    return bytes.fromhex(key) + (len(content) | 1 << 56).to_bytes(8) + content


def webm(doctype: bytes = b"webm", after: bytes = b"", *, is_open: bool = False, more: bytes = b"") -> bytes:
    """A WebM; `is_open`: as a recorder writes it, segment and cluster without their sizes."""
    head = element("1a45dfa3", element("4282", doctype))
    tracks, parts = element("1654ae6b", b"t" * 8), element("e7", b"\x00") + element("a3", b"p" * 32)
    if is_open:
        unknown = b"\x01" + b"\xff" * 7
        return (
            head + bytes.fromhex("18538067") + unknown + tracks + bytes.fromhex("1f43b675") + unknown + parts
        ) + after
    return head + element("18538067", more + tracks + element("1f43b675", parts)) + after


def with_blocks(folder: Path, text: str) -> Path:
    """The sample course with these blocks at the end of its first lesson, and their files beside it."""
    write_sample(folder)
    lesson = folder / FILE
    lesson.write_text(f"{lesson.read_text('utf-8')}\n{text}", "utf-8")
    (folder / "01-accueil" / "visite.mp4").write_bytes(mp4())
    (folder / "01-accueil" / "visite.vtt").write_text(CAPTIONS, "utf-8")
    return folder
