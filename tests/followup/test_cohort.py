"""The staff's home and a cohort's page (P20, P31): figures, table, chart, joins, isolation, statements."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Role
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_cohort, make_enrolment, make_user
from tests.followup.classroom import Classroom, make_classroom
from tests.payloads import PAYLOADS

Counter = Callable[[], AbstractContextManager[list[str]]]
FRAME = 3
"""Statements of every page of staff: who is asking, whether an exam is running, how many requests wait for them."""
NAMES = re.compile(r'<th scope="row"><a [^>]*>([^<]*)</a></th>')


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


@pytest.fixture
def staff(app: Flask, room: Classroom) -> FlaskClient:
    return browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "teacher"))


def page(room: Classroom, query: str = "") -> str:
    return f"/teach/cohorts/{room.cohort.id}?{query}"


def names(browser: FlaskClient, room: Classroom, query: str = "") -> list[str]:
    answer = browser.get(page(room, query))
    assert answer.status_code == 200
    return NAMES.findall(answer.text)


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", ["Zoé", "Élodie", "Adèle", "Bruno"]),
        ("sort=activity", ["Adèle", "Élodie", "Zoé", "Bruno"]),
        ("sort=name", ["Adèle", "Bruno", "Élodie", "Zoé"]),
        ("sort=-name", ["Zoé", "Élodie", "Bruno", "Adèle"]),
        ("sort=-progress&show=all", ["Élodie", "Adèle", "Bruno", "Zoé"]),
        ("sort=-state", ["Élodie", "Adèle", "Zoé", "Bruno"]),
        ("sort=-objectives", ["Bruno", "Adèle", "Élodie", "Zoé"]),
        ("show=never", ["Bruno"]),
        ("show=inactive", ["Adèle"]),
        ("show=completed", ["Élodie"]),
        ("show=active", ["Zoé", "Élodie"]),
        ("show=to_mark", []),
        ("q=ELO", ["Élodie"]),
        ("q=zoe&sort=progress", ["Zoé"]),
        ("q=e&show=inactive", ["Adèle"]),
        ("q=%25", []),
        ("q=' OR 1=1 --", []),
        ("sort=;DROP TABLE enrolment&page=-4", ["Zoé", "Élodie", "Adèle", "Bruno"]),
    ],
)
def test_the_table_is_sorted_filtered_and_searched(
    staff: FlaskClient, room: Classroom, query: str, listed: list[str]
) -> None:
    found = names(staff, room, query)
    if query.startswith(("sort=-progress", "sort=-objectives")):  # equals come in any order
        assert sorted(found) == sorted(listed)
        assert query.startswith("sort=-objectives") or found[0] == "Élodie"
    else:
        assert found == listed


def test_links_keep_no_word_of_the_address_but_the_list_s_own(staff: FlaskClient, room: Classroom) -> None:
    usual = staff.get(f"{page(room)}?q=e").text
    for words in (
        "_external=1&_scheme=javascript",
        "_scheme=x",
        "_anchor=x",
        "_method=POST",
        "endpoint=x",
        "self=1",
    ):
        for path in (page(room), "/teach"):
            reply = staff.get(f"{path}?q=e&{words}")
            assert reply.status_code == 200
            assert "javascript:" not in reply.text
    assert 'href="/teach/cohorts/' in usual


def test_the_page_says_where_everyone_is(staff: FlaskClient, room: Classroom) -> None:
    text = staff.get(page(room)).text
    numbers = re.findall(r'class="stat-value">(\d+)</span> <span class="stat-label">([^<]*)<', text)
    assert numbers == [
        ("4", "Enrolled"),
        ("2", "Active in 7 days"),
        ("0", "With work to mark"),
    ]
    assert "4 of 4" in text
    assert "Never" in text
    assert "10 days ago" in text or "1 week ago" in text
    assert 'aria-sort="descending"' in text
    assert text.count("aria-sort") == 1
    assert "/certificate.pdf" in text


def test_the_join_link_and_code_can_be_copied(staff: FlaskClient, room: Classroom) -> None:
    code = room.cohort.join_code
    assert code is not None
    text = staff.get(page(room)).text
    assert f'value="http://localhost/join/{code}" readonly' in text
    assert f'value="{code[:5]}-{code[5:]}" readonly' in text


def test_a_cohort_without_learners_says_how_they_join(app: Flask, room: Classroom) -> None:
    staff = browser_of(app, make_staff(room.centre, Role.MANAGER, "boss"))
    empty = make_cohort(room.cohort.course, "Hiver", clock.now())
    text = staff.get(f"/teach/cohorts/{empty.id}").text
    assert "No learner yet" in text
    assert f"/join/{empty.join_code}" in text
    opened = make_cohort(room.cohort.course, "Ouvert", clock.now(), is_open=True)
    assert "http://localhost/courses/" in staff.get(f"/teach/cohorts/{opened.id}").text


def test_the_chart_waits_for_five_learners(staff: FlaskClient, room: Classroom) -> None:
    assert "<desc" not in staff.get(page(room)).text
    room.add("Hugo")
    text = staff.get(page(room)).text
    described = re.search(r"<desc[^>]*>(.*?)</desc>", text)
    assert described is not None
    assert described[1].startswith("0–19 %: 3 learners; 20–39 %: 1 learner;")
    assert "100 %: 1 learner." in described[1]
    assert "style=" not in text


def test_an_enrolment_that_ended_is_not_counted(staff: FlaskClient, room: Classroom) -> None:
    with transaction():
        room.learners["Bruno"].ended_at = clock.now()
        session().add(room.learners["Bruno"])
    assert names(staff, room, "sort=name") == ["Adèle", "Élodie", "Zoé"]


def test_long_lists_have_pages_and_keep_their_question(staff: FlaskClient, room: Classroom) -> None:
    for number in range(26):
        room.add(f"Nadia {number:02}")
    assert len(names(staff, room)) == 25
    last = ["Nadia 22", "Nadia 23", "Nadia 24", "Nadia 25", "Zoé"]
    assert names(staff, room, "sort=name&page=2") == last
    text = staff.get(page(room, "q=nadia&sort=name")).text
    assert "q=nadia&amp;sort=name&amp;page=2" in text
    assert names(staff, room, "q=nadia&sort=name&page=2") == ["Nadia 25"]


@pytest.mark.parametrize("query", ["", "sort=name", "q=a", "q=a&sort=name&show=inactive", "show=completed"])
def test_a_cohort_takes_eight_statements_at_any_size(
    staff: FlaskClient, room: Classroom, count_statements: Counter, query: str
) -> None:
    room.add("Hugo")  # from five learners on there are charts
    staff.get(page(room, query))
    with count_statements() as before:
        staff.get(page(room, query))
    for number in range(30):
        room.add(f"Anna {number}")
    with count_statements() as after:
        staff.get(page(room, query))
    assert len(after) == len(before)
    assert len(after) <= 8 + FRAME, after


def test_the_home_lists_cohorts_with_figures_in_four_statements(
    staff: FlaskClient, room: Classroom, count_statements: Counter
) -> None:
    text = staff.get("/teach").text
    assert re.findall(r"<dd>([^<]*)</dd>", text) == ["4", "2", "31 %", "1"]
    for number in range(30):
        make_cohort(room.cohort.course, f"Printemps {number}", clock.now())
    with count_statements() as statements:
        text = staff.get("/teach").text
    assert len(statements) <= 4 + FRAME, statements
    assert text.count("cohort-row") == 25
    assert "31 cohorts" in text
    assert staff.get("/teach?q=AUTOMNE").text.count("cohort-row") == 1
    assert "No cohort matches" in staff.get("/teach?q=zzz").text


def test_places_of_other_centres_do_not_exist(app: Flask, room: Classroom) -> None:
    other = make_classroom("ailleurs")
    for role in (Role.MANAGER, Role.INSTRUCTOR):
        browser = browser_of(app, make_staff(other.centre, role, f"other-{role}"))
        assert browser.get(page(room)).status_code == 404
        assert f'/teach/cohorts/{room.cohort.id}"' not in browser.get("/teach").text
    assert browser.get("/teach/cohorts/987654").status_code == 404


def test_a_role_on_a_course_or_a_cohort_reaches_no_further(app: Flask, room: Classroom) -> None:
    beside = make_cohort(room.cohort.course, "Hiver", clock.now())
    of_cohort = browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "one", cohort_id=room.cohort.id))
    assert of_cohort.get(page(room)).status_code == 200
    assert of_cohort.get(f"/teach/cohorts/{beside.id}").status_code == 404
    course = room.cohort.course_id
    of_course = browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "two", course_id=course))
    assert of_course.get(f"/teach/cohorts/{beside.id}").status_code == 200


def test_learners_are_refused_and_visitors_sign_in(app: Flask, client: FlaskClient, room: Classroom) -> None:
    assert client.get("/teach").location.startswith("/sign-in")
    user = make_user("pupil@example.org", "Pupil", clock.now())
    make_enrolment(user, room.cohort, clock.now())
    pupil = browser_of(app, user)
    for path in ("/teach", page(room)):
        assert pupil.get(path).status_code == 403
    assert "/teach" not in pupil.get("/today").text


def test_names_that_are_code_stay_text(staff: FlaskClient, room: Classroom) -> None:
    tricky = [payload for payload in PAYLOADS if payload.isprintable()][:20]
    for payload in tricky:
        room.add(payload[:300])
    inside = (
        staff.get(page(room, "sort=-activity&page=1")).text.split('<main id="main"')[1].split("</main>")[0]
    )
    assert "&lt;" in inside
    assert "<script" not in inside.replace('<script type="module"', "")
    assert "<img" not in inside
    assert "<iframe" not in inside


def test_who_only_teaches_begins_where_they_teach(staff: FlaskClient) -> None:
    assert staff.get("/today").location == "/teach"
