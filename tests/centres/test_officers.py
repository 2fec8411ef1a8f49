"""The accessibility officers of a centre: chosen of its staff by a manager, ended, noted, never anybody else."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.models import User
from lms.centres import officers
from lms.centres.models import Centre
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Grant, Role
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre, make_course
from tests.learning.reading import words

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais", "Centre Les Quais")


@pytest.fixture
def boss(centre: Centre) -> User:
    return make_staff(centre, Role.MANAGER, "boss")


@pytest.fixture
def manager(app: Flask, boss: User) -> FlaskClient:
    return browser_of(app, boss)


def place(centre: Centre) -> str:
    return f"/centres/{centre.id}/accessibility-officers"


def noted() -> list[AuditEvent]:
    session().rollback()
    found = select(AuditEvent).where(AuditEvent.action.like("officer.%")).order_by(AuditEvent.id)
    return list(session().scalars(found))


def test_a_manager_chooses_and_ends_an_officer_and_both_are_noted(
    manager: FlaskClient, boss: User, centre: Centre
) -> None:
    teacher = make_staff(centre, Role.INSTRUCTOR, "teacher")
    assert place(centre) in manager.get(f"/centres/{centre.id}/settings").text
    assert "Nobody reads what learners need" in words(manager.get(place(centre)).text)
    for _twice in range(2):
        assert post(manager, place(centre), {"user_id": str(teacher.id)}).status_code == 303
    page = words(manager.get(place(centre)).text)
    assert "Teacher" in page
    assert "Nobody reads" not in page
    (officer,) = officers.officers_of(centre.id)
    for _twice in range(2):
        assert post(manager, f"{place(centre)}/{officer.id}/end").status_code == 303
    assert officers.officers_of(centre.id) == []
    assert [(one.action, one.actor_id, one.details) for one in noted()] == [
        ("officer.chosen", boss.id, {"user_id": teacher.id}),
        ("officer.ended", boss.id, {"user_id": teacher.id}),
    ]


def test_only_managers_and_instructors_of_the_whole_centre_can_be_chosen(
    manager: FlaskClient, boss: User, centre: Centre
) -> None:
    course = make_course(centre)
    others = [
        make_staff(centre, Role.INSTRUCTOR, "coach", course_id=course.id),
        make_staff(centre, Role.MARKER, "marker"),
        make_staff(make_centre("ailleurs"), Role.MANAGER, "stranger"),
    ]
    assert officers.candidates_of(centre.id) == [(boss.id, "Boss")]
    for value in [*(str(one.id) for one in others), "", "x", "999"]:
        answer = post(manager, place(centre), {"user_id": value})
        assert answer.status_code == 422
        assert "Choose one of the managers or instructors" in answer.text
    assert noted() == []


def test_an_officer_who_manages_finds_the_list(manager: FlaskClient, boss: User, centre: Centre) -> None:
    post(manager, place(centre), {"user_id": str(boss.id)})
    page = manager.get(place(centre)).text
    assert f"/centres/{centre.id}/adaptations" in page
    assert post(manager, place(centre), {"user_id": "x"}).status_code == 422, "nobody is left to choose"


def test_who_is_no_manager_here_changes_nothing(
    app: Flask, manager: FlaskClient, boss: User, centre: Centre
) -> None:
    post(manager, place(centre), {"user_id": str(boss.id)})
    (officer,) = officers.officers_of(centre.id)
    elsewhere = make_centre("ailleurs")
    people = [
        (make_staff(centre, Role.INSTRUCTOR, "teacher"), 403),
        (make_staff(elsewhere, Role.MANAGER, "stranger"), 404),
    ]
    for user, status in people:
        browser = browser_of(app, user)
        assert browser.get(place(centre)).status_code == status
        assert post(browser, place(centre), {"user_id": str(user.id)}).status_code == status
        assert post(browser, f"{place(centre)}/{officer.id}/end").status_code == status
    foreign = f"{place(elsewhere)}/{officer.id}/end"
    assert post(browser_of(app, people[1][0]), foreign).status_code == 404
    assert app.test_client().get(place(centre)).status_code == 303
    assert [one.user_id for one in officers.officers_of(centre.id)] == [boss.id]


def test_who_left_is_written_to_no_more(centre: Centre, boss: User) -> None:
    with transaction() as current:
        officers.choose(centre_id=centre.id, user_id=boss.id, actor_id=boss.id, now=clock.now())
        assert [one.email for one in officers.readers_of(centre.id)] == [boss.email]
        current.get_one(User, boss.id).archived_at = clock.now()
    assert officers.readers_of(centre.id) == []
    assert not officers.officers_of(centre.id)[0].reads
    grants = [Grant(Role.MANAGER, centre.id)]
    assert [one.id for one in officers.centres_read_by(boss.id, grants)] == [centre.id]
    assert officers.centres_read_by(boss.id, [Grant(Role.MARKER, centre.id)]) == []


def test_the_page_costs_few_statements(
    manager: FlaskClient, centre: Centre, count_statements: Counter
) -> None:
    manager.get(place(centre))
    with count_statements() as statements:
        assert manager.get(place(centre)).status_code == 200
    assert len(statements) <= 6, statements
