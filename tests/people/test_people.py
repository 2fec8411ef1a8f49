"""The staff of a centre: managers list them, give roles and take them back; nobody of another centre shows."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask

from lms.accounts import services as accounts
from lms.accounts.models import Membership
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.errors import Conflict
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.people import services
from lms.people.rules import Offer, Place
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_enrolment, make_user
from tests.learning.reading import words
from tests.people.office import Office, make_office, roles_of

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office(app)


def test_everyone_is_listed_with_their_roles_and_where(office: Office) -> None:
    office.member(Role.INSTRUCTOR, "ines", course_id=office.cohort.course_id)
    office.member(Role.MARKER, "marc", cohort_id=office.cohort.id)
    office.member(Role.EMPLOYER, "emma", employer="Les Ruchers")
    page = office.page("/people")
    assert "4 people" in page
    for said in (
        "Manager in the whole centre",
        "Instructor on the course",
        "Marker in the group Automne 2026",
    ):
        assert said in page
    assert "Employer’s reader Les Ruchers" in page
    assert "ines@example.org" in page


def test_the_list_is_searched_filtered_and_paged(office: Office) -> None:
    for number in range(27):
        office.member(Role.MARKER, f"marker{number:02}")
    assert "Marker26" not in office.page("/people?role=marker")
    assert "Marker26" in office.page("/people?role=marker&page=2")
    assert "1 person" in office.page("/people?q=MARKER03%40")
    assert "Nobody matches" in office.page("/people?q=%25")
    assert "Nobody matches" in office.page("/people?role=invigilator")
    assert "28 people" in office.page("/people?role=%27%20OR%201%3D1&page=-3")


def test_a_page_costs_the_same_whatever_the_number(office: Office, count_statements: Counter) -> None:
    for number in range(8):
        office.member(Role.MARKER, f"marker{number}")
    office.page("/people")
    with count_statements() as few:
        office.page("/people")
    for number in range(8, 20):
        office.member(Role.INSTRUCTOR, f"marker{number}")
    with count_statements() as many:
        office.page("/people")
    assert len(many) == len(few) <= 9


def test_a_role_is_given_and_taken_back_and_both_are_kept(office: Office) -> None:
    ines = office.member(Role.INSTRUCTOR, "ines")
    path = f"/people/{ines.id}"
    given = {"role": "marker", "place": f"cohort-{office.cohort.id}", "employer": "ignored"}
    assert office.post(f"{path}/roles", **given).status_code == 303
    assert office.post(f"{path}/roles", **given).status_code == 303, "given twice is held once"
    assert [row[0] for row in roles_of(ines.id)] == ["instructor", "marker"]
    assert roles_of(ines.id)[1] == ("marker", office.centre.id, None, office.cohort.id, "")
    membership = held(ines.id, "instructor")
    assert office.post(f"{path}/roles/{membership}/end").status_code == 303
    assert office.post(f"{path}/roles/{membership}/end").status_code == 303, "taken twice is taken once"
    page = office.page(path)
    assert (
        page.index("Marker in the group") < page.index("Roles held before") < page.rindex("Instructor in the")
    )
    noted = [event.action for event in session().query(AuditEvent).order_by(AuditEvent.id)]
    assert noted[1:] == ["role.given", "role.taken"]


def held(user_id: int, role: str) -> int:
    return session().query(Membership).filter_by(user_id=user_id, role=role).one().id


def test_who_has_no_role_left_is_found_among_the_former(office: Office) -> None:
    ines = office.member(Role.INSTRUCTOR, "ines")
    office.post(f"/people/{ines.id}/roles/{held(ines.id, 'instructor')}/end")
    assert "Ines" not in office.page("/people")
    assert "Ines" in office.page("/people?role=former")
    assert browser_of(office.app, ines).get("/teach").status_code == 403


def test_the_last_manager_of_a_centre_stays(office: Office) -> None:
    path = f"/people/{office.manager.id}"
    end = f"{path}/roles/{held(office.manager.id, 'manager')}/end"
    refused = office.post(end)
    assert refused.status_code == 409
    assert "Give somebody else that role first" in words(refused.text)
    second = office.member(Role.MANAGER, "second")
    with transaction():
        accounts.archive_user(user_id=second.id, now=clock.now())
    office.member(Role.MANAGER, "of-one-course", course_id=office.cohort.course_id)
    assert office.post(end).status_code == 409, (
        "neither a suspended manager nor one of a course replaces them"
    )
    office.member(Role.MANAGER, "third")
    assert office.post(end).location == "/today"
    assert office.get("/people").status_code == 403


def test_of_two_managers_who_leave_at_once_one_stays(office: Office) -> None:
    second = office.member(Role.MANAGER, "second")
    for user in (office.manager, second):
        membership = held(user.id, "manager")
        try:
            with transaction():
                services.take_role(
                    centre_id=office.centre.id, membership_id=membership, actor_id=user.id, now=clock.now()
                )
        except Conflict:
            assert user is second
    assert roles_of(office.manager.id) == []
    assert len(roles_of(second.id)) == 1


def test_nobody_of_another_centre_is_found(office: Office, app: Flask) -> None:
    other = make_office(app, "ailleurs")
    learner = make_user("pupil@example.org", "Pupil", clock.now())
    make_enrolment(learner, office.cohort, clock.now())
    assert "Boss-Ailleurs" not in office.page("/people")
    assert "Pupil" not in office.page("/people"), "a learner is no staff"
    for stranger in (other.manager, learner):
        assert office.get(f"/people/{stranger.id}").status_code == 404
        assert office.post(f"/people/{stranger.id}/roles", role="marker", place="centre").status_code == 404
    theirs = held(other.manager.id, "manager")
    for path in (f"/people/{office.manager.id}", f"/people/{other.manager.id}"):
        assert office.post(f"{path}/roles/{theirs}/end").status_code == 404
    assert office.browser.get(f"{other.place}/people").status_code == 404
    assert len(roles_of(other.manager.id)) == 1


def test_a_place_of_another_centre_can_t_be_chosen(office: Office, app: Flask) -> None:
    other = make_office(app, "ailleurs")
    ines = office.member(Role.INSTRUCTOR, "ines")
    forged = [
        {"place": f"cohort-{other.cohort.id}"},
        {"place": f"course-{other.cohort.course_id}"},
        {"place": "cohort-" + "9" * 30},
        {"place": "cohort-²"},
        {"place": ""},
        {"role": "root"},
        {"role": "employer", "employer": " "},
        {"role": "employer", "employer": "a\nb"},
        {"role": "employer", "employer": "x" * 201},
    ]
    for data in forged:
        reply = office.post(f"/people/{ines.id}/roles", **{"role": "marker", "place": "centre", **data})
        assert reply.status_code == 422, data
        assert "Ailleurs" not in reply.text
    assert len(roles_of(ines.id)) == 1


def test_what_people_are_called_is_text(office: Office) -> None:
    nasty = office.member(Role.MARKER, "x")
    with transaction() as current:
        nasty = current.merge(nasty)
        nasty.name = "<script>alert(1)</script>{{7*7}}"
    for path in ("/people", f"/people/{nasty.id}"):
        assert "<script>alert" not in office.get(path).text
        assert "{{7*7}}" in office.page(path)


def test_one_centre_is_shown_at_once_and_several_are_a_choice(office: Office, app: Flask) -> None:
    assert office.browser.get("/people").location == f"{office.place}/people"
    other = make_office(app, "ailleurs")
    offer = Offer(other.centre.id, Role.MANAGER, Place())
    with transaction():
        services.give_role(offer=offer, user_id=office.manager.id, actor_id=None, now=clock.now())
    page = words(office.browser.get("/people").text)
    assert "Centre Ailleurs" in page
    assert "Centre Quais" in page


def test_last_seen_and_suspended_show(office: Office) -> None:
    ines = office.member(Role.INSTRUCTOR, "ines")
    assert "never signed in" in office.page(f"/people/{ines.id}")
    with transaction():
        accounts.open_session(user_id=ines.id, device="", now=clock.now() - timedelta(days=3))
        accounts.archive_user(user_id=ines.id, now=clock.now())
    page = office.page(f"/people/{ines.id}")
    assert "last seen 3 days ago" in page
    assert "suspended on the whole installation" in page
    assert "Suspended" in office.page("/people")


def test_a_manager_of_one_course_does_not_manage_the_staff(office: Office) -> None:
    browser = browser_of(
        office.app, make_staff(office.centre, Role.MANAGER, "course", course_id=office.cohort.course_id)
    )
    assert browser.get(f"{office.place}/people").status_code == 403
    assert post(browser, f"{office.place}/invitations/new", {}).status_code == 403
