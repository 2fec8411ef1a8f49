"""PDF files, opened only in a process of their own (`pdf_worker.py`), a few at a time."""

import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from lms.core.errors import Busy
from lms.core.reasons import reason
from lms.quiz import pdf_worker
from lms.quiz.file_checks import CheckedFile, RefusedFile

MAX_PAGES = 100
SECONDS = 15
AT_ONCE = 2
WAIT_SECONDS = 20
_turns = BoundedSemaphore(AT_ONCE)


def checked_pdf(name: str, data: bytes) -> CheckedFile:
    """The PDF as it came, with its number of pages; `RefusedFile` when it needs a password, is broken or too long."""
    done = _worker(data, "count")
    if done.returncode == pdf_worker.LOCKED:
        raise RefusedFile(reason("file.locked_pdf"))
    if done.returncode or not done.stdout.isdigit() or int(done.stdout) == 0:
        raise RefusedFile(reason("file.bad_pdf"))
    pages = int(done.stdout)
    if pages > MAX_PAGES:
        raise RefusedFile(reason("file.too_many_pages", limit=MAX_PAGES))
    return CheckedFile(name, "pdf", "application/pdf", data, pages)


def page_image(data: bytes, number: int) -> bytes | None:
    """A page as a PNG; None when this page can't be drawn within the limits. `Busy` when others take too long."""
    done = _worker(data, "page", str(number))
    return None if done.returncode or not done.stdout else done.stdout


def bare_pdf(data: bytes) -> bytes | None:
    """Its pages alone, without properties or names of those who commented; None when that fails. `Busy` when others take too long."""
    done = _worker(data, "bare")
    return None if done.returncode or not done.stdout else done.stdout


def _worker(data: bytes, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-I", str(Path(pdf_worker.__file__)), *arguments]
    kept = {
        name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ
    }  # Python on Windows needs it
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Busy(reason("file.busy"))
    try:
        return subprocess.run(  # noqa: S603 - our own program, with arguments of our own
            command, input=data, capture_output=True, timeout=SECONDS, env=kept, check=False
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, pdf_worker.BROKEN, b"", b"")
    finally:
        _turns.release()
