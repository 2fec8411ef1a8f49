#!/usr/bin/env python3
"""All the set-up there is: `python3 bootstrap.py demo` runs the product, `python3 bootstrap.py test` passes its tests.

Installs the pinned, hashed dependencies into the active virtual environment, or into `.venv` beside this file. Needs only
Python 3.11 or newer; no compiler, Node, browser or database server.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCKS = {"demo": "requirements.lock", "test": "requirements-dev.lock"}


def environment() -> Path:
    """The Python of the virtual environment to use, made when there is none."""
    if sys.prefix != sys.base_prefix:
        return Path(sys.executable)
    folder = ROOT / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print("Making the virtual environment .venv …", flush=True)
        venv.create(folder, with_pip=True)
    return python


def install(python: Path, lock: Path) -> None:
    """Install what the lock pins, unless this environment has it already."""
    state = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    prefix = subprocess.run(
        [python, "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=True
    )
    stamp = Path(prefix.stdout.strip()) / f".tremplin-{lock.stem}"
    if stamp.exists() and stamp.read_text() == state:
        return
    print(f"Installing {lock.name} …", flush=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", lock], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT], check=True)
    stamp.write_text(state)


def main() -> int:
    """Install, then run the demo or the tests with the remaining arguments."""
    if sys.version_info < (3, 11):
        print("Tremplin needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 1
    if len(sys.argv) < 2 or sys.argv[1] not in LOCKS:
        print(__doc__)
        return 2
    what, rest = sys.argv[1], sys.argv[2:]
    python = environment()
    try:
        install(python, ROOT / LOCKS[what])
    except subprocess.CalledProcessError as error:
        print("The installation failed; its messages are above. Is the package index reachable?")
        return error.returncode
    command = [python, "-m", "lms.cli", "demo"] if what == "demo" else [python, "-m", "tests"]
    os.chdir(ROOT)
    if os.name == "nt":
        return subprocess.run([*command, *rest]).returncode
    os.execv(python, [str(part) for part in [*command, *rest]])


if __name__ == "__main__":
    sys.exit(main())
