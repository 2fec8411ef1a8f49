"""Without names, with two markers: what neither page, address nor file may tell."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core.db import session
from lms.core.models import AuditEvent
from lms.marking.models import Marking
from lms.quiz.notes import notes_of
from tests.browsing import post
from tests.marking.desk import Desk, answer, attempt, make_desk, plain_essay, text
from tests.marking.test_answer import send


def anonymous(app: Flask, **settings: object) -> Desk:
    desk = make_desk(app, [plain_essay()], anonymous_marking=True, **settings)
    for name in ("zoe", "ada", "bob"):
        desk.hands_in(name, {1: text("Une réponse")})
    return desk


def tells(desk: Desk, html: str, name: str) -> list[str]:
    """Which words of a page name a learner."""
    person = desk.learners[name]
    words = [name.title(), f"{name}-", f"/learners/{person.id}", f"/attempts/{desk.works[name]}"]
    return [word for word in words if word in html]


def test_no_page_tells_whose_work_it_is_until_results_are_released(app: Flask) -> None:
    desk = anonymous(app, results="when_released")
    _, staff = desk.staff("marie")
    pages = [desk.path, *(desk.work_path(name) for name in desk.works), "/teach/marking"]
    for page in pages:
        html = staff.get(page).text
        assert not [found for name in desk.works for found in tells(desk, html, name)], page
    for name in desk.works:
        send(staff, desk.work_path(name), mark="5")
    assert "Ada" not in staff.get(desk.path).text
    assert post(staff, f"{desk.path}/release").status_code == 422
    assert post(staff, f"{desk.path}/release", {"confirm": "y"}).status_code == 303
    assert "Ada" in staff.get(desk.path).text
    assert "Ada" in staff.get(desk.work_path("ada")).text


def test_the_order_of_works_tells_nothing(app: Flask) -> None:
    desk = anonymous(app)
    _, staff = desk.staff("marie")
    html = staff.get(desk.path).text
    shown = sorted(desk.works, key=lambda name: html.index(f"note-{desk.code(name)}"))
    assert shown == sorted(desk.works, key=desk.code)


def test_names_return_where_the_result_shows_once_it_is_marked(app: Flask) -> None:
    desk = anonymous(app)
    _, staff = desk.staff("marie")
    send(staff, desk.work_path("ada"), mark="5")
    html = staff.get(desk.path).text
    assert "Ada" in html
    assert "Zoe" not in html


@pytest.fixture
def pair(app: Flask) -> Desk:
    desk = make_desk(app, [plain_essay()], markers=2)
    desk.hands_in("ada", {1: text()})
    return desk


@pytest.fixture
def marie(pair: Desk) -> FlaskClient:
    return pair.staff("marie")[1]


@pytest.fixture
def paul(pair: Desk) -> FlaskClient:
    return pair.staff("paul")[1]


def test_the_second_marker_is_blind_and_near_marks_are_averaged(
    pair: Desk, marie: FlaskClient, paul: FlaskClient
) -> None:
    path, work = pair.work_path("ada"), pair.works["ada"]
    send(marie, path, mark="7", comment="De Marie")
    assert attempt(work).pending == 1
    blind = paul.get(path).text
    assert "De Marie" not in blind
    assert 'value="7"' not in blind
    send(paul, path, mark="8", comment="De Paul")
    assert (attempt(work).mark, answer(work).fraction) == (Decimal("7.5"), Decimal("0.75"))
    assert "De Marie" in paul.get(path).text
    assert notes_of(work)[1].comment == "De Marie\n\nDe Paul"


def test_nobody_is_both_markers(pair: Desk, marie: FlaskClient) -> None:
    path, work = pair.work_path("ada"), pair.works["ada"]
    send(marie, path, mark="7")
    assert send(marie, path, version=1, mark="6").status_code == 303
    assert attempt(work).pending == 1
    assert [one.role for one in session().scalars(select(Marking))] == ["first"]
    assert "Nothing to mark" in marie.get("/teach/marking").text


def test_markers_who_differ_agree_on_a_mark_and_who_marked_what_is_logged(
    pair: Desk, marie: FlaskClient, paul: FlaskClient
) -> None:
    path, work = pair.work_path("ada"), pair.works["ada"]
    send(marie, path, mark="3", comment="Trop court")
    send(paul, path, mark="8", comment="Dense")
    assert attempt(work).pending == 1
    page = marie.get(path).text
    assert "Agree on a mark" in page
    assert "Trop court" in page
    assert "Dense" in page
    assert "1 answer to mark" in paul.get("/teach/marking").text
    assert send(marie, path, mark="6", comment="D’accord").status_code == 303
    assert attempt(work).mark == 6
    assert notes_of(work)[1].comment == "D’accord"
    acts = session().scalars(select(AuditEvent).where(AuditEvent.action == "answer.marked"))
    logged = [(act.details["role"], act.actor_id) for act in acts.all()]
    assert [role for role, _ in logged] == ["first", "second", "agreed"]
    assert logged[0][1] == logged[2][1] != logged[1][1]


def test_a_third_person_does_not_mark_what_two_others_mark(
    pair: Desk, marie: FlaskClient, paul: FlaskClient
) -> None:
    path = pair.work_path("ada")
    for client in (marie, paul):
        send(client, path, go="draft", comment="Un brouillon")
    _, third = pair.staff("ines")
    page = third.get(path)
    assert "Two other people mark this answer" in page.text
    assert "brouillon" not in page.text
    assert send(third, path, mark="5").status_code == 409
