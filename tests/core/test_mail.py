"""Mails: rendered in the recipient's language, sent by the worker, from the configured address alone."""

from pathlib import Path

import pytest
from flask import Flask, url_for
from jinja2 import DictLoader
from sqlalchemy import select

from lms.app import create_app
from lms.core import clock, jobs, mail
from lms.core.db import db, session, transaction
from lms.core.models import OutboxJob
from tests.conftest import make_settings

PARAMS = {"name": "Ada", "url": "http://localhost/x"}
TEMPLATES = ["confirm", "reset", "already_registered", "password_changed"]


def outbox(app: Flask):  # type: ignore[no-untyped-def]
    return getattr(app.extensions["mailman"], "outbox", [])


def enqueue(**changes: object) -> None:
    payload = {"template": "reset", "to": "ada@example.org", "language": "en", "params": PARAMS, **changes}
    with transaction():
        jobs.enqueue("mail", "k", payload, now=clock.now())


def run(app: Flask) -> int:
    with app.app_context(), mail.run_in_worker_context(app):
        return jobs.run_due_jobs(clock.now())


def test_sends_once_a_committed_job(app: Flask) -> None:
    enqueue()
    assert outbox(app) == []
    assert run(app) == 1
    assert run(app) == 0
    (sent,) = outbox(app)
    assert (sent.to, sent.subject) == (["ada@example.org"], "Choose a new password")
    assert "Hello Ada," in sent.body
    message = sent.message()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@localhost>")


def test_a_retry_keeps_the_message_id(app: Flask) -> None:
    enqueue()
    run(app)
    with transaction() as current:  # as if the worker had been killed between the mail and the commit
        current.scalars(select(OutboxJob).execution_options(populate_existing=True)).one().done_at = None
    assert run(app) == 0, "it is still claimed"
    with clock.at(clock.now() + jobs.CLAIM):
        assert run(app) == 1
    first, second = (sent.message()["Message-ID"] for sent in outbox(app))
    assert first == second


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", ["fr", "en", "xx"])
def test_every_mail_has_a_subject_and_a_body(app: Flask, template: str, language: str) -> None:
    with mail.run_in_worker_context(app):
        subject, body = mail.compose(template, language, PARAMS)
    assert subject
    assert "\n" not in subject
    assert "Ada" in body
    assert "http://localhost/" in body


@pytest.mark.parametrize("name", ["{{ 7*7 }}", "{% raw %}", "Ada\r\nBcc: all@example.org", "<b>Ada</b>"])
def test_a_name_is_text_and_reaches_no_header(app: Flask, name: str) -> None:
    enqueue(params={**PARAMS, "name": name})
    run(app)
    (sent,) = outbox(app)
    assert name.replace("\r\n", "\n") in sent.body.replace("\r\n", "\n")
    message = sent.message()
    assert message["Bcc"] is None
    assert set(sent.recipients()) == {"ada@example.org"}


def test_an_address_or_a_subject_of_two_lines_is_refused(app: Flask) -> None:
    enqueue(to="ada@example.org\r\nBcc: all@example.org")
    assert run(app) == 0
    assert outbox(app) == []
    assert "header" in str(session().scalars(select(OutboxJob.error)).one()).lower()
    loader = DictLoader(
        {"mail/bad.txt": "{% macro subject() %}{{ x }}{% endmacro %}{% macro body() %}b{% endmacro %}"}
    )
    app.jinja_env.loader = loader
    for line_break in ("\r", "\n", "\r\n"):
        with mail.run_in_worker_context(app), pytest.raises(ValueError, match="one line"):
            mail.compose("bad", "en", {"x": f"a{line_break}Bcc: b@example.org"})


def test_addresses_come_from_the_configuration(tmp_path: Path, database_url: str) -> None:
    settings = make_settings(
        tmp_path, database_url, base_url="https://learn.example.org", mail_from="LMS <no@learn.example.org>"
    )
    app = create_app(settings)
    with app.app_context():
        with mail.run_in_worker_context(app):
            assert url_for("core.privacy", _external=True) == "https://learn.example.org/privacy"
            mail.send("password_changed", to="a@example.org", language="en", params=PARAMS, message_key="k")
        (sent,) = outbox(app)
        assert "https://learn.example.org/reset-password" in sent.body
        assert sent.message()["Message-ID"].endswith("@learn.example.org>")
        db.session.remove()
        db.engine.dispose()
