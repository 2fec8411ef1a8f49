"""What the tests of accounts share: a worker to run, the mails it sent, a spy on the password library."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_mailman import EmailMessage

from lms.accounts.models import User
from lms.core import clock, jobs
from lms.core.mail import run_in_worker_context
from tests.browsing import sign_in
from tests.factories import make_user

LINK = re.compile(r"http://localhost(/\S+)")


@pytest.fixture
def user(app: Flask) -> User:
    """Ada, confirmed, with `PASSWORD`."""
    return make_user(now=clock.now())


@pytest.fixture
def ada(client: FlaskClient, user: User) -> FlaskClient:
    """Ada's browser, signed in."""
    assert sign_in(client, user.email).status_code == 303
    return client


@pytest.fixture
def sent(app: Flask) -> Callable[[], list[EmailMessage]]:
    """Run the worker, and give every mail sent so far."""

    def run() -> list[EmailMessage]:
        with app.app_context(), run_in_worker_context(app):
            jobs.run_due_jobs(clock.now())
        return list(getattr(app.extensions["mailman"], "outbox", []))

    return run


@pytest.fixture
def link(sent: Callable[[], list[EmailMessage]]) -> Callable[[], str]:
    """The path of the link in the last mail."""

    def last() -> str:
        found = LINK.search(sent()[-1].body)
        assert found, "the last mail holds no link"
        return found.group(1)

    return last


@pytest.fixture
def hash_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the argon2 calls made; each still runs."""
    calls: list[str] = []

    def spy(name: str) -> None:
        original = getattr(PasswordHasher, name)

        def counted(self: PasswordHasher, *args: Any) -> Any:
            calls.append(name)
            return original(self, *args)

        monkeypatch.setattr(PasswordHasher, name, counted)

    spy("hash")
    spy("verify")
    return calls
