"""The tabs of a group: on each of its pages, in the same order, the page itself marked, and only what a role may open."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.centres.models import Centre
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from lms.courses import services as courses
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre, make_cohort, make_course

PAGES = {
    "": "Learners",
    "/map": "Heat map",
    "/gradebook": "Gradebook",
    "/at-risk": "At risk",
    "/dates": "Dates",
    "/live": "Live sessions",
    "/rosters": "Roster",
    "/waiting": "Waiting list",
    "/settings": "Settings",
}
OF_MANAGERS = {"Roster", "Waiting list", "Settings"}


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais")


@pytest.fixture
def cohort(centre: Centre) -> Cohort:
    return make_cohort(make_course(centre), "Soir", now=clock.now(), seats=3)


def tabs_of(browser: FlaskClient, path: str) -> list[tuple[str, bool]]:
    """Each tab's label, and whether it is marked as the page that shows."""
    text = browser.get(path).text
    nav = re.search(r'<nav class="tabs" aria-label="Pages of this group">(.*?)</nav>', text, re.S)
    assert nav is not None, path
    return [
        (label, bool(mark))
        for mark, label in re.findall(r"<a [^>]*?( aria-current=\"page\")?>([^<]*)</a>", nav[1])
    ]


@pytest.mark.parametrize(("role", "hidden"), [(Role.MANAGER, set()), (Role.INSTRUCTOR, OF_MANAGERS)])
def test_the_same_tabs_stand_on_every_page(
    app: Flask, centre: Centre, cohort: Cohort, role: Role, hidden: set[str]
) -> None:
    browser = browser_of(app, make_staff(centre, role, "staff"))
    wanted = [label for label in PAGES.values() if label not in hidden]
    for more, here in PAGES.items():
        if here not in hidden:
            shown = tabs_of(browser, f"/teach/cohorts/{cohort.id}{more}")
            assert [label for label, _ in shown] == wanted
            assert [label for label, is_current in shown if is_current] == [here]


def test_a_group_open_to_all_has_no_roster_and_no_waiting_list(app: Flask, centre: Centre) -> None:
    cohort = make_cohort(make_course(centre), "Ouvert", now=clock.now(), is_open=True, seats=3)
    browser = browser_of(app, make_staff(centre, Role.MANAGER, "staff"))
    labels = [label for label, _ in tabs_of(browser, f"/teach/cohorts/{cohort.id}")]
    assert not {"Roster", "Waiting list"} & set(labels)


def test_a_group_of_a_course_that_is_not_published_has_what_needs_no_course(
    app: Flask, centre: Centre
) -> None:
    with transaction():
        course = courses.create_course(
            centre_id=centre.id, key="plus-tard", slug="plus-tard", now=clock.now()
        )
    cohort = make_cohort(course, "Plus tard", now=clock.now())
    browser = browser_of(app, make_staff(centre, Role.MANAGER, "staff"))
    labels = [label for label, _ in tabs_of(browser, f"/teach/cohorts/{cohort.id}")]
    assert labels == ["Learners", "Live sessions", "Roster", "Settings"]
