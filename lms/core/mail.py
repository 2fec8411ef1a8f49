"""Mail: jobs of kind `mail`, rendered in the recipient's language and sent by the worker.

A service enqueues `jobs.enqueue("mail", key, {"template", "to", "language", "params"}, now=now)`; nothing is sent by a web request,
so an address in a mail comes from the configured base address alone, never from a Host header.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Any

from flask import Flask, current_app
from flask_babel import force_locale
from flask_mailman import EmailMessage

from lms.core import jobs
from lms.core.i18n import DEFAULT_LANGUAGE
from lms.core.texts import LOCALES


@dataclass(frozen=True)
class Beside:
    """What some mails have beside their text: where answers go, and iCalendar files (`name`, `method`, `text`)."""

    reply_to: str | None = None
    calendars: Sequence[Mapping[str, str]] = ()


NOTHING = Beside()


@contextmanager
def run_in_worker_context(app: Flask) -> Iterator[None]:
    """What jobs run in: a request context at the configured base address, signed in as nobody."""
    with app.test_request_context(base_url=app.config["LMS"].base_url):
        yield


def compose(template: str, language: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and plain text of `mail/<template>.txt` in `language`. Raises ValueError on a subject of two lines."""
    with force_locale(LOCALES.get(language, LOCALES[DEFAULT_LANGUAGE])):
        parts = current_app.jinja_env.get_template(f"mail/{template}.txt").make_module(dict(params))
        subject, body = str(parts.subject()).strip(), str(parts.body()).strip()  # type: ignore[attr-defined]
    if "\n" in subject or "\r" in subject:
        raise ValueError("a mail's subject is one line")
    return subject, body + "\n"


def sender_address() -> str:
    """The address that mails come from."""
    return parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]


def send(
    template: str,
    *,
    to: str,
    language: str,
    params: Mapping[str, Any],
    message_key: str,
    beside: Beside = NOTHING,
) -> None:
    """Send one mail now, from the worker. The same `message_key` gives the same Message-ID: a retry is no second mail."""
    subject, body = compose(template, language, params)
    domain = sender_address().rpartition("@")[2] or "localhost"
    digest = hashlib.sha256(message_key.encode()).hexdigest()[:40]
    message = EmailMessage(
        subject=subject,
        body=body,
        to=[to],
        reply_to=[beside.reply_to] if beside.reply_to else None,
        headers={"Message-ID": f"<{digest}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    for one in beside.calendars:
        message.attach(_calendar(one))
    message.send()


def _calendar(one: Mapping[str, str]) -> MIMEText:
    """An attachment whose type names its method, which calendar programs look for."""
    part = MIMEText(one["text"], "calendar", "utf-8")
    part.set_param("method", one["method"])
    part.add_header("Content-Disposition", "attachment", filename=one["name"])
    return part


@jobs.handler("mail", outside=True)
def _send_queued(payload: dict[str, Any], now: datetime) -> None:
    send(
        payload["template"],
        to=payload["to"],
        language=payload["language"],
        params=payload["params"],
        message_key=json.dumps(payload, sort_keys=True),
        beside=Beside(payload.get("reply_to"), payload.get("calendars", ())),
    )
