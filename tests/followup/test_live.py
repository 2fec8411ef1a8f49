"""The live sessions of a cohort: planned by its staff, weekly too; seen struck once cancelled."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.centres.models import Centre
from lms.cohorts.live_sessions import sessions_of
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import session
from lms.core.permissions import Role
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import NOW, make_centre, make_cohort, make_course
from tests.learning.reading import words

GOOD = {
    "title": "Classe virtuelle",
    "starts_local": "2026-12-01T18:00",
    "ends_local": "2026-12-01T19:30",
    "link": "https://meet.example.org/groupe",
    "times": "1",
}


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais")


@pytest.fixture
def cohort(centre: Centre) -> Cohort:
    return make_cohort(make_course(centre), "Automne 2026")


@pytest.fixture
def staff(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.INSTRUCTOR, "teacher"))


def place(cohort: Cohort) -> str:
    return f"/teach/cohorts/{cohort.id}/live"


def test_sessions_are_seen_before_they_are_made(staff: FlaskClient, cohort: Cohort) -> None:
    assert place(cohort) in staff.get(f"/teach/cohorts/{cohort.id}").text
    weekly = {**GOOD, "starts_local": "2027-03-20T18:00", "ends_local": "2027-03-20T19:00", "times": "3"}
    with clock.at(NOW):
        seen = words(post(staff, f"{place(cohort)}/new", {**weekly, "preview": "y"}).text)
        assert "Nothing is saved yet" in seen
        assert seen.count("Week-end") == 3
        assert sessions_of([cohort.id]) == []
        assert post(staff, f"{place(cohort)}/new", weekly).status_code == 303
    made = [one.starts_at.isoformat() for one in sessions_of([cohort.id])]
    assert made == ["2027-03-20T17:00:00+00:00", "2027-03-27T17:00:00+00:00", "2027-04-03T16:00:00+00:00"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"starts_local": "2027-02-30T09:00"}, "starts_local"),
        ({"starts_local": "9999-99-99T99:99"}, "starts_local"),
        ({"ends_local": "2026-12-01T17:00"}, "ends_local"),
        ({"ends_local": "2026-12-05T17:00"}, "ends_local"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "http://meet.example.org"}, "link"),
        ({"link": "https://meet.example.org@evil.example"}, "link"),
        ({"link": "https://meet.example.org/a b"}, "link"),
        ({"times": "53"}, "times"),
        ({"times": "many"}, "times"),
        (
            {"times": "3", "starts_local": "9999-12-31T18:00", "ends_local": "9999-12-31T19:00"},
            "starts_local",
        ),
    ],
)
def test_what_can_t_be_is_said_at_its_field_and_nothing_is_made(
    staff: FlaskClient, cohort: Cohort, typed: dict[str, str], field: str
) -> None:
    with clock.at(NOW):
        reply = post(staff, f"{place(cohort)}/new", {**GOOD, **typed})
    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text
    assert "https://meet.example.org/groupe" in reply.text or field == "link", "what was typed is kept"
    assert sessions_of([cohort.id]) == []


@pytest.mark.parametrize(
    ("day", "says"),
    [("2027-03-28", "skip 02:30 on that day"), ("2027-10-31", "02:30 comes twice on that day")],
)
def test_an_hour_that_the_clocks_skip_or_repeat_is_explained(
    staff: FlaskClient, cohort: Cohort, day: str, says: str
) -> None:
    night = {**GOOD, "starts_local": f"{day}T02:30", "ends_local": f"{day}T06:00"}
    with clock.at(NOW):
        assert says in words(post(staff, f"{place(cohort)}/new", {**night, "preview": "y"}).text)
        assert says in words(post(staff, f"{place(cohort)}/new", night, follow_redirects=True).text)


def test_a_hostile_title_is_text(staff: FlaskClient, cohort: Cohort) -> None:
    with clock.at(NOW):
        post(staff, f"{place(cohort)}/new", {**GOOD, "title": "<script>x</script>"})
        assert "<script>x" not in staff.get(place(cohort)).text


def test_a_session_changes_as_it_was_read_and_is_cancelled_for_good(
    staff: FlaskClient, cohort: Cohort
) -> None:
    with clock.at(NOW):
        post(staff, f"{place(cohort)}/new", GOOD)
        one = sessions_of([cohort.id])[0]
        path, later = f"{place(cohort)}/{one.id}", {**GOOD, "starts_local": "2026-12-01T17:30"}
        assert 'value="2026-12-01T18:00"' in staff.get(path).text
        assert post(staff, path, {**later, "sequence": "0"}).status_code == 303
        assert post(staff, path, {**later, "sequence": "0"}).status_code == 409, "changed meanwhile"
        assert post(staff, path, {**later, "sequence": "x"}).status_code == 409
        for _ in range(2):
            assert post(staff, f"{path}/cancel").status_code == 303
        shown = staff.get(place(cohort)).text
        assert "<s>Classe virtuelle</s>" in shown
        assert "Cancelled" in words(shown)
        assert post(staff, path, {**later, "sequence": "2"}).status_code == 409
    session().expire_all()
    assert sessions_of([cohort.id])[0].sequence == 2


def test_another_cohort_s_session_is_found_by_nobody(staff: FlaskClient, cohort: Cohort) -> None:
    other = make_cohort(cohort.course, "Hiver")
    with clock.at(NOW):
        post(staff, f"{place(cohort)}/new", GOOD)
        one = sessions_of([cohort.id])[0]
        assert staff.get(f"{place(other)}/{one.id}").status_code == 404
        assert post(staff, f"{place(other)}/{one.id}/cancel").status_code == 404
