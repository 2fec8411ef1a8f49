"""How long a record is kept, and what two acts at the same moment leave."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from lms.adaptations import rules
from lms.adaptations.models import AdaptationNeed
from lms.adaptations.retention import ADAPTATIONS
from lms.adaptations.rules import State, refusal_of_notes, refusal_of_statement, state_of
from lms.centres import keeping
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from tests.adaptations.room import Room, make_room
from tests.browsing import csrf_token
from tests.factories import make_cohort, make_enrolment

AT_ONCE = 8
MONTH = timedelta(days=31)


@pytest.fixture
def room(app: Flask) -> Room:
    return make_room(app)


def change(room: Room, **values: object) -> None:
    """The learner's enrolment, and when its group ends."""
    with transaction() as current:
        if "ends_on" in values:
            current.get_one(Cohort, room.cohort.id, populate_existing=True).ends_on = values.pop("ends_on")  # type: ignore[assignment]
        enrolment = current.get_one(Enrolment, room.enrolment.id, populate_existing=True)
        for name, value in values.items():
            setattr(enrolment, name, value)


def goes(room: Room, now: datetime) -> bool:
    found = ADAPTATIONS.find(room.centre.id, now - 6 * MONTH)
    session().rollback()
    return session().scalars(found).all() != []


def test_it_is_one_of_the_kinds_that_a_centre_keeps_for_a_time(app: Flask, room: Room) -> None:
    kinds = current_app.extensions["lms"].retention
    assert ADAPTATIONS in kinds
    now = clock.now()
    room.says(now=now - 9 * MONTH)
    change(room, ended_at=now - 8 * MONTH)
    keeping.clean_due(kinds, now)
    assert room.held() is None


def test_it_goes_some_months_after_the_last_training_and_the_last_word(room: Room) -> None:
    now = clock.now()
    room.says(now=now - 9 * MONTH)
    change(room, ended_at=now - 5 * MONTH)
    assert not goes(room, now)
    change(room, ended_at=now - 7 * MONTH)
    assert goes(room, now)
    other = make_cohort(room.cohort.course, "Encore", now)
    make_enrolment(room.learner, other, now)
    assert not goes(room, now), "they learn in another group of the centre"


def test_a_group_without_an_end_counts_from_what_was_done_last(room: Room) -> None:
    now = clock.now()
    room.says(now=now - 9 * MONTH)
    change(room, enrolled_at=now - 9 * MONTH, last_activity_at=now - MONTH)
    assert not goes(room, now)
    change(room, last_activity_at=None)
    assert goes(room, now)
    change(room, last_activity_at=now, ends_on=(now - 7 * MONTH).date())
    assert goes(room, now)


def test_a_note_of_late_keeps_it(room: Room) -> None:
    now = clock.now()
    room.says(now=now - 9 * MONTH)
    change(room, ended_at=now - 8 * MONTH)
    room.notes()
    assert not goes(room, now)


def test_of_first_saves_at_the_same_moment_one_is_kept(app: Flask, room: Room) -> None:
    learner = room.browser(room.learner)
    token = csrf_token(learner)
    with learner.session_transaction() as cookie:
        signed_in = dict(cookie)
    barrier = Barrier(AT_ONCE)

    def send(number: int) -> int:
        window = app.test_client()
        with window.session_transaction() as cookie:
            cookie.update(signed_in)
        barrier.wait(timeout=30)
        data = {"csrf_token": token, "text": f"Besoin {number}", "version": "0"}
        return window.post(room.own(), data=data).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = sorted(pool.map(send, range(AT_ONCE)))
    assert statuses == [303] + [409] * (AT_ONCE - 1)
    assert session().scalar(select(func.count()).select_from(AdaptationNeed)) == 1


def test_what_is_decided_without_a_database() -> None:
    assert state_of(has_statement=True, waits=True) is State.WAITS
    assert state_of(has_statement=True, waits=False) is State.ANSWERED
    assert state_of(has_statement=False, waits=False) is State.WITHDRAWN
    for refusal, limit in (
        (refusal_of_statement, rules.STATEMENT_LIMIT),
        (refusal_of_notes, rules.NOTES_LIMIT),
    ):
        assert refusal("") is not None
        assert refusal("a" * limit) is None
        assert refusal("a" * (limit + 1)) is not None
