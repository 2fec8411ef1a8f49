"""The application on a real port of this machine, served by threads, with its mail and its worker at hand."""

import re
import socket
import threading
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from lms.app import create_app
from lms.core import clock, jobs
from lms.core.db import db
from lms.core.mail import run_in_worker_context
from tests import databases
from tests.conftest import Browser, make_settings


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """A test's output is its failures."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """A running site; `url` makes addresses of it. Its database is a file of `folder`."""

    def __init__(self, folder: Path, **settings: object) -> None:
        port = _free_port()
        self.base = f"http://127.0.0.1:{port}"
        database = f"sqlite:///{folder / 'lms.sqlite3'}"
        self.app: Flask = create_app(make_settings(folder, database, base_url=self.base, **settings))
        self.app.test_client_class = Browser
        self._port = port
        self.start()

    def start(self) -> None:
        """Answer on the port, again after `halt`."""
        self._server = make_server("127.0.0.1", self._port, self.app, threaded=True, request_handler=_Quiet)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def halt(self) -> None:
        """Nobody answers on the port any more."""
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str) -> str:
        """The full address of a path."""
        return self.base + path

    def last_link(self) -> str:
        """Run the worker, then the address that the last mail holds."""
        with self.app.app_context(), run_in_worker_context(self.app):
            jobs.run_due_jobs(clock.now())
        found = re.findall(rf"{re.escape(self.base)}\S+", self.app.extensions["mailman"].outbox[-1].body)
        return str(found[0])

    def stop(self) -> None:
        """Close the port and the database."""
        self.halt()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def new_folder(parent: Path, name: str, template: Path) -> Path:
    """A data folder with a copy of the migrated database."""
    folder = parent / name
    folder.mkdir()
    databases.copy_sqlite(template, folder / "lms.sqlite3")
    return folder
