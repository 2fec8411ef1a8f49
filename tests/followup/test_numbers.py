"""The numbers on a group's page are those of the lists behind them, whatever its learners did."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Role
from lms.followup.activity import WEEKS, activity_by_week
from lms.followup.at_risk import median_of
from lms.quiz.models import Attempt
from tests.certificates.holder import browser_of, make_staff
from tests.followup.classroom import Classroom, make_classroom

STAT = re.compile(r'<a class="stat" href="([^"]*)"><span class="stat-value">(\d+)</span>')
NAMES = re.compile(r'<th scope="row"><a [^>]*>([^<]*)</a></th>')
days = st.none() | st.integers(0, 20)
LEARNERS = st.lists(st.tuples(days, st.booleans(), st.integers(0, 4)), min_size=7, max_size=7)


@pytest.fixture
def room(app: Flask) -> Classroom:
    room = make_classroom()
    for name in ("Hugo", "Lina", "Ravi"):
        room.add(name)
    return room


def _waits(enrolment: Enrolment) -> Attempt:
    now = clock.now()
    return Attempt(
        centre_id=enrolment.centre_id,
        enrolment_id=enrolment.id,
        user_id=enrolment.user_id,
        revision_id=enrolment.revision_id,
        item_key="quiz-final",
        number=9,
        state="submitted",
        paper={},
        language="fr",
        started_at=now,
        submitted_at=now,
        due_reason={},
        max_mark=Decimal(1),
        pending=1,
    )


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=LEARNERS)
def test_each_number_is_the_length_of_its_list(
    app: Flask, room: Classroom, lives: list[tuple[int | None, bool, int]]
) -> None:
    with transaction() as current:
        current.execute(delete(Attempt))
        for known, (away, waits, done) in zip(room.learners.values(), lives, strict=True):
            one = current.get_one(Enrolment, known.id, populate_existing=True)
            one.last_activity_at = None if away is None else clock.now() - timedelta(days=away, hours=1)
            one.done_count, one.required_count = done, 4
            if waits:
                current.add(_waits(one))
    browser = _browser(app, room)
    found = STAT.findall(browser.get(f"/teach/cohorts/{room.cohort.id}").text)
    assert len(found) == 3  # the median is no count
    for path, number in found:
        assert len(NAMES.findall(browser.get(path.replace("&amp;", "&")).text)) == int(number), path
    shares = sorted(done * 25 for _away, _waits, done in lives)
    assert median_of(room.cohort.id) == shares[3]


def _browser(app: Flask, room: Classroom):  # type: ignore[no-untyped-def]
    if not hasattr(room, "staff"):
        room.staff = browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "teacher"))  # type: ignore[attr-defined]
    return room.staff


def test_weeks_count_each_learner_once_and_no_act_of_staff(app: Flask, room: Classroom) -> None:
    weeks = activity_by_week(room.cohort.id, clock.now())
    assert len(weeks) == WEEKS
    assert [count for _begin, count in weeks][-2:] == [1, 2]
    session().rollback()
