"""Mails about live sessions: one for each learner, with the files for their calendar, only when staff want it."""

import re
from email.message import Message
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from lms.centres.models import Centre
from lms.cohorts import live_sessions, notices
from lms.cohorts.enrolling import end_enrolments
from lms.cohorts.live_sessions import sessions_of
from lms.cohorts.models import Cohort
from lms.core import clock, jobs
from lms.core.db import session, transaction
from lms.core.mail import run_in_worker_context
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.cohorts.setting import race
from tests.factories import NOW, make_centre, make_cohort, make_course, make_enrolment, make_user

GOOD = {
    "title": "Classe virtuelle",
    "starts_local": "2026-12-01T18:00",
    "ends_local": "2026-12-01T19:30",
    "place": "Salle 4",
    "link": "https://meet.example.org/groupe",
    "times": "1",
    "token": "drawn",
}
TOLD = {**GOOD, "tell": "y"}


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais")


@pytest.fixture
def cohort(centre: Centre) -> Cohort:
    """A group of two learners; a third one left it."""
    made = make_cohort(make_course(centre), "Automne 2026")
    people = [
        make_user(f"{name}@example.org", name.title(), NOW, password=None) for name in ("ada", "bea", "gone")
    ]
    enrolments = [make_enrolment(one, made, NOW) for one in people]
    with transaction():
        end_enrolments(cohort_id=made.id, enrolment_ids=[enrolments[-1].id], at=NOW)
    return made


@pytest.fixture
def staff(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.INSTRUCTOR, "teacher"))


def place(cohort: Cohort, more: str = "") -> str:
    return f"/teach/cohorts/{cohort.id}/live{more}"


def send(app: Flask) -> list[Any]:
    """The mails that the worker sends now."""
    before = len(getattr(app.extensions["mailman"], "outbox", []))
    with run_in_worker_context(app):
        for _ in range(3):
            jobs.run_due_jobs(clock.now())
    return list(getattr(app.extensions["mailman"], "outbox", []))[before:]


def files_of(mail: Any) -> list[tuple[Message, Calendar]]:
    parts = [one for one in mail.message().walk() if one.get_content_type() == "text/calendar"]
    return [(one, Calendar.from_ical(one.get_payload(decode=True))) for one in parts]


def event_of(mail: Any) -> Any:
    return files_of(mail)[0][1].walk("VEVENT")[0]


def acts(action: str) -> int:
    return session().query(AuditEvent).filter_by(action=f"live_session.{action}").count()


def test_made_moved_and_cancelled_each_learner_gets_one_mail(
    app: Flask, staff: FlaskClient, cohort: Cohort
) -> None:
    with clock.at(NOW):
        post(staff, place(cohort, "/new"), TOLD)
        made = send(app)
        one = sessions_of([cohort.id])[0]
        later = {**TOLD, "starts_local": "2026-12-01T17:00", "sequence": "0"}
        post(staff, place(cohort, f"/{one.id}"), later)
        moved = send(app)
        post(staff, place(cohort, f"/{one.id}/cancel"), {"cancel-tell": "y"})
        cancelled = send(app)
        assert send(app) == []
    for mails, method, sequence in ((made, "REQUEST", 0), (moved, "REQUEST", 1), (cancelled, "CANCEL", 2)):
        assert sorted(mail.to[0] for mail in mails) == ["ada@example.org", "bea@example.org"]
        for mail in mails:
            ((part, calendar),) = files_of(mail)
            assert part.get_param("method") == calendar["METHOD"] == method
            event = event_of(mail)
            assert (event["UID"], event["SEQUENCE"]) == (f"{one.uid}@tremplin", sequence)
            assert event["ATTENDEE"] == f"mailto:{mail.to[0]}"
    assert event_of(cancelled[0])["STATUS"] == "CANCELLED"
    assert made[0].subject == "New session: Classe virtuelle"
    assert "Tuesday 1 December 2026, 18:00 – 19:30 (Europe/Paris)" in made[0].body
    assert "Salle 4\nhttps://meet.example.org/groupe" in made[0].body
    assert "17:00 – 19:30" in moved[0].body
    assert "is cancelled" in cancelled[0].body
    assert "meet.example.org" not in cancelled[0].body


def test_several_at_once_come_in_one_mail(app: Flask, staff: FlaskClient, cohort: Cohort) -> None:
    with clock.at(NOW):
        post(staff, place(cohort, "/new"), {**TOLD, "times": "6"})
        mails = send(app)
    assert len(mails) == 2
    assert mails[0].subject == "6 new sessions in your group"
    assert len({calendar.walk("VEVENT")[0]["UID"] for _, calendar in files_of(mails[0])}) == 6


def test_the_box_that_is_unticked_tells_nobody(app: Flask, staff: FlaskClient, cohort: Cohort) -> None:
    with clock.at(NOW):
        box = re.search(r'<input[^>]*name="tell"[^>]*>', staff.get(place(cohort, "/new")).text)
        assert box is not None
        assert " checked" in box[0]
        post(staff, place(cohort, "/new"), GOOD)
        one = sessions_of([cohort.id])[0]
        post(staff, place(cohort, f"/{one.id}"), {**GOOD, "place": "Salle 5", "sequence": "0"})
        post(staff, place(cohort, f"/{one.id}/cancel"))
        assert send(app) == []


def test_a_form_that_is_sent_twice_is_recorded_and_told_once(
    app: Flask, staff: FlaskClient, cohort: Cohort
) -> None:
    with clock.at(NOW):
        for _ in range(2):
            assert post(staff, place(cohort, "/new"), TOLD).status_code == 303
        one, *others = sessions_of([cohort.id])
        assert not others
        changed = {**TOLD, "place": "Salle 5"}
        for sequence in ("0", "1"):
            assert (
                post(staff, place(cohort, f"/{one.id}"), {**changed, "sequence": sequence}).status_code == 303
            )
        for _ in range(2):
            assert post(staff, place(cohort, f"/{one.id}/cancel"), {"cancel-tell": "y"}).status_code == 303
        assert [acts(name) for name in ("created", "changed", "cancelled")] == [1, 1, 1]
        assert len(send(app)) == 2, "made, moved and cancelled before the worker came: the last word alone"
        again = {**TOLD, "starts_local": "2026-12-02T18:00", "ends_local": "2026-12-02T19:00"}
        post(staff, place(cohort, "/new"), again)
    assert len(sessions_of([cohort.id])) == 2, "the page was gone back to, for another session"


def test_the_same_form_sent_ten_times_at_once_makes_its_sessions_once(app: Flask, cohort: Cohort) -> None:
    meeting = live_sessions.Meeting("Un", "2026-12-01T18:00", "2026-12-01T19:00")

    def make() -> int:
        with transaction():
            values = {"meetings": [meeting, meeting], "now": NOW, "form_token": "drawn"}
            return len(live_sessions.create_sessions(cohort=cohort, **values))  # type: ignore[arg-type]

    assert sorted(map(str, race(app, *[make] * 10))) == ["0"] * 9 + ["2"]
    assert len(sessions_of([cohort.id])) == 2


def test_what_is_over_is_told_to_nobody(app: Flask, cohort: Cohort) -> None:
    meeting = live_sessions.Meeting("Hier", "2026-11-01T18:00", "2026-11-01T19:00")
    with clock.at(NOW), transaction():
        made = live_sessions.create_sessions(cohort=cohort, meetings=[meeting], now=NOW)
        notices.tell_learners(made, NOW)
    with clock.at(NOW):
        assert send(app) == []
