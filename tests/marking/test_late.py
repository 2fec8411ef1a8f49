"""Answers that arrived once the attempt was over: seen by whoever marks, decided once, told to the learner."""

import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.core.db import session
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.quiz.late import kept_of
from lms.quiz.models import AttemptEvent
from tests.browsing import post
from tests.courses.sample import true_false
from tests.marking.desk import Desk, answer, attempt, make_desk, plain_essay, text
from tests.marking.lateness import ARRIVED, FALSE, TRUE, arrives, kinds
from tests.quiz.sitting import sign_in

WHY = "La tablette était hors ligne."


@pytest.fixture
def desk(app: Flask) -> Desk:
    """Two statements, the second of them left blank; the tablet held both."""
    found = make_desk(app, [true_false("t1", "definir"), true_false("t2", "definir")], pass_percent=50)
    found.hands_in("ada", {1: FALSE})
    arrives(found, "ada", {1: TRUE, 2: TRUE})
    return found


@pytest.fixture
def staff(desk: Desk) -> FlaskClient:
    return desk.staff("marie")[1]


def late_path(desk: Desk, name: str = "ada") -> str:
    return f"{desk.path}/{desk.code(name)}/late"


def decide(client: FlaskClient, path: str, go: str = "count", why: str = WHY) -> TestResponse:
    found = re.search(r'name="seen" value="(\d+)"', client.get(path).text)
    return post(client, path, {"go": go, "why": why, "seen": found.group(1) if found else "0"})


def review(desk: Desk, name: str = "ada") -> str:
    client = sign_in(desk.app, desk.learners[name].user_id)
    return client.get(f"/attempts/{desk.works[name]}/review").text


def test_the_page_says_what_counted_what_came_and_which_clock(desk: Desk, staff: FlaskClient) -> None:
    page = staff.get(late_path(desk)).text
    assert "still held 2 answers when the attempt was submitted" in page
    assert "Typed, by the device’s clock" in page
    assert "8:55" in page or "9:55" in page
    assert "Arrived, by the server’s clock" in page
    assert "Nothing was saved" in page
    assert "shows its corrections after the submission" in page
    assert "EXPLANATION-SECRET" not in page


def test_counted_answers_are_marked_by_the_same_engine_and_the_former_mark_stays(
    desk: Desk, staff: FlaskClient
) -> None:
    work = desk.works["ada"]
    assert (attempt(work).mark, attempt(work).passed) == (0, False)
    assert decide(staff, late_path(desk)).status_code == 303
    assert (attempt(work).mark, attempt(work).passed) == (2, True)
    assert answer(work, 2).response == {"value": True}
    assert kinds(work).count("marked") == 2
    event = session().query(AttemptEvent).filter_by(attempt_id=work, kind="late_counted").one()
    assert event.payload["former"]["1"]["response"] == {"value": False}
    page = staff.get(late_path(desk)).text
    assert "Mark before: 0; after: 2" in page
    assert 'value="count"' not in page
    noted = session().query(AuditEvent).filter_by(action="late_answers.counted").one()
    assert Decimal(noted.details["mark_after"]) == 2


def test_the_learner_reads_what_was_decided_and_why(desk: Desk, staff: FlaskClient) -> None:
    assert "has not yet decided whether they count" in review(desk)
    decide(staff, late_path(desk))
    page = review(desk)
    assert "Answers that arrived late count" in page
    assert WHY in page
    assert "100" in page


def test_answers_that_are_left_out_change_no_mark(desk: Desk, staff: FlaskClient) -> None:
    assert decide(staff, late_path(desk), "leave", "Le corrigé était visible.").status_code == 303
    assert attempt(desk.works["ada"]).mark == 0
    page = review(desk)
    assert "were left out" in page
    assert "Le corrigé était visible." in page
    assert session().query(AuditEvent).filter_by(action="late_answers.left_out").count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"go": "count", "why": " ", "seen": "1"},
        {"go": "leave", "why": "x" * 1001, "seen": "1"},
        {"go": "burn", "why": WHY, "seen": "1"},
        {"go": "count", "why": WHY, "seen": "one"},
    ],
)
def test_what_no_page_sends_decides_nothing(desk: Desk, staff: FlaskClient, sent: dict[str, str]) -> None:
    reply = post(staff, late_path(desk), sent)
    assert reply.status_code == 422
    assert sent["why"].strip() in reply.text
    assert kinds(desk.works["ada"])[-1] == "late"


def test_pressed_twice_it_is_decided_once_and_nobody_overrules_unknowingly(
    desk: Desk, staff: FlaskClient
) -> None:
    path = late_path(desk)
    seen = str(kept_of(desk.works["ada"]).last_id)
    sent = {"go": "count", "why": WHY, "seen": seen}
    assert [post(staff, path, sent).status_code for _ in range(2)] == [303, 303]
    reply = post(staff, path, {**sent, "go": "leave"})
    assert reply.status_code == 409
    assert "Somebody decided otherwise" in reply.text
    assert kinds(desk.works["ada"]).count("late_counted") == 1


def test_what_arrives_while_one_reads_must_be_seen_first(desk: Desk, staff: FlaskClient) -> None:
    path, seen = late_path(desk), str(kept_of(desk.works["ada"]).last_id)
    arrives(desk, "ada", {2: FALSE}, ARRIVED.replace(minute=30))
    reply = post(staff, path, {"go": "count", "why": WHY, "seen": seen})
    assert reply.status_code == 409
    assert "More arrived while you were reading" in reply.text
    assert decide(staff, path).status_code == 303
    assert answer(desk.works["ada"], 2).response == {"value": False}
    # After a decision the next ones wait again.
    arrives(desk, "ada", {2: TRUE}, ARRIVED.replace(minute=40))
    assert "still held 1 answer " in staff.get(path).text


def test_nothing_late_is_an_empty_page_and_a_refusal(app: Flask) -> None:
    desk = make_desk(app)
    desk.hands_in("bob", {1: text()})
    staff = desk.staff("marie")[1]
    assert "Nothing arrived late" in staff.get(late_path(desk, "bob")).text
    assert decide(staff, late_path(desk, "bob")).status_code == 409


def test_another_centre_s_work_is_out_of_reach_by_any_code(app: Flask, desk: Desk) -> None:
    other = make_desk(app, slug="ailleurs")
    other.hands_in("eve", {1: text()})
    elsewhere = other.staff("ines")[1]
    for path in (late_path(desk), f"{other.path}/{desk.code('ada')}/late"):
        assert elsewhere.get(path).status_code == 404
        sent = {"go": "count", "why": WHY, "seen": str(kept_of(desk.works["ada"]).last_id)}
        assert post(elsewhere, path, sent).status_code == 404
    assert attempt(desk.works["ada"]).mark == 0
    assert desk.path not in elsewhere.get("/teach/marking").text


def test_it_is_a_line_of_each_list_until_it_is_decided(desk: Desk, staff: FlaskClient) -> None:
    boss = desk.staff("boss", Role.MANAGER)[1]
    learner = f"/teach/cohorts/{desk.cohort.id}/learners/{desk.learners['ada'].id}"
    pages = ((staff, "/teach/marking"), (staff, desk.path), (staff, learner))
    for client, page in pages:
        html = client.get(page).text
        assert late_path(desk) in html, page
        assert "2 late answers to decide on" in html, page
    assert "attempt has answers that arrived late" in boss.get("/teach").text
    decide(staff, late_path(desk))
    for client, page in pages:
        assert late_path(desk) not in client.get(page).text, page
    assert "answers that arrived late" not in boss.get("/teach").text


def test_lists_take_as_many_statements_for_forty_as_for_ten(
    desk: Desk, staff: FlaskClient, count_statements: Any
) -> None:
    counts = []
    staff.get("/teach/marking")  # what the process keeps afterwards is read once
    for first, last in ((0, 10), (10, 40)):
        for number in range(first, last):
            desk.hands_in(f"learner{number}", {1: FALSE})
            arrives(desk, f"learner{number}", {1: TRUE})
        found = []
        for page in ("/teach/marking", desk.path, late_path(desk)):
            with count_statements() as statements:
                assert staff.get(page).status_code == 200
            found.append(len(statements))
        counts.append(found)
    assert counts[0] == counts[1]


def test_a_written_answer_waits_for_its_marker_again(app: Flask) -> None:
    desk = make_desk(app, [plain_essay(), true_false("t1", "definir")])
    work = desk.hands_in("ada", {1: text("Trop court.")})
    staff = desk.staff("marie")[1]
    marked = {"go": "done", "version": "0", "mark": "3"}
    assert post(staff, desk.work_path("ada"), marked).status_code == 303
    arrives(desk, "ada", {1: text("Bien plus long.")})
    assert "Bien plus long." in staff.get(late_path(desk)).text
    assert decide(staff, late_path(desk)).status_code == 303
    assert attempt(work).pending == 1
    assert "1 answer to mark" in staff.get("/teach/marking").text
    again = post(staff, desk.work_path("ada"), {**marked, "version": "2", "mark": "8"})
    assert again.status_code == 303
    assert (attempt(work).pending, attempt(work).mark) == (0, 8)


def test_an_anonymous_work_stays_so(app: Flask) -> None:
    desk = make_desk(app, [plain_essay()], anonymous_marking=True)
    desk.hands_in("ada", {1: text()})
    arrives(desk, "ada", {1: text("Plus long.")})
    staff = desk.staff("marie")[1]
    for page in (late_path(desk), "/teach/marking"):
        html = staff.get(page).text
        assert "Ada" not in html
        assert desk.code("ada") in html
    learner = f"/teach/cohorts/{desk.cohort.id}/learners/{desk.learners['ada'].id}"
    assert desk.code("ada") not in staff.get(learner).text
