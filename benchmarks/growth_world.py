"""Databases of any size for `growth`: the course and the staff through the services, their many learners by bulk inserts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select

from benchmarks.world import settings_of
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.app import create_app
from lms.cohorts.models import Cohort, Enrolment, LearningEvent
from lms.cohorts.services import latest_document
from lms.core import clock
from lms.core.db import db, session, transaction
from lms.core.permissions import Role
from lms.core.texts import name_key
from lms.courses.document import CourseDocument, load_document
from lms.progress.models import ItemFact
from lms.progress.week_rules import week_of, with_week
from tests import databases, factories
from tests.courses.sample import sample_data

BATCH = 5_000
STEPS = 20
"""How many items of the course each learner has done."""


@dataclass(frozen=True)
class Size:
    """What grows: the learners of one cohort, the items of its course, and the cohorts of the centre."""

    learners: int = 100
    items: int = 30
    cohorts: int = 1


@dataclass(frozen=True)
class Place:
    """A filled database, an application on it, and who may look at what. `words` is the name of one learner, at every size."""

    app: Flask
    cohort_id: int
    enrolment_id: int
    words: str
    manager: str
    learner: str


def course_document(items: int) -> CourseDocument:
    """The sample course with so many items in all: lessons like its first one, in its first module."""
    data = sample_data()
    lesson = data["modules"][0]["items"][0]
    missing = items - sum(len(module["items"]) for module in data["modules"])
    for number in range(missing):
        body = {
            language: text.replace("check-accueil", f"check-{number}")
            for language, text in lesson["body"].items()
        }
        data["modules"][0]["items"].append({**lesson, "id": f"lecon-{number}", "body": body})
    return load_document(data)


@contextmanager
def place(size: Size) -> Iterator[Place]:
    """A database of this size on SQLite; it is removed afterwards."""
    with TemporaryDirectory(prefix="growth-") as name:
        folder = Path(name)
        app = create_app(settings_of(f"sqlite:///{databases.make_sqlite_template(folder)}", folder))
        with app.app_context():
            yield _fill(app, size)
            db.session.remove()
            db.engine.dispose()


def _fill(app: Flask, size: Size) -> Place:
    now = clock.now()
    centre = factories.make_centre(now=now)
    course = factories.make_course(centre, course_document(size.items), now=now)
    cohort = factories.make_cohort(course, now=now)
    for number in range(size.cohorts - 1):
        factories.make_cohort(course, f"Groupe {number}", now=now)
    manager = factories.make_user("manager@example.org", "Manager", now=now)
    with transaction():
        accounts.add_membership(user_id=manager.id, role=Role.MANAGER, centre_id=centre.id, now=now)
    _learners(cohort, size)
    _events(cohort)
    with transaction():
        first = session().scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id).limit(1)).one()
        tokens = [
            accounts.open_session(user_id=user_id, device="benchmark", now=now)
            for user_id in (manager.id, first.user_id)
        ]
    return Place(app, cohort.id, first.id, first.name_key.replace(" ", "+"), *tokens)


def _learners(cohort: Cohort, size: Size) -> None:
    """Learners who have done some of the course each, in the order of a deck that is shuffled the same way each time."""
    now, revision = clock.now(), cohort.course.latest_revision_id
    with transaction() as current:
        last = current.scalar(select(func.max(User.id))) or 0
        people = range(last + 1, last + 1 + size.learners)
        _bulk(User, (_user(number) for number in people))
        _bulk(
            Enrolment,
            (
                {
                    "id": number,
                    "centre_id": cohort.centre_id,
                    "course_id": cohort.course_id,
                    "cohort_id": cohort.id,
                    "user_id": number,
                    "revision_id": revision,
                    "language": "fr",
                    "printed_name": _name(number),
                    "name_key": name_key(_name(number)),
                    "enrolled_at": now - timedelta(days=30),
                    "last_activity_at": now - timedelta(hours=number * 7 % 600),
                    "done_count": number % STEPS,
                    "required_count": size.items,
                    **_weeks(number % STEPS),
                }
                for number in people
            ),
        )


def _weeks(done: int) -> dict[str, int]:
    """The weeks of a learner whose events `_events` makes, one a day back from today."""
    today = clock.now().date()
    latest = mask = 0
    for place in range(done):
        latest, mask = with_week(latest, mask, week_of(today - timedelta(days=place)))
    return {"latest_week": latest, "week_mask": mask}


def _events(cohort: Cohort) -> None:
    """What their records say: each learner's facts, and an event for each."""
    now = clock.now()
    document = latest_document(cohort)
    keys = [item.id for _, item in document.items()][:STEPS]
    with transaction() as current:
        enrolments = current.execute(select(Enrolment.id, Enrolment.user_id, Enrolment.done_count)).all()
        _bulk(
            ItemFact,
            (
                {
                    "enrolment_id": one.id,
                    "item_key": key,
                    "done_at": now,
                    "score": Decimal("0.8"),
                    "attempts": 1,
                }
                for one in enrolments
                for key in keys[: one.done_count]
            ),
        )
        _bulk(
            LearningEvent,
            (
                {
                    "centre_id": cohort.centre_id,
                    "enrolment_id": one.id,
                    "user_id": one.user_id,
                    "kind": "done",
                    "item_key": key,
                    "at": now - timedelta(days=place),
                    "payload": {},
                }
                for one in enrolments
                for place, key in enumerate(keys[: one.done_count])
            ),
        )


def _user(number: int) -> dict[str, Any]:
    address = f"learner{number}@example.org"
    return {
        "id": number,
        "email": address,
        "email_key": address.upper().casefold(),
        "name": _name(number),
        "created_at": clock.now(),
        "email_confirmed_at": clock.now(),
    }


def _name(number: int) -> str:
    return f"Élève {number * 7919 % 100_003:06d}"


def _bulk(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            session().execute(insert(model), batch)
            batch.clear()
    if batch:
        session().execute(insert(model), batch)
