"""A process of its own that opens one PDF: what a hostile one breaks is this process, and its limits hold it.

`python pdf_worker.py count` writes the number of pages; `python pdf_worker.py page N` writes page N as a PNG. The PDF comes on
standard input. It imports nothing of the program, and is given no environment. Its exit code says what went wrong.
"""

import io
import sys
from contextlib import suppress

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


def main() -> int:  # pragma: no cover - runs in a process of its own
    """Do what the arguments say."""
    limit_myself()
    import pypdfium2

    data = sys.stdin.buffer.read()
    try:
        done = count(data) if sys.argv[1] == "count" else page(data, int(sys.argv[2]))
    except pypdfium2.PdfiumError as error:
        return LOCKED if "password" in str(error).lower() else BROKEN
    sys.stdout.buffer.write(done)
    return 0


if __name__ == "__main__":  # pragma: no cover - runs in a process of its own
    sys.exit(main())
