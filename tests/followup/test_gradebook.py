"""The gradebook: marks with their words, in few statements; means, states and the export are those of each learner's report."""

import csv
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from lms.cohorts.models import Enrolment
from lms.cohorts.services import latest_document
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.followup.gradebook import every_line, lines_of
from lms.followup.grid import EXPORTED_AT_ONCE, Asked, heads_of
from lms.followup.map_rules import View
from lms.followup.mark_rules import NO_WORK, Mark, Standing, Work, mark_of
from lms.progress import decisions
from lms.progress.facts import ItemFacts, Own
from lms.progress.models import ItemFact
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import NOW, make_enrolment, make_user
from tests.followup.classroom import Classroom, make_classroom
from tests.learning.reading import words
from tests.progress.study import Learner

Counter = Callable[[], AbstractContextManager[list[str]]]
QUIZ = "quiz-accueil"


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


@pytest.fixture
def staff(app: Flask, room: Classroom) -> FlaskClient:
    return browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "teacher"))


def place(room: Classroom, tail: str = "") -> str:
    return f"/teach/cohorts/{room.cohort.id}/gradebook{tail}"


def marks_place(room: Classroom, name: str) -> str:
    return f"/teach/cohorts/{room.cohort.id}/learners/{room.learners[name].id}/marks"


HALF, MOST = Decimal("0.5"), Decimal("0.9")
RUNNING, WAITING, LATE = Work(is_running=True), Work(to_mark=1), Work(is_late=True)


@pytest.mark.parametrize(
    ("facts", "work", "pass_percent", "mark"),
    [
        (None, NO_WORK, 70, Mark(Standing.ABSENT)),
        (ItemFacts(), NO_WORK, 70, Mark(Standing.UNTOUCHED)),
        (ItemFacts(opened_at=NOW), NO_WORK, 70, Mark(Standing.BEGUN)),
        (ItemFacts(), RUNNING, 70, Mark(Standing.BEGUN)),
        (ItemFacts(attempts=1), NO_WORK, 70, Mark(Standing.SUBMITTED)),
        (ItemFacts(attempts=1, awaits_mark=True), WAITING, 70, Mark(Standing.TO_MARK)),
        (ItemFacts(attempts=1, awaits_mark=True), NO_WORK, 70, Mark(Standing.HELD)),
        (ItemFacts(attempts=1, score=HALF), LATE, 70, Mark(Standing.FAILED, 50, is_late=True)),
        (ItemFacts(attempts=1, score=Decimal("0.6999")), NO_WORK, 70, Mark(Standing.FAILED, 69)),
        (ItemFacts(score=MOST, passed_at=NOW), NO_WORK, 70, Mark(Standing.PASSED, 90)),
        (ItemFacts(score=MOST, passed_at=NOW), NO_WORK, 0, Mark(Standing.DONE, 90)),
        (
            ItemFacts(score=MOST, passed_at=NOW, awaits_mark=True),
            WAITING,
            70,
            Mark(Standing.PASSED, 90, waits=Standing.TO_MARK),
        ),
        (ItemFacts(score=HALF, own=Own()), NO_WORK, 70, Mark(Standing.FAILED, 50, is_set=True)),
        (ItemFacts(score=MOST, passed_at=NOW, excused_at=NOW), LATE, 70, Mark(Standing.EXCUSED)),
        (ItemFacts(), NO_WORK, None, Mark(Standing.UNTOUCHED)),
        (ItemFacts(opened_at=NOW), NO_WORK, None, Mark(Standing.BEGUN)),
        (ItemFacts(done_at=NOW), NO_WORK, None, Mark(Standing.DONE)),
    ],
)
def test_what_a_cell_says(facts: ItemFacts | None, work: Work, pass_percent: int | None, mark: Mark) -> None:
    assert mark_of(facts, work, pass_percent) == mark


def test_marks_and_words_lead_to_where_they_come_from(staff: FlaskClient, room: Classroom) -> None:
    decide(room, "Zoé", "excuse", QUIZ)
    decide(room, "Bruno", "set_mark", "quiz-final", score=MOST)
    page = staff.get(place(room))
    told = words(page.text)
    for word in ("100 % Passed", "90 % Passed, changed by hand", "Excused", "Not started", "of 1 mark"):
        assert word in told
    assert f'href="{marks_place(room, "Zoé")}/{QUIZ}"' in page.text
    assert place(room) in staff.get(f"/teach/cohorts/{room.cohort.id}").text


def decide(room: Classroom, name: str, act: str, key: str, **more: Any) -> None:
    ruling = decisions.Ruling(room.learners[name].user_id, "Motif")
    with transaction():
        getattr(decisions, act)(
            enrolment_id=room.learners[name].id, item_key=key, ruling=ruling, now=NOW, **more
        )


@pytest.mark.parametrize(
    "asked", ["sort=-name", f"sort={QUIZ}", "sort=%27", "page=99999999999", "module=x", "module=accueil"]
)
def test_what_an_address_asks_for(staff: FlaskClient, room: Classroom, asked: str) -> None:
    assert staff.get(place(room, f"?{asked}")).status_code == 200


def test_excused_marks_sort_as_if_there_were_none(staff: FlaskClient, room: Classroom) -> None:
    Learner(room.learners["Zoé"]).submits(QUIZ, "0.7")
    decide(room, "Élodie", "excuse", QUIZ)
    heads = heads_of(latest_document(room.cohort), View.SCORE, None)
    asked = Asked(View.SCORE, None, QUIZ, is_descending=True)
    assert lines_of(room.cohort.id, heads, asked)[0].name == "Zoé"


def test_one_learner_s_marks(staff: FlaskClient, room: Classroom) -> None:
    decide(room, "Zoé", "excuse", QUIZ)
    told = words(staff.get(marks_place(room, "Zoé")).text)
    assert "Excused by Zoé: Motif" in told
    assert "(excused: 1)" in told
    assert marks_place(room, "Zoé") in staff.get(marks_place(room, "Zoé").removesuffix("/marks")).text


def test_the_export_says_what_the_page_says(staff: FlaskClient, room: Classroom) -> None:
    decide(room, "Zoé", "excuse", QUIZ)
    reply = post(staff, place(room, "/export"), {"format": "json"})
    rows = {row["name"]: row for row in json.loads(reply.get_data())}
    assert set(rows) == set(room.learners)
    assert (rows["Élodie"][QUIZ], rows["Élodie"][f"{QUIZ}:state"]) == (100, "Passed")
    assert (rows["Zoé"][QUIZ], rows["Zoé"][f"{QUIZ}:state"]) == (None, "Excused")
    sheet = post(staff, place(room, "/export"), {"format": "csv"}).get_data(as_text=True)
    assert len(list(csv.reader(io.StringIO(sheet)))) == 1 + len(room.learners)
    with post(staff, place(room, "/export"), {"format": "xlsx"}) as book:
        assert book.status_code == 200
    assert post(staff, place(room, "/export"), {"format": "x"}).status_code == 422
    noted = select(AuditEvent).where(AuditEvent.action == "gradebook.exported")
    assert [one.details["format"] for one in session().scalars(noted)] == ["json", "csv", "xlsx"]


def test_a_name_is_no_formula(staff: FlaskClient, room: Classroom) -> None:
    room.add('=HYPERLINK("http://x")')
    sheet = post(staff, place(room, "/export"), {"format": "csv"}).get_data(as_text=True)
    names = [row[0] for row in csv.reader(io.StringIO(sheet))]
    assert '\'=HYPERLINK("http://x")' in names


def fill(room: Classroom, learners: int) -> None:
    """Many learners with a mark in every quiz, in a few statements."""
    template = room.learners["Bruno"]
    copied = {
        column.key: getattr(template, column.key)
        for column in Enrolment.__table__.columns
        if column.key not in ("id", "user_id", "printed_name", "name_key")
    }
    first = make_user("crowd@example.org", "Crowd", NOW, password=None)
    with transaction() as current:
        users = [
            {
                "email": f"c{n}@example.org",
                "email_key": f"C{n}",
                "name": "C",
                "created_at": NOW,
                "language": "fr",
            }
            for n in range(learners)
        ]
        ids = list(current.scalars(insert(type(first)).returning(type(first).id), users))
        rows = [
            {**copied, "user_id": id_, "printed_name": f"C{id_}", "name_key": f"c{id_:06}"} for id_ in ids
        ]
        own = list(current.scalars(insert(Enrolment).returning(Enrolment.id), rows))
        keys = [item.id for _, item in latest_document(room.cohort).items()]
        facts = [
            {"enrolment_id": id_, "item_key": key, "attempts": 1, "score": HALF}
            for id_ in own
            for key in keys
        ]
        current.execute(insert(ItemFact), facts)


def test_the_pages_and_the_export_cost_the_same_for_any_number(
    staff: FlaskClient, room: Classroom, count_statements: Counter
) -> None:
    heads = heads_of(latest_document(room.cohort), View.SCORE, None)
    counts = []
    for learners in (0, EXPORTED_AT_ONCE - len(room.learners)):
        fill(room, learners) if learners else None
        one = []
        for url in (place(room), marks_place(room, "Zoé"), f"/teach/cohorts/{room.cohort.id}/map"):
            with count_statements() as statements:
                assert staff.get(url).status_code == 200
            one.append(len(statements))
        with count_statements() as statements:
            lines = list(every_line(room.cohort.id, heads))
        counts.append((*one, len(statements)))
    assert counts[0] == counts[1]
    assert counts[1][0] <= 9  # the session, the banner and the navigation are three of them
    assert counts[1][3] <= 4
    assert len(lines) == EXPORTED_AT_ONCE


def test_newcomers_and_an_empty_cohort(staff: FlaskClient, room: Classroom) -> None:
    user = make_user("new@example.org", "Neuve", clock.now(), password=None)
    make_enrolment(user, room.cohort, clock.now())
    assert "Neuve" in words(staff.get(place(room)).text)
    with transaction() as current:
        for one in current.scalars(select(Enrolment)):
            one.ended_at = NOW
    assert "No learner yet" in words(staff.get(place(room)).text)
