"""Files as learners, and people with bad intentions, send them. All made here: the repository holds no hostile file."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pypdfium2
from PIL import Image

from lms.quiz.office_files import MEDIA_TYPES

HTML = b"<html><script>alert(1)</script></html>"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (200, 30, 90)).save(target, kind, **options)
    return target.getvalue()


def photo() -> bytes:
    """A JPEG held sideways, 40 x 30 as stored, with a camera's name, a place and a comment."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRET-CAMERA"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 30.0)
    return picture("JPEG", exif=exif, comment=b"SECRET-COMMENT")


def vast_png(side: int = 50_000) -> bytes:
    """A few bytes that say they are 50,000 x 50,000 pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 100)), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def pdf(pages: int = 1, width: int = 200, height: int = 280) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(width, height)
    target = io.BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>" % (b"41" * 32, b"42" * 32),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%bendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def office(ending: str = ".docx", extra: dict[str, bytes] | None = None, **changes: bytes) -> bytes:
    """A document of nothing; `extra` are more of its parts."""
    main = MEDIA_TYPES[ending]
    if ending.startswith(".od"):
        parts = {"mimetype": main.encode(), "content.xml": b"<office/>"}
    else:
        types = f'<Types><Override PartName="/main.xml" ContentType="{main}.main+xml"/></Types>'
        parts = {"[Content_Types].xml": changes.get("types", types.encode()), "main.xml": b"<main/>"}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **(extra or {})}.items():
            archive.writestr(name, content)
    return target.getvalue()


def crowded_office(entries: int) -> bytes:
    return office(extra={f"p{number}": b"" for number in range(entries)})


def lying_office() -> bytes:
    """A part that announces ten bytes and unpacks to a hundred thousand."""
    data = office(extra={"part": b"a" * 100_000})
    true, lie = struct.pack("<I", 100_000), struct.pack("<I", 10)
    assert data.count(true) == 2
    return data.replace(true, lie)


def linked_office() -> bytes:
    target = io.BytesIO(office())
    with zipfile.ZipFile(target, "a") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return target.getvalue()
