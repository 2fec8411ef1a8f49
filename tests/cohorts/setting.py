"""Centres, people and a course for the tests of cohorts and progress."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from lms.accounts.models import User
from lms.centres.models import Centre
from lms.core.db import db, transaction
from lms.core.permissions import Grant
from lms.core.person import Person
from tests.factories import NOW


def centre(slug: str = "grenoble") -> Centre:
    """A centre."""
    with transaction() as current:
        made = Centre(slug=slug, name=slug.title(), created_at=NOW)
        current.add(made)
    return made


def user(name: str = "ines") -> User:
    """A person with a confirmed address."""
    email = f"{name}@example.org"
    with transaction() as current:
        made = User(
            email=email, email_key=email.upper(), name=name.title(), created_at=NOW, email_confirmed_at=NOW
        )
        current.add(made)
    return made


def person(account: User, *grants: Grant) -> Person:
    """The person that a request of this account knows."""
    return Person(
        id=account.id,
        name=account.name,
        email=account.email,
        language="fr",
        theme="system",
        timezone="Europe/Paris",
        session_id=1,
        session_seen_at=NOW,
        email_confirmed=True,
        grants=grants,
    )


def at(day: int, hour: int = 9, **more: Any) -> datetime:
    """A moment of December 2026, in UTC."""
    return datetime(2026, 12, day, hour, tzinfo=UTC, **more)


def race(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """Do the acts at the same moment, each in its own thread and session: what they returned, or raised."""
    start = threading.Barrier(len(acts), timeout=30)
    results: list[object] = []

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                results.append(act())
            except Exception as failure:
                results.append(failure)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
