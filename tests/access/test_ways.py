"""What each role finds by following links alone: its home, its pages, and never one that is refused."""

import re
from collections import deque
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts import services as accounts
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Role
from tests.access.world import World, make_world

HREF = re.compile(r'href="(/[^"#]*)[^"]*"')
SKIPPED = ("/static/", "/media/")
MOST = 150
HOMES = {
    "learner": "/today",
    "instructor": "/teach",
    "manager": "/teach",
    "marker": "/teach/marking",
    "invigilator": "/teach/exams",
    "employer": "/employer",
}


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> World:
    return make_world(app, tmp_path)


def walk(client: FlaskClient, start: str) -> dict[str, int]:
    """The status of every page that links lead to, from one page on."""
    found: dict[str, int] = {}
    waiting = deque([start])
    while waiting and len(found) < MOST:
        path = waiting.popleft().replace("&amp;", "&")
        if path in found or path.startswith(SKIPPED):
            continue
        reply = client.get(path, follow_redirects=True)
        found[path] = reply.status_code
        if reply.mimetype == "text/html" and reply.status_code == 200:
            waiting.extend(HREF.findall(reply.text))
    return found


def undrafted(world: World) -> str:
    """The world's second course came without a draft: the log's link to it is the one that opens nothing."""
    essays = session().get_one(Cohort, world.places["essay_cohort_id"])
    return f"/teach/courses/{essays.course_id}"


@pytest.mark.parametrize("role", HOMES)
def test_no_link_leads_to_a_page_that_is_refused(world: World, role: str) -> None:
    client = world.browser(role)
    home = client.get("/today")
    assert (home.location or "/today") == HOMES[role]
    found = walk(client, HOMES[role])
    assert {path for path, status in found.items() if status in (403, 404, 500)} <= {undrafted(world)}
    assert len(found) > 5


def test_a_marker_comes_to_an_answer_and_an_invigilator_to_a_console(world: World) -> None:
    marked = walk(world.browser("marker"), "/teach/marking")
    assert any(path.count("/") > 5 for path in marked if path.startswith("/teach/marking")), marked
    watched = walk(world.browser("invigilator"), "/teach/exams")
    assert not any("/learners/" in path for path in watched)


def test_who_learns_and_is_staff_reaches_both_sides(world: World) -> None:
    """The navigation leads to the courses they take and to what their role is for."""
    learner = world.people["learner"]
    with transaction():
        accounts.add_membership(
            user_id=learner.id, role=Role.MARKER, centre_id=world.places["centre_id"], now=clock.now()
        )
    client = world.browser("learner")
    today = client.get("/today")
    assert today.status_code == 200, "who learns stays on their day"
    assert 'href="/teach/marking"' in today.text
    assert 'href="/today"' in client.get("/teach/marking").text
