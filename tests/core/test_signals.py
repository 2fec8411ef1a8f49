"""Signals: a subscriber that fails never undoes the act, and is tried again."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from lms.centres.models import Centre
from lms.core import clock, jobs, signals
from lms.core.db import session, transaction
from tests.factories import make_centre


def test_a_subscriber_is_told_inside_the_transaction(app: Flask) -> None:
    told: list[dict[str, Any]] = []
    signals.subscribe(signals.attempt_marked, "test", lambda **what: told.append(what))
    now = clock.now()
    with transaction():
        signals.announce(signals.attempt_marked, now=now, attempt_id=7)
    assert told == [{"now": now, "attempt_id": 7}]


def test_one_that_fails_is_undone_alone_and_tried_again(app: Flask) -> None:
    tries: list[int] = []

    def fails_once(*, attempt_id: int, now: Any) -> None:
        tries.append(attempt_id)
        centre = session().scalars(select(Centre)).one()
        centre.name = "Written by the subscriber"
        session().flush()
        if len(tries) == 1:
            raise RuntimeError("not now")

    centre_id, now = make_centre().id, clock.now()
    signals.subscribe(signals.attempt_marked, "test", fails_once)
    with transaction() as current:
        current.get_one(Centre, centre_id).phone = "the act"
        signals.announce(signals.attempt_marked, now=now, attempt_id=7)
    session().expire_all()
    centre = session().get_one(Centre, centre_id)
    assert (centre.phone, centre.name) == ("the act", "Centre Horizon")
    assert jobs.run_due_jobs(now + timedelta(seconds=1)) == 1
    session().expire_all()
    assert session().get_one(Centre, centre_id).name == "Written by the subscriber"
    assert tries == [7, 7]
