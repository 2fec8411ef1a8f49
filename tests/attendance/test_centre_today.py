"""Sheets that lack something need the centre today; old records go whole."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, true

from lms.attendance import waiting
from lms.attendance.models import AttendanceAct
from lms.attendance.retention import ATTENDANCE
from lms.centres import keeping
from lms.cohorts import live_sessions
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Grant, Role
from lms.followup.centre_today import MOST_NAMED, needs_of
from tests.attendance.group import BEFORE, DAY, ENDS, HOUR, STARTS, Group, make_group, plan
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre, make_cohort


@pytest.fixture
def group(app: Flask) -> Group:
    return make_group(app)


def waits(now: datetime) -> list[int]:
    return [one.live_id for one in waiting.unsigned(true(), now, MOST_NAMED)]


def test_a_sheet_waits_from_its_end_until_it_is_countersigned_for_thirty_days(group: Group) -> None:
    one = group.one.id
    assert waits(ENDS - HOUR) == []
    assert waits(ENDS) == waits(ENDS + 29 * DAY) == [one]
    assert waits(ENDS + 30 * DAY) == []
    group.others()
    assert waits(ENDS) == [one], "not countersigned"
    group.countersigns()
    assert waits(ENDS) == []
    group.states("Ada", "left", "19:00", "Vu après coup")
    assert waits(ENDS) == [one], "changed since"


def test_cancelled_sessions_and_those_with_nobody_do_not_wait(group: Group) -> None:
    empty = make_cohort(group.cohort.course, "Vide", BEFORE)
    plan(empty)
    assert waits(ENDS) == [group.one.id]
    with transaction():
        live_sessions.cancel_session(cohort_id=group.cohort.id, session_id=group.one.id, now=STARTS)
    assert waits(ENDS) == []


def test_five_are_named_and_all_are_counted(group: Group) -> None:
    for day in range(20, 29):
        plan(group.cohort, f"2026-11-{day}T18:00", f"2026-11-{day}T19:30")
    grants = [Grant(Role.MANAGER, group.centre.id)]
    needs = needs_of(grants, ENDS)
    assert (len(needs.unsigned), needs.unsigned_count) == (5, 7), "the others were before anybody joined"
    assert needs
    elsewhere = make_centre("ailleurs", "Ailleurs", BEFORE)
    assert needs_of([Grant(Role.MANAGER, elsewhere.id)], ENDS).unsigned_count == 0
    boss = browser_of(group.app, make_staff(group.centre, Role.MANAGER, "boss"))
    with clock.at(ENDS):
        text = boss.get("/teach").text
    assert "sessions are not fully signed" in text
    assert text.count("/sheet") == 5


def test_records_go_whole_and_late(group: Group) -> None:
    for name in group.learners:
        group.signs(name)
    later = plan(group.cohort, "2026-12-10T18:00", "2026-12-10T19:30")
    group.signs("Ada", later.starts_at, later)
    six_years = timedelta(days=6 * 365 + 2)
    assert keeping.clean_due([ATTENDANCE], STARTS + six_years - 3 * DAY) == 0
    assert keeping.clean_due([ATTENDANCE], STARTS + six_years + DAY) == 3
    left = select(func.count()).select_from(AttendanceAct)
    assert session().scalar(left) == 1
