"""The heat map: what cells say, in every view and order, in few statements; its sums and its export are the cells added up."""

import csv
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from lms.cohorts.services import latest_document
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.followup.grid import Asked, heads_of, sums_of
from lms.followup.heat_map import every_line, lines_of
from lms.followup.map_rules import Cell, State, View, cell_of, sum_of
from lms.progress.facts import ItemFacts
from lms.progress.models import ItemFact
from lms.quiz.engine.scoring import shown_percent
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import NOW, make_enrolment, make_user
from tests.followup.classroom import Classroom, make_classroom
from tests.learning.reading import words

Counter = Callable[[], AbstractContextManager[list[str]]]
SCORES = [None, Decimal(0), Decimal("0.3333"), Decimal("0.7"), Decimal(1)]


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


@pytest.fixture
def staff(app: Flask, room: Classroom) -> FlaskClient:
    return browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "teacher"))


def place(room: Classroom, **asked: str) -> str:
    return f"/teach/cohorts/{room.cohort.id}/map?" + "&".join(
        f"{name}={value}" for name, value in asked.items()
    )


@pytest.mark.parametrize(
    ("view", "facts", "is_quiz", "cell"),
    [
        (View.DONE, None, False, Cell(State.ABSENT)),
        (View.DONE, ItemFacts(), False, Cell(State.UNTOUCHED)),
        (View.DONE, ItemFacts(opened_at=NOW), False, Cell(State.BEGUN, None, 1)),
        (View.DONE, ItemFacts(done_at=NOW), False, Cell(State.DONE, None, 5)),
        (View.DONE, ItemFacts(done_at=NOW, awaits_mark=True), True, Cell(State.TO_MARK, None, 3)),
        (View.DONE, ItemFacts(attempts=1, score=Decimal("0.2")), True, Cell(State.FAILED, None, 2)),
        (View.DONE, ItemFacts(done_at=NOW, excused_at=NOW), False, Cell(State.EXCUSED)),
        (View.SCORE, ItemFacts(score=Decimal(1), excused_at=NOW), True, Cell(State.EXCUSED)),
        (View.SCORE, ItemFacts(attempts=1), True, Cell(State.BEGUN)),
        (View.SCORE, ItemFacts(score=Decimal("0.6999"), attempts=1), True, Cell(State.FAILED, 69, 4)),
        (View.SCORE, ItemFacts(score=Decimal(1), passed_at=NOW), True, Cell(State.PASSED, 100, 5)),
        (View.SCORE, ItemFacts(score=Decimal(0), attempts=1), True, Cell(State.FAILED, 0, 1)),
        (View.SEEN, ItemFacts(attempts=1), True, Cell(State.BEGUN)),
        (View.SEEN, ItemFacts(opened_at=NOW), False, Cell(State.BEGUN, 0, 5)),
        (View.SEEN, ItemFacts(opened_at=NOW - timedelta(days=6)), False, Cell(State.BEGUN, 6, 3)),
        (View.SEEN, ItemFacts(opened_at=NOW - timedelta(days=40)), False, Cell(State.BEGUN, 40, 1)),
    ],
)
def test_what_a_cell_says(view: View, facts: ItemFacts | None, is_quiz: bool, cell: Cell) -> None:
    pass_percent = 70 if is_quiz else None
    assert cell_of(view, facts, pass_percent=pass_percent, now=NOW) == cell


def test_each_view_shows_every_learner(staff: FlaskClient, room: Classroom) -> None:
    for view, word in (("done", "Done"), ("score", "Mean (%)"), ("seen", "over 14 days"), ("x", "Done")):
        page = staff.get(place(room, view=view))
        assert page.status_code == 200
        assert word in words(page.text)
        assert [name for name in room.learners if name not in words(page.text)] == []


def test_names_and_items_sort_both_ways(staff: FlaskClient, room: Classroom) -> None:
    for sort in ("name", "-name", "bienvenue", "-bienvenue"):
        for view in View:
            page = words(staff.get(place(room, sort=sort, view=view)).text)
            assert "Zoé" in page
    up, down = (words(staff.get(place(room, sort=sort)).text) for sort in ("name", "-name"))
    assert up.index("Adèle") < up.index("Zoé")
    assert down.index("Adèle") > down.index("Zoé")


def test_what_an_address_can_t_mean_is_left_out(staff: FlaskClient, room: Classroom) -> None:
    for asked in (
        {"page": "-3"},
        {"page": "99999999999"},
        {"sort": "'; drop"},
        {"module": "x"},
        {"view": "é"},
    ):
        assert staff.get(place(room, **asked)).status_code == 200
    assert "Répondre" not in words(staff.get(place(room, module="accueil")).text).split("Show")[1]


def test_the_map_costs_the_same_for_any_number_of_learners(
    staff: FlaskClient, room: Classroom, count_statements: Counter
) -> None:
    counts = []
    for number in range(2):
        with count_statements() as statements:
            staff.get(place(room))
        counts.append(len(statements))
        for index in range(10):
            user = make_user(f"m{number}-{index}@example.org", "M", clock.now(), password=None)
            make_enrolment(user, room.cohort, clock.now())
    assert counts[0] == counts[1] <= 8  # the session, the banner and the navigation are three of them


def test_the_export_says_what_the_map_says(staff: FlaskClient, room: Classroom) -> None:
    reply = post(staff, place(room).replace("?", "/export"), {"format": "json", "view": "done"})
    rows = json.loads(reply.get_data())
    assert {row["name"] for row in rows} == set(room.learners)
    assert {row["name"]: row["bienvenue"] for row in rows}["Bruno"] == "Not started"
    sheet = post(staff, place(room).replace("?", "/export"), {"format": "csv", "view": "score"})
    assert len(list(csv.reader(io.StringIO(sheet.get_data(as_text=True))))) == 1 + len(room.learners)
    noted = session().scalars(select(AuditEvent.details).where(AuditEvent.action == "map.exported")).all()
    assert [one["view"] for one in noted] == ["done", "score"]
    assert post(staff, place(room).replace("?", "/export"), {"format": "x"}).status_code == 422


facts = st.fixed_dictionaries(
    {"score": st.sampled_from(SCORES), "done": st.booleans(), "awaits_mark": st.booleans()}
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.data())
def test_sums_are_the_cells_added_up(app: Flask, room: Classroom, data: st.DataObject) -> None:
    document = latest_document(room.cohort)
    keys = [item.id for _, item in document.items()]
    ids = [enrolment.id for enrolment in room.learners.values()]
    with transaction() as current:
        current.execute(delete(ItemFact).where(ItemFact.enrolment_id.in_(ids)))
        for enrolment_id in ids:
            for key in data.draw(st.sets(st.sampled_from(keys))):
                drawn = data.draw(facts)
                done_at = NOW if drawn.pop("done") else None
                current.add(
                    ItemFact(enrolment_id=enrolment_id, item_key=key, done_at=done_at, attempts=1, **drawn)
                )
    for view in (View.DONE, View.SCORE):
        heads = heads_of(document, view, None)
        lines = lines_of(room.cohort.id, heads, Asked(view, None, "name", is_descending=False), NOW)
        assert lines == list(every_line(room.cohort.id, heads, view, NOW))
        sums = sums_of(room.cohort.id, heads)
        for place_of_head, head in enumerate(heads):
            known = session().scalars(select(ItemFact).where(ItemFact.item_key == head.item.id)).all()
            scores = [one.score for one in known if one.score is not None]
            mean = shown_percent(sum(scores, Decimal(0)) / len(scores), 0) if scores else None
            total = sums[head.item.id]
            assert (total.done, total.scored, total.mean) == (
                sum(one.done_at is not None for one in known),
                len(scores),
                mean,
            )
            if view is View.SCORE:
                assert sum(line.cells[place_of_head].value is not None for line in lines) == total.scored
    session().rollback()


def test_nothing_sums_to_nothing() -> None:
    assert sum_of([]).mean is None
