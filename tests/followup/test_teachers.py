"""Who teaches a group: a manager puts somebody of the staff on it and takes them off; nobody else, and nobody from elsewhere."""

import pytest
from flask import Flask

from lms.accounts.models import Membership
from lms.core.db import session
from lms.core.permissions import Role
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.learning.reading import words
from tests.people.office import Office, make_office, roles_of


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office(app)


def settings(office: Office) -> str:
    return words(office.browser.get(f"/teach/cohorts/{office.cohort.id}/settings").text)


def add(office: Office, user_id: object) -> int:
    return post(
        office.browser, f"/teach/cohorts/{office.cohort.id}/teachers", {"user_id": user_id}
    ).status_code


def test_a_manager_puts_somebody_on_the_group_and_takes_them_off(office: Office) -> None:
    marker = office.member(Role.MARKER, "marc")
    office.member(Role.INSTRUCTOR, "ines", course_id=office.cohort.course_id)
    assert "Ines every group of the course" in settings(office)
    assert [add(office, marker.id), add(office, marker.id)] == [303, 303]
    assert "Marc this group" in settings(office)
    browser = browser_of(office.app, marker)
    assert browser.get(f"/teach/cohorts/{office.cohort.id}").status_code == 200
    held = session().query(Membership).filter_by(user_id=marker.id, role="instructor").one()
    end = f"/teach/cohorts/{office.cohort.id}/teachers/{held.id}/end"
    assert post(office.browser, end).status_code == 303
    assert post(office.browser, end).status_code == 303, "a second press changes nothing"
    assert [row[0] for row in roles_of(marker.id)] == ["marker"]
    assert browser.get(f"/teach/cohorts/{office.cohort.id}").status_code == 403


def test_a_wider_role_is_not_taken_here(office: Office) -> None:
    ines = office.member(Role.INSTRUCTOR, "ines", course_id=office.cohort.course_id)
    held = session().query(Membership).filter_by(user_id=ines.id).one()
    for id_ in (held.id, 10**15):
        end = f"/teach/cohorts/{office.cohort.id}/teachers/{id_}/end"
        assert post(office.browser, end).status_code == 404
    assert len(roles_of(ines.id)) == 1


def test_nobody_who_is_not_of_the_staff_is_put_on_it(office: Office, app: Flask) -> None:
    other = make_office(app, "ailleurs")
    reader = office.member(Role.EMPLOYER, "emma", employer="Mairie")
    assert [add(office, who) for who in (other.manager.id, reader.id, "", "x", "9" * 40)] == [404] * 5
    assert add(office, f"{other.manager.id}") == 404
    assert "Emma" not in settings(office)
    place = f"/teach/cohorts/{other.cohort.id}/teachers"
    assert post(office.browser, place, {"user_id": office.manager.id}).status_code == 404


def test_an_instructor_puts_nobody_on_a_group(office: Office) -> None:
    ines = make_staff(office.centre, Role.INSTRUCTOR, "ines")
    place = f"/teach/cohorts/{office.cohort.id}/teachers"
    assert post(browser_of(office.app, ines), place, {"user_id": ines.id}).status_code == 403
