"""The officer's pages: who waits first, a text that opens only with a line in the log, notes that two people write, and nobody else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.models import Membership
from lms.adaptations import services
from lms.centres.models import Centre
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.errors import NotFound
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from tests.adaptations.room import NOTES, TEXT, Room, choose, make_room
from tests.browsing import post
from tests.certificates.holder import make_staff
from tests.factories import make_enrolment, make_user
from tests.learning.reading import words

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def room(app: Flask) -> Room:
    return make_room(app)


@pytest.fixture
def officer(room: Room) -> FlaskClient:
    return room.browser(room.officer)


def acts() -> list[AuditEvent]:
    session().rollback()
    noted = select(AuditEvent).where(AuditEvent.action.like("adaptation.%"))
    return list(session().scalars(noted.order_by(AuditEvent.id)))


def others(room: Room, count: int) -> None:
    """More people who say something, each a day after the one before."""
    for number in range(count):
        user = make_user(f"n{number}@example.org", f"Élève {number:02}", clock.now(), password=None)
        make_enrolment(user, room.cohort, clock.now())
        with transaction():
            place = {"centre_id": room.centre.id, "user_id": user.id, "text": TEXT, "version": 0}
            services.state(**place, now=clock.now() - timedelta(days=60 - number))  # type: ignore[arg-type]


def test_the_list_has_who_waits_first_then_the_newest_and_is_searched(
    officer: FlaskClient, room: Room
) -> None:
    assert "Nobody has asked for an adaptation" in officer.get(room.people()).text
    others(room, 2)
    room.says()
    room.notes()
    text = words(officer.get(room.people()).text)
    assert text.index("Élève 01") < text.index("Élève 00") < text.index("Aïssatou")
    assert "3 people" in text
    assert "Looked into" in text
    found = words(officer.get(f"{room.people()}?q=eleve+01").text)
    assert "1 person" in found
    assert "Élève 00" not in found
    assert "Nobody matches" in officer.get(f"{room.people()}?q=zzz").text


def test_the_list_is_paged_and_costs_as_much_for_many(
    officer: FlaskClient, room: Room, count_statements: Counter
) -> None:
    room.says()
    officer.get(room.people())
    with count_statements() as few:
        officer.get(room.people())
    others(room, 26)
    with count_statements() as many:
        page = officer.get(room.people()).text
    assert len(many) == len(few) <= 7
    assert f"{room.people()}?page=2" in page
    assert "Élève 00" in officer.get(f"{room.people()}?page=2").text
    assert "Élève 00" in officer.get(f"{room.people()}?page=99").text


def test_the_page_opens_nothing_before_the_button_and_the_log_says_who_did(
    officer: FlaskClient, room: Room
) -> None:
    room.says()
    closed = officer.get(room.one()).text
    assert "pauses" not in closed
    assert acts() == []
    opened = post(officer, f"{room.one()}/read")
    assert opened.status_code == 200
    assert TEXT in opened.text
    (act,) = acts()
    assert (act.action, act.actor_id, act.object_id) == ("adaptation.read", room.officer.id, room.need().id)
    assert act.details == {}


def test_the_log_that_all_managers_read_does_not_say_whose_it_was(officer: FlaskClient, room: Room) -> None:
    room.says()
    post(officer, f"{room.one()}/read")
    boss = room.browser(make_staff(room.centre, Role.MANAGER, "boss"))
    page = boss.get(f"/centres/{room.centre.id}/log").text
    assert "What somebody needs was read" in page
    assert room.officer.name in page
    assert room.learner.name not in page


def test_notes_answer_unless_the_person_changed_their_mind_meanwhile(
    officer: FlaskClient, room: Room
) -> None:
    room.says()
    room.says("Autre", version=1)
    assert (
        post(officer, f"{room.one()}/notes", {"text": NOTES, "version": "0", "seen": "1"}).status_code == 303
    )
    assert room.need().waits, "the officer had read the first text"
    assert (
        post(officer, f"{room.one()}/notes", {"text": NOTES, "version": "1", "seen": "2"}).status_code == 303
    )
    assert not room.need().waits
    assert NOTES in post(officer, f"{room.one()}/read").text
    assert NOTES not in officer.get(room.one()).text
    assert [one.action for one in acts()].count("adaptation.noted") == 2


@pytest.mark.parametrize(
    ("text", "version", "status", "said"),
    [
        ("", "0", 422, "Write what was decided or done"),
        ("a" * 8001, "0", 422, "8000 characters at most"),
        (NOTES, "x", 422, "Not a valid integer"),
        (NOTES, "7", 409, "Somebody else saved notes meanwhile."),
    ],
)
def test_notes_that_can_t_be_kept_come_back(
    officer: FlaskClient, room: Room, text: str, version: str, status: int, said: str
) -> None:
    room.says()
    answer = post(officer, f"{room.one()}/notes", {"text": text, "version": version, "seen": "1"})
    assert answer.status_code == status
    assert said in words(answer.text)
    assert f"{text}</textarea>" in answer.text
    assert room.need().notes == ""


def test_a_withdrawn_statement_shows_as_such(officer: FlaskClient, room: Room) -> None:
    room.says()
    room.notes()
    with transaction():
        services.withdraw(centre_id=room.centre.id, user_id=room.learner.id, now=clock.now())
    assert "Withdrawn" in officer.get(room.people()).text
    assert "Withdrawn: the text is erased." in post(officer, f"{room.one()}/read").text


def test_what_is_withdrawn_at_this_moment_opens_no_more(room: Room) -> None:
    need = room.says()
    with transaction():
        services.withdraw(centre_id=room.centre.id, user_id=room.learner.id, now=clock.now())
    with pytest.raises(NotFound), transaction():
        services.read(need=need, actor_id=room.officer.id, now=clock.now())
    assert acts() == []


def test_the_officer_erases_all_of_it_when_asked(officer: FlaskClient, room: Room) -> None:
    room.says()
    room.notes()
    place = room.one()
    assert post(officer, f"{place}/erase").location == room.people()
    assert room.held() is None
    assert acts()[-1].action == "adaptation.erased"
    assert post(officer, f"{place}/erase").status_code == 404


def test_nobody_else_reads_it_whoever_manages_the_centre(app: Flask, room: Room) -> None:
    room.says()
    elsewhere = make_room(app, "ailleurs")
    elsewhere.says()
    staff = [
        (make_staff(room.centre, Role.MANAGER, "boss"), 403),
        (make_staff(room.centre, Role.INSTRUCTOR, "teacher"), 403),
        (make_staff(room.centre, Role.INSTRUCTOR, "coach", course_id=room.cohort.course_id), 403),
        (make_staff(room.centre, Role.MARKER, "marker"), 403),
        (room.learner, 403),
        (elsewhere.officer, 404),
        (elsewhere.learner, 403),
    ]
    for user, status in staff:
        browser = room.browser(user)
        assert browser.get(room.people()).status_code == status
        assert browser.get(room.one()).status_code == status
        for act in ("read", "notes", "erase"):
            assert post(browser, f"{room.one()}/{act}", {"text": "a"}).status_code == status
    mixed = f"{room.people()}/{elsewhere.need().id}"
    assert room.browser(room.officer).get(mixed).status_code == 404
    assert app.test_client().get(room.one()).status_code == 303
    assert room.need().notes == ""


def test_who_leaves_the_staff_reads_no_more(officer: FlaskClient, room: Room) -> None:
    room.says()
    other = make_staff(room.centre, Role.MANAGER, "boss")
    with transaction() as current:
        held = current.scalars(select(Membership).where(Membership.user_id == room.officer.id)).one()
        held.role = Role.MARKER.value
    assert officer.get(room.people()).status_code == 403
    page = room.browser(other).get(f"/centres/{room.centre.id}/accessibility-officers").text
    assert "No longer on the staff: reads nothing" in page
    assert "can’t write it until you choose somebody" in page


def test_accommodations_are_a_step_away_for_who_may_set_them(room: Room, app: Flask) -> None:
    room.says()
    accommodations = f"/teach/cohorts/{room.cohort.id}/learners/{room.enrolment.id}/accommodations"
    assert accommodations in room.browser(room.officer).get(room.one()).text
    teacher = make_staff(room.centre, Role.INSTRUCTOR, "teacher")
    choose(room.centre, teacher)
    page = room.browser(teacher).get(room.one()).text
    assert "A manager of the centre sets them." in page
    assert accommodations not in page


def test_an_officer_of_two_centres_chooses_one(officer: FlaskClient, room: Room, app: Flask) -> None:
    assert officer.get("/adaptations").location == room.people()
    other: Centre = make_room(app, "ailleurs").centre
    with transaction() as current:
        member = Membership(
            user_id=room.officer.id, centre_id=other.id, role=Role.MANAGER.value, created_at=clock.now()
        )
        current.add(member)
    choose(other, room.officer)
    page = officer.get("/adaptations").text
    assert room.people() in page
    assert f"/centres/{other.id}/adaptations" in page
    boss = room.browser(make_staff(room.centre, Role.MANAGER, "boss"))
    assert boss.get("/adaptations").status_code == 403


def test_centre_today_counts_them_for_the_officer_alone_at_no_cost(
    officer: FlaskClient, room: Room, count_statements: Counter
) -> None:
    boss = room.browser(make_staff(room.centre, Role.MANAGER, "boss"))
    for browser in (officer, boss):
        browser.get("/teach")
    with count_statements() as before:
        boss.get("/teach")
    room.says()
    assert "person has asked for an adaptation" in officer.get("/teach").text
    with count_statements() as after:
        assert "has asked for an adaptation" not in boss.get("/teach").text
    with count_statements() as own:
        officer.get("/teach")
    assert len(after) == len(before) == len(own)
    room.notes()
    assert "has asked for an adaptation" not in officer.get("/teach").text


def test_the_page_of_one_person_costs_few_statements(
    officer: FlaskClient, room: Room, count_statements: Counter
) -> None:
    room.says()
    place = room.one()
    officer.get(place)
    with count_statements() as statements:
        assert officer.get(place).status_code == 200
    assert len(statements) <= 9, statements
