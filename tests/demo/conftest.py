"""The demo's folder, made once for all tests of the demo, and the application over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms.app import create_app
from lms.core.db import db
from lms.demo import cli


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's folder, made once: it takes a while."""
    data = tmp_path_factory.mktemp("demo") / "data"
    cli._make(data)
    return data


@pytest.fixture
def demo(made: Path) -> Iterator[Flask]:
    app = create_app(cli._settings(made, "127.0.0.1", 8000))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
