"""What browser tests need of the machine: a Chromium, and axe-core. Without them they are skipped aloud, or fail in CI."""

import os
import shutil
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",  # CI runs as root, and only pages of ours are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
NO_CHROMIUM = "no Chromium on this machine: install one, or set CHROMIUM to its path"
NO_AXE = "no axe-core: run `npm ci` in tests/browser"


def missing(reason: str) -> NoReturn:
    """Skip the test with the reason, which the end of the run says again; in CI, fail."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def chromium_path() -> str | None:
    """The Chromium of this machine: `CHROMIUM` when set, else the first that is installed."""
    configured = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ([configured] if configured else EXECUTABLES))
    return next((path for path in found if path), None)


@cache
def axe_source() -> str:
    """axe-core as a script; empty when it is not installed."""
    return AXE.read_text("utf-8") if AXE.exists() else ""
