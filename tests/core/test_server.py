"""The production server itself, before any code of ours sees the request."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows runs another server"),
]
PROGRAM = """
import sys
from flask import Flask, request
from lms.core.server import _serve_gunicorn

app = Flask("echo")
app.add_url_rule("/<path:path>", "echo", lambda path: f"{request.scheme} {request.script_root}{request.path}")
_serve_gunicorn(app, sys.argv[1], 1, 2)
"""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    server = subprocess.Popen([sys.executable, "-c", PROGRAM, address])
    try:
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=25)


def get(url: str, headers: dict[str, str] | None = None) -> httpx.Response:
    """The reply, once the server listens."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return httpx.get(url, headers=headers, timeout=10)
        except httpx.ConnectError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.parametrize(
    "headers",
    [
        {"SCRIPT_NAME": "/evil"},
        {"SCRIPT_NAME": "/here"},
        {"PATH_INFO": "/evil"},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "off"},
    ],
)
def test_no_header_names_the_scheme_or_the_path(base: str, headers: dict[str, str]) -> None:
    """Not even one from this machine, where a reverse proxy may pass on what its clients sent."""
    reply = get(f"{base}/here", headers)
    assert (reply.status_code, reply.text) == (200, "http /here")
