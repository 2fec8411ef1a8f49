"""Live sessions as a learner sees them, and in their calendar."""

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.cohorts import live_sessions, services
from lms.cohorts.live_models import LiveSession
from lms.cohorts.live_sessions import Meeting
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import NOW, make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.learning.reading import words

NASTY = "Atelier, partie 1; \\n suite\r\nATTENDEE:mailto:x@example.org"


@pytest.fixture
def cohort(app: Flask) -> Cohort:
    return make_cohort(make_course(make_centre("quais")), "Automne 2026")


@pytest.fixture
def user(app: Flask) -> User:
    return make_user("ines@example.org", "Inès Martin")


@pytest.fixture
def enrolment(user: User, cohort: Cohort) -> Enrolment:
    return make_enrolment(user, cohort)


@pytest.fixture
def learner(app: Flask, user: User) -> FlaskClient:
    return browser_of(app, user)


def plan(cohort: Cohort, title: str = "Classe virtuelle", **more: str) -> LiveSession:
    meeting = Meeting(title, "2026-12-01T18:00", "2026-12-01T19:30", **more)
    with transaction():
        return live_sessions.create_sessions(cohort=cohort, meetings=[meeting], now=NOW)[0]


def feed_path(client: FlaskClient, enrolment: Enrolment) -> str:
    post(client, f"/learn/{enrolment.id}/calendar")
    feed = live_sessions.feed_of(enrolment.user_id, enrolment.id)
    assert feed is not None
    return f"/calendar/{feed.token}.ics"


def events(body: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


def test_the_page_shows_what_comes_and_what_is_cancelled(
    learner: FlaskClient, enrolment: Enrolment, cohort: Cohort
) -> None:
    one = plan(cohort, link="https://meet.example.org/x", place="Salle 2")
    off = plan(cohort, "Sortie")
    with transaction():
        live_sessions.cancel_session(cohort_id=cohort.id, session_id=off.id, now=NOW)
    with clock.at(NOW):
        assert f"/learn/{enrolment.id}/live" in learner.get(f"/learn/{enrolment.id}").text
        page = learner.get(f"/learn/{enrolment.id}/live").text
        assert 'href="https://meet.example.org/x"' in page
        assert "<s>Sortie</s>" in page
        assert "18:00 – 19:30" in words(page)
        reply = learner.get(f"/learn/{enrolment.id}/live/{one.id}.ics")
    assert reply.mimetype == "text/calendar"
    assert [str(event["SUMMARY"]) for event in events(reply.data)] == ["Classe virtuelle"]


def test_a_feed_follows_each_change_under_the_same_number(
    learner: FlaskClient, enrolment: Enrolment, cohort: Cohort
) -> None:
    one = plan(cohort)
    path = feed_path(learner, enrolment)
    first = events(learner.get(path).data)[0]
    moved = Meeting("Classe virtuelle", "2026-12-02T18:00", "2026-12-02T19:30")
    with transaction():
        live_sessions.change_session(cohort=cohort, session_id=one.id, meeting=moved, sequence=0, now=NOW)
    second = events(learner.get(path).data)[0]
    with transaction():
        live_sessions.cancel_session(cohort_id=cohort.id, session_id=one.id, now=NOW)
    third = events(learner.get(path).data)[0]
    assert first["UID"] == second["UID"] == third["UID"]
    assert [event["SEQUENCE"] for event in (first, second, third)] == [0, 1, 2]
    assert [str(event["STATUS"]) for event in (first, second, third)] == ["CONFIRMED"] * 2 + ["CANCELLED"]
    assert first["DTSTART"].dt.isoformat() == "2026-12-01T17:00:00+00:00"


def test_texts_are_escaped_and_add_no_line_of_their_own(
    learner: FlaskClient, enrolment: Enrolment, cohort: Cohort
) -> None:
    plan(cohort, NASTY, place=NASTY, note=NASTY)
    body = learner.get(feed_path(learner, enrolment)).data
    lines = body.decode().split("\r\n")
    assert not [line for line in lines if line.startswith("ATTENDEE") or "\n" in line]
    assert max(len(line.encode()) for line in lines) <= 75
    event = events(body)[0]
    assert str(event["SUMMARY"]) == " ".join(NASTY.split())
    assert str(event["DESCRIPTION"]).replace("\r\n", "\n") == NASTY.replace("\r\n", "\n")


def test_a_feed_holds_the_deadlines_and_answers_304(
    learner: FlaskClient, enrolment: Enrolment, cohort: Cohort
) -> None:
    with transaction():
        services.set_item_date(
            cohort_id=cohort.id, item_key="quiz-final", now=NOW, due_local="2026-12-10T18:00"
        )
    path = feed_path(learner, enrolment)
    reply = learner.get(path)
    assert [event["DTEND"].dt.isoformat() for event in events(reply.data)] == ["2026-12-10T17:00:00+00:00"]
    again = learner.get(path, headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_an_address_opens_its_own_calendar_to_whoever_has_it_until_it_is_renewed(
    app: Flask, learner: FlaskClient, enrolment: Enrolment, cohort: Cohort
) -> None:
    plan(cohort)
    other = make_cohort(make_course(make_centre("ailleurs")), "Ailleurs")
    plan(other, "Secret")
    stranger = make_user("paul@example.org", "Paul")
    theirs = make_enrolment(stranger, other)
    mine, path = feed_path(learner, enrolment), feed_path(browser_of(app, stranger), theirs)
    nobody = app.test_client()
    assert b"Secret" not in nobody.get(mine).data
    assert b"Secret" in nobody.get(path).data
    assert b"Paul" not in nobody.get(path).data
    assert post(learner, f"/learn/{theirs.id}/calendar").status_code == 404
    renewed = feed_path(learner, enrolment)
    assert [nobody.get(one).status_code for one in (mine, renewed)] == [404, 200]
    post(learner, f"/learn/{enrolment.id}/calendar", {"revoke": "y"})
    assert nobody.get(renewed).status_code == 404
    assert nobody.get("/calendar/x.ics").status_code == 404


def test_an_ended_enrolment_s_address_shows_nothing(
    learner: FlaskClient, enrolment: Enrolment, cohort: Cohort
) -> None:
    path = feed_path(learner, enrolment)
    with transaction() as current:
        current.get_one(Enrolment, enrolment.id).ended_at = NOW
    assert learner.get(path).status_code == 404


def test_staff_follow_every_group_that_they_teach_and_no_other(
    app: Flask, enrolment: Enrolment, cohort: Cohort
) -> None:
    centre = cohort.course.centre_id
    teacher = make_staff(make_centre_of(centre), Role.INSTRUCTOR, "teacher")
    plan(cohort)
    plan(make_cohort(make_course(make_centre("ailleurs")), "Ailleurs"), "Secret")
    browser = browser_of(app, teacher)
    assert post(browser, f"/teach/cohorts/{cohort.id}/live/calendar").status_code == 303
    feed = live_sessions.feed_of(teacher.id, None)
    assert feed is not None
    body = app.test_client().get(f"/calendar/{feed.token}.ics").data
    assert [str(event["SUMMARY"]) for event in events(body)] == ["Classe virtuelle – Automne 2026"]
    with transaction() as current:
        current.get_one(User, teacher.id).archived_at = NOW
    assert app.test_client().get(f"/calendar/{feed.token}.ics").status_code == 404


def make_centre_of(centre_id: int):  # type: ignore[no-untyped-def]
    from lms.centres.models import Centre
    from lms.core.db import session

    return session().get_one(Centre, centre_id)
