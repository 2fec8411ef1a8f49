"""Centre today: each line, for managers, in as many statements for one group as for thirty; invitations sent again; the morning's mail."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core import clock
from lms.core.db import session, transaction
from lms.core.mail import run_in_worker_context
from lms.core.models import AuditEvent, OutboxJob
from lms.core.permissions import Role
from lms.followup import morning
from lms.followup.centre_today import needs_of
from lms.followup.risk_rules import is_time_for_mail
from tests.browsing import post, sign_in
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_cohort, make_enrolment, make_user
from tests.followup.classroom import Classroom, make_classroom
from tests.followup.test_risk import enrol, run_jobs

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


@pytest.fixture
def boss(app: Flask, room: Classroom) -> FlaskClient:
    return browser_of(app, make_staff(room.centre, Role.MANAGER, "boss"))


def soon(days: int) -> date:
    return (clock.now() + timedelta(days=days)).date()


def test_a_manager_sees_what_needs_them_and_an_instructor_their_groups(
    app: Flask, boss: FlaskClient, room: Classroom
) -> None:
    enrol(room, "Nour", 6)
    make_cohort(room.cohort.course, "Hiver", clock.now(), starts_on=soon(3))
    text = boss.get("/teach").text
    assert "Needs you today" in text
    assert "person never signed in" in text
    assert "no instructor" in text
    assert "no learner" in text
    assert f"/teach/cohorts/{room.cohort.id}/at-risk" in text
    teacher = browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "teacher"))
    assert "Needs you today" not in teacher.get("/teach").text


def test_nothing_needs_the_manager_of_a_quiet_centre(app: Flask, room: Classroom) -> None:
    other = make_classroom("calme")
    for one in other.learners.values():
        with transaction() as current:
            current.merge(one).ended_at = clock.now()
    quiet = browser_of(app, make_staff(other.centre, Role.MANAGER, "quiet"))
    assert "Nothing needs you today" in quiet.get("/teach").text


def test_a_group_that_ends_names_who_has_not_finished(app: Flask, boss: FlaskClient, room: Classroom) -> None:
    ending = make_cohort(room.cohort.course, "Fin", clock.now(), ends_on=soon(2))
    make_enrolment(make_user("late@example.org", "Late", clock.now(), password=None), ending, clock.now())
    assert "1 learner has not finished." in boss.get("/teach").text


def test_groups_change_no_number_of_statements(
    boss: FlaskClient, room: Classroom, count_statements: Counter
) -> None:
    boss.get("/teach")
    with count_statements() as before:
        boss.get("/teach")
    for number in range(30):
        make_cohort(room.cohort.course, f"Printemps {number}", clock.now(), starts_on=soon(3))
    with count_statements() as after:
        boss.get("/teach")
    assert len(after) == len(before), after


def test_an_invitation_goes_out_again_to_who_never_came(
    app: Flask, boss: FlaskClient, room: Classroom
) -> None:
    newcomer = enrol(room, "Nour", 6).enrolment
    path = f"/teach/cohorts/{room.cohort.id}/learners/{newcomer.id}/invite"
    assert post(boss, path, {}).status_code == 303
    (mail,) = run_jobs(app)
    assert mail.to == ["nour@example.org"]
    assert "To begin, choose a password on this page" in mail.body
    assert "enrolment.invited_again" in set(session().scalars(select(AuditEvent.action)))
    for _more in range(3):
        post(boss, path, {})
    assert post(boss, path, {}).status_code == 429
    come = room.learners["Zoé"]
    assert post(boss, f"/teach/cohorts/{room.cohort.id}/learners/{come.id}/invite", {}).status_code == 409


@pytest.mark.parametrize(
    ("now", "zone", "hour", "last_on", "day"),
    [
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), "Europe/Paris", 8, None, date(2026, 11, 23)),
        (datetime(2026, 11, 23, 6, 59, tzinfo=UTC), "Europe/Paris", 8, None, None),
        (datetime(2026, 7, 6, 6, 0, tzinfo=UTC), "Europe/Paris", 8, None, date(2026, 7, 6)),
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), "Europe/Paris", 8, date(2026, 11, 23), None),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), "Europe/Paris", 8, None, None),  # a Sunday
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), "Pacific/Auckland", 8, None, date(2026, 11, 23)),
        (datetime(2026, 3, 30, 6, 0, tzinfo=UTC), "Europe/Paris", 8, date(2026, 3, 27), date(2026, 3, 30)),
        # Where the clock skips the hour itself, the next minute is past it (Cairo, a Friday, 00:00 to 01:00).
        (datetime(2026, 4, 23, 22, 0, tzinfo=UTC), "Africa/Cairo", 0, date(2026, 4, 23), date(2026, 4, 24)),
    ],
)
def test_the_clock_on_the_wall_says_when(
    now: datetime, zone: str, hour: int, last_on: date | None, day: date | None
) -> None:
    assert is_time_for_mail(now, zone, hour, last_on) == day


MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def wake_worker(app: Flask, now: datetime) -> int:
    with run_in_worker_context(app):
        return morning.send_morning_mails(now)


def mails() -> list[dict[str, Any]]:
    session().rollback()
    return [
        job.payload
        for job in session().scalars(select(OutboxJob))
        if job.payload.get("template") == "morning"
    ]


def test_one_mail_on_a_working_day_until_it_is_stopped(
    app: Flask, boss: FlaskClient, room: Classroom
) -> None:
    assert post(boss, "/teach/morning", {"is_on": "y", "hour": "8"}).status_code == 303
    late = MONDAY + timedelta(days=14)
    assert wake_worker(app, late) == 1
    assert wake_worker(app, late + timedelta(hours=2)) == 0
    assert wake_worker(app, late + timedelta(days=1)) == 1
    (first, _second) = mails()
    assert first["params"]["at_risk"] > 0
    path = first["params"]["stop"].removeprefix("http://localhost")
    visitor = app.test_client()
    assert "Stop these mails" in visitor.get(path, headers={"Accept-Language": "en"}).text
    assert wake_worker(app, late + timedelta(days=2)) == 1  # opening the link stopped nothing
    assert post(visitor, path, {}).status_code == 200
    assert wake_worker(app, late + timedelta(days=3)) == 0
    assert visitor.get(f"{path}x").status_code == 404


def test_no_mail_when_nothing_waits_and_none_over_the_roles_of_the_reader(
    app: Flask, room: Classroom
) -> None:
    other = make_classroom("calme")
    for one in other.learners.values():
        with transaction() as current:
            current.merge(one).ended_at = clock.now()
    quiet = browser_of(app, make_staff(other.centre, Role.MANAGER, "quiet"))
    post(quiet, "/teach/morning", {"is_on": "y", "hour": "8"})
    assert wake_worker(app, MONDAY + timedelta(days=14)) == 0
    assert not needs_of((), clock.now())


def test_signing_in_once_is_coming(app: Flask, boss: FlaskClient, room: Classroom) -> None:
    then = clock.now() - timedelta(days=6)
    user = make_user("ines@example.org", "Inès", then)
    make_enrolment(user, room.cohort, then)
    assert "Inès" in boss.get("/teach").text
    sign_in(app.test_client(), user.email)
    assert "Inès" not in boss.get("/teach").text
