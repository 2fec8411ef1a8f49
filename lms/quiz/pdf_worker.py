"""A process of its own that opens one PDF: what a hostile one breaks is this process, and its limits hold it.

`python pdf_worker.py count` writes the number of pages; `python pdf_worker.py page N` writes page N as a PNG; `python pdf_worker.py
bare` writes a copy that says nothing of its author. The PDF comes on standard input. It imports nothing of the program, and is given no environment. Its exit code says what went wrong.
"""

import io
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2

LOCKED, BROKEN = 3, 4
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10
WIDTH = 1400
MAX_SIDE = 2600


def limit_myself() -> None:  # pragma: no cover - runs in a process of its own
    """Memory, processor time, no file to write; where the system has such limits."""
    try:
        import resource
    except ImportError:
        return
    limits = {"AS": MEMORY, "CPU": CPU_SECONDS, "FSIZE": 0, "CORE": 0}
    for name, limit in limits.items():
        with suppress(ValueError, OSError):  # macOS knows the first and refuses to set it
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))


def count(data: bytes) -> bytes:  # pragma: no cover - runs in a process of its own
    """How many pages it has."""
    import pypdfium2

    return str(len(pypdfium2.PdfDocument(data))).encode()


def page(data: bytes, number: int) -> bytes:  # pragma: no cover - runs in a process of its own
    """A page as a PNG, `WIDTH` pixels wide unless that makes it too high."""
    import pypdfium2

    found = pypdfium2.PdfDocument(data)[number - 1]
    width, height = found.get_size()
    scale = min(WIDTH / max(width, 1), MAX_SIDE / max(height, 1))
    target = io.BytesIO()
    found.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB").save(target, "PNG")
    return target.getvalue()


def bare(data: bytes) -> bytes:  # pragma: no cover - runs in a process of its own
    """The pages in a new document, which has properties of its own; what pages themselves hold in private goes, too.

    PDFium copies what a page reaches. So the first copy loses the ways to private data, and the second the data.
    """
    import pypdfium2

    source = pypdfium2.PdfDocument(data)
    copied = _copied(pypdfium2.PdfDocument(without_private(_copied(source))))
    if len(pypdfium2.PdfDocument(copied)) != len(source):
        raise pypdfium2.PdfiumError("pages are missing")
    return copied


def _copied(source: "pypdfium2.PdfDocument") -> bytes:  # pragma: no cover - runs in a process of its own
    import pypdfium2

    new, target = pypdfium2.PdfDocument.new(), io.BytesIO()
    new.import_pages(source)
    for page in new:
        _name_nobody(page)
    new.save(target)
    return target.getvalue()


def _name_nobody(page: "pypdfium2.PdfPage") -> None:  # pragma: no cover - runs in a process of its own
    """Notes and marks on a page without their authors; no attached files, which have properties of their own."""
    from pypdfium2 import raw

    for index in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
        note = raw.FPDFPage_GetAnnot(page, index)
        is_file = raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_FILEATTACHMENT
        if not is_file and raw.FPDFAnnot_HasKey(note, b"T"):
            raw.FPDFAnnot_SetStringValue(note, b"T", (raw.FPDF_WCHAR * 1)(0))
        raw.FPDFPage_CloseAnnot(note)
        if is_file:
            raw.FPDFPage_RemoveAnnot(page, index)


PRIVATE = re.compile(rb"/(?:Metadata|PieceInfo)\s*([0-9]+ [0-9]+ R|<<)")
TOKENS = re.compile(rb"<<|>>|\((?:\\.|[^()\\])*\)", re.S)


def without_private(data: bytes) -> bytes:
    """A document as PDFium writes it, with blanks over `/Metadata` and `/PieceInfo`: nothing moves."""
    bare = bytearray(data)
    for found in PRIVATE.finditer(data):
        end = found.end() if found[1] != b"<<" else _end_of(data, found.end())
        bare[found.start() : end] = b" " * (end - found.start())
    return bytes(bare)


def _end_of(data: bytes, start: int) -> int:
    """Where the dictionary ends that begins just before `start`; `start` itself when it does not."""
    depth = 1
    for token in TOKENS.finditer(data, start):
        depth += {b"<<": 1, b">>": -1}.get(token[0], 0)
        if not depth:
            return token.end()
    return start


def main() -> int:  # pragma: no cover - runs in a process of its own
    """Do what the arguments say."""
    limit_myself()
    import pypdfium2

    data = sys.stdin.buffer.read()
    try:
        act = {"count": count, "bare": bare}.get(sys.argv[1])
        done = act(data) if act else page(data, int(sys.argv[2]))
    except pypdfium2.PdfiumError as error:
        return LOCKED if "password" in str(error).lower() else BROKEN
    sys.stdout.buffer.write(done)
    return 0


if __name__ == "__main__":  # pragma: no cover - runs in a process of its own
    sys.exit(main())
