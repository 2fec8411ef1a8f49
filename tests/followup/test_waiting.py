"""The waiting list as staff see it: who has an offer until when, an offer made by hand or withdrawn."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.centres.models import Centre
from lms.cohorts import waiting
from lms.cohorts.enrolling import end_enrolments
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.learning.reading import words

Count = Callable[[], Any]


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais")


@pytest.fixture
def cohort(centre: Centre) -> Cohort:
    return make_cohort(make_course(centre), "Soir", now=clock.now(), seats=1)


@pytest.fixture
def enrolment(cohort: Cohort) -> Enrolment:
    return make_enrolment(make_user("first@example.org", "First", clock.now(), password=None), cohort)


@pytest.fixture
def staff(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.MANAGER, "manager"))


def wait(cohort: Cohort, *names: str) -> list[int]:
    people = [make_user(f"{name.lower()}@example.org", name, clock.now(), password=None) for name in names]
    with transaction():
        values = {"language": "fr", "now": clock.now()}
        return [
            waiting.wait(user_id=one.id, cohort_id=cohort.id, printed_name=one.name, **values).id
            for one in people
        ]


def lets_go(cohort: Cohort, enrolment: Enrolment) -> None:
    with transaction():
        end_enrolments(cohort_id=cohort.id, enrolment_ids=[enrolment.id], at=clock.now())


def path(cohort: Cohort, more: str = "") -> str:
    return f"/teach/cohorts/{cohort.id}/waiting{more}"


def test_the_list_says_who_has_an_offer_until_when(
    staff: FlaskClient, cohort: Cohort, enrolment: Enrolment
) -> None:
    wait(cohort, "Ada", "Bea")
    assert "Offer until" not in staff.get(path(cohort)).text
    lets_go(cohort, enrolment)
    shown = words(staff.get(path(cohort)).text)
    assert shown.count("Offer until") == 1
    assert shown.index("1. Ada") < shown.index("Offer until") < shown.index("2. Bea")
    assert "1 of 1 places taken" in shown
    assert "Offer a place" not in shown, "none is free"


def test_an_offer_is_withdrawn_and_made_by_hand_and_both_are_noted(
    staff: FlaskClient, cohort: Cohort, enrolment: Enrolment
) -> None:
    ada, bea = wait(cohort, "Ada", "Bea")
    lets_go(cohort, enrolment)
    for place in (ada, ada, bea):
        assert post(staff, path(cohort, f"/{place}/withdraw")).status_code == 303
    shown = words(staff.get(path(cohort)).text)
    assert shown.count("Offer withdrawn") == 2
    assert post(staff, path(cohort, f"/{bea}/offer")).status_code == 303
    assert post(staff, path(cohort, f"/{ada}/offer")).status_code == 409, "no place is free"
    noted = list(session().scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    wanted = ["waiting.offer_withdrawn", "waiting.offer_withdrawn", "waiting.offered"]
    assert [one for one in noted if one.startswith("waiting.")] == wanted


def test_another_group_s_list_is_reached_by_nobody(
    app: Flask, staff: FlaskClient, cohort: Cohort, enrolment: Enrolment
) -> None:
    place = wait(cohort, "Ada")[0]
    other = make_cohort(cohort.course, "Hiver", now=clock.now(), seats=1)
    elsewhere = browser_of(app, make_staff(make_centre("ailleurs"), Role.MANAGER, "elsewhere"))
    for act in ("offer", "withdraw"):
        assert post(staff, path(other, f"/{place}/{act}")).status_code == 404
        assert post(elsewhere, path(cohort, f"/{place}/{act}")).status_code == 404


def test_as_many_statements_for_forty_as_for_ten(
    staff: FlaskClient, cohort: Cohort, enrolment: Enrolment, count_statements: Count
) -> None:
    def statements() -> int:
        staff.get(path(cohort))
        with count_statements() as seen:
            staff.get(path(cohort))
        return len(seen)

    wait(cohort, *(f"A{number}" for number in range(10)))
    few = statements()
    wait(cohort, *(f"B{number}" for number in range(30)))
    assert statements() == few
