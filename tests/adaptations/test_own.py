"""What a learner says they need: sent, changed, withdrawn; what the page promises; who may open it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.centres import officers
from lms.centres.models import Centre
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import OutboxJob
from lms.core.permissions import Role
from tests.adaptations.room import TEXT, Room, choose, make_room
from tests.browsing import post
from tests.certificates.holder import make_staff
from tests.followup.test_risk import run_jobs
from tests.learning.reading import words

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def room(app: Flask) -> Room:
    return make_room(app)


@pytest.fixture
def learner(room: Room) -> FlaskClient:
    return room.browser(room.learner)


def test_the_course_and_the_account_lead_to_the_page(learner: FlaskClient, room: Room) -> None:
    assert f'href="{room.own()}"' in learner.get(f"/learn/{room.enrolment.id}").text
    assert 'href="/account/adaptation"' in learner.get("/account").text
    assert learner.get("/account/adaptation").location == room.own()


def test_the_page_says_who_reads_it_for_how_long_and_that_nothing_must_be_said(
    learner: FlaskClient, room: Room
) -> None:
    said = words(learner.get(room.own()).text)
    assert f"only the accessibility officer of the centre ({room.officer.name})" in said
    assert "removed 6 months after your last training" in said
    assert "nobody asks for a diagnosis" in said
    assert "Withdraw" not in said.replace("withdraw it", "")


def test_it_is_sent_and_changed_and_each_time_the_officer_hears_of_it(
    app: Flask, learner: FlaskClient, room: Room
) -> None:
    assert post(learner, room.own(), {"text": f" {TEXT}\r\nMerci ", "version": "0"}).status_code == 303
    page = learner.get(room.own()).text
    assert f"{TEXT}\nMerci</textarea>" in page
    assert "It waits for an answer." in words(page)
    (mail,) = run_jobs(app)
    assert mail.to == [room.officer.email]
    assert f"http://localhost{room.people()}" in mail.body
    assert not any(word in mail.subject + mail.body for word in ("pauses", "Aïssatou"))
    assert post(learner, room.own(), {"text": "Plus de pauses", "version": "1"}).status_code == 303
    assert post(learner, room.own(), {"text": "Plus de pauses", "version": "2"}).status_code == 303
    assert len(run_jobs(app)) == 2, "nothing changed the last time"
    assert room.need().statement_version == 2


def test_an_answer_shows_and_a_change_waits_again(learner: FlaskClient, room: Room) -> None:
    room.says()
    room.notes()
    assert "looked into on" in learner.get(room.own()).text
    post(learner, room.own(), {"text": "Autre chose", "version": "1"})
    assert room.need().waits


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": "  "}, "Write what helps you."),
        ({"text": "a" * 4001}, "4000 characters at most"),
        ({"text": "a", "version": "x"}, "Not a valid integer"),
    ],
)
def test_what_can_t_be_kept_comes_back(
    learner: FlaskClient, room: Room, data: dict[str, object], said: str
) -> None:
    answer = post(learner, room.own(), {"version": "0", **data})
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert str(data["text"]).strip() in answer.text
    assert room.held() is None


def test_of_two_pages_the_second_loses_nothing(learner: FlaskClient, room: Room) -> None:
    assert post(learner, room.own(), {"text": "Premier", "version": "0"}).status_code == 303
    answer = post(learner, room.own(), {"text": "Second", "version": "0"})
    assert answer.status_code == 409
    assert "You changed this on another page meanwhile." in answer.text
    assert "Second</textarea>" in answer.text
    assert ">Premier</p>" in answer.text
    assert 'name="version" type="hidden" value="1"' in answer.text
    assert post(learner, room.own(), {"text": "Second", "version": "1"}).status_code == 303


def test_withdrawing_erases_the_text_and_twice_does_no_harm(learner: FlaskClient, room: Room) -> None:
    room.says()
    assert "nothing is left of it" in learner.get(room.own()).text
    assert post(learner, f"{room.own()}/withdraw").status_code == 303
    assert room.held() is None
    assert post(learner, f"{room.own()}/withdraw").status_code == 303
    room.says()
    room.notes()
    assert "stays until its time is over" in learner.get(room.own()).text
    assert post(learner, f"{room.own()}/withdraw").status_code == 303
    left = room.need()
    assert (left.statement, left.waits, left.statement_version) == ("", False, 2)
    assert left.notes
    assert post(learner, room.own(), {"text": "De nouveau", "version": "2"}).status_code == 303


def test_who_left_can_still_withdraw(learner: FlaskClient, room: Room) -> None:
    room.says()
    with transaction() as current:
        current.get_one(Enrolment, room.enrolment.id).ended_at = clock.now()
    assert learner.get(room.own()).status_code == 200
    assert post(learner, f"{room.own()}/withdraw").status_code == 303
    assert learner.get(room.own()).status_code == 404
    assert "You are in no training at the moment" in learner.get("/account/adaptation").text


def test_where_nobody_reads_nothing_is_taken(learner: FlaskClient, room: Room) -> None:
    with transaction() as current:
        for one in officers.officers_of(room.centre.id):
            officers.end(
                centre_id=room.centre.id, officer_id=one.id, actor_id=room.officer.id, now=clock.now()
            )
        current.get_one(Centre, room.centre.id).accessibility_contact = "Claire, 04 00 00 00 00"
    page = learner.get(room.own()).text
    assert "Turn to: Claire, 04 00 00 00 00." in words(page)
    assert "<textarea" not in page
    answer = post(learner, room.own(), {"text": TEXT, "version": "0"})
    assert answer.status_code == 422
    assert room.held() is None


def test_nobody_else_opens_it(app: Flask, room: Room) -> None:
    stranger = make_room(app, "ailleurs")
    for browser in (room.browser(stranger.learner), room.browser(room.officer)):
        assert browser.get(room.own()).status_code == 404
        assert post(browser, room.own(), {"text": "a"}).status_code == 404
        assert post(browser, f"{room.own()}/withdraw").status_code == 404
    visitor = app.test_client()
    assert visitor.get(room.own()).status_code == 303
    assert post(visitor, room.own(), {"text": "a"}).status_code == 303


def test_an_officer_finds_the_list_in_their_account(room: Room) -> None:
    page = room.browser(room.officer).get("/account/adaptation").text
    assert f'href="{room.people()}"' in page
    assert "Where you learn" not in page


def test_each_officer_hears_of_it(app: Flask, room: Room) -> None:
    teacher = make_staff(room.centre, Role.INSTRUCTOR, "second")
    choose(room.centre, teacher)
    room.says()
    told = session().scalars(select(OutboxJob.payload).where(OutboxJob.kind == "mail"))
    assert {one["to"] for one in told} == {room.officer.email, teacher.email}


def test_the_page_costs_few_statements(learner: FlaskClient, room: Room, count_statements: Counter) -> None:
    room.says()
    learner.get(room.own())
    with count_statements() as statements:
        assert learner.get(room.own()).status_code == 200
    assert len(statements) <= 6, statements
