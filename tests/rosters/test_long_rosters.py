"""A roster that is too long to be entered at once: the worker does it, and its page says how far it is."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from lms.core import clock
from lms.core.db import transaction
from lms.core.jobs import run_due_jobs
from lms.core.storage import storage
from lms.rosters import how_far, services
from tests.followup.classroom import make_classroom
from tests.rosters.test_rosters import Desk

ROWS = 1_200


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app, make_classroom())


@pytest.fixture
def place(desk: Desk) -> str:
    """A long roster under way; one of its people is in the group already."""
    known = next(iter(desk.people()))
    rows = [f"{known};Zoé", *(f"p{number}@example.org;P {number}" for number in range(ROWS - 1))]
    place = desk.send("\n".join(["mail;nom", *rows]))
    assert desk.apply(place).status_code == 303
    return place


def _work(app: Flask) -> None:
    with app.test_request_context(base_url=app.config["LMS"].base_url):
        run_due_jobs(clock.now())


def _state(desk: Desk, place: str) -> tuple[str, int]:
    found: Any = desk.browser.get(f"{place}/state").json
    return found["state"], found["rows"]


def test_the_worker_enters_it(app: Flask, desk: Desk, place: str) -> None:
    page = desk.page(place)
    assert "1200 people are being entered" in page
    assert "0 of 1,200 rows" in page
    assert _state(desk, place) == ("applying", 0)
    _work(app)
    assert _state(desk, place)[0] == "applied"
    assert len(desk.people()) == 4 + ROWS - 1
    assert not storage().exists(f"rosters/{place.rsplit('/', 1)[1]}.rows")


def test_the_page_says_how_far_it_is(
    app: Flask,
    desk: Desk,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While the transaction runs, and on SQLite nobody else can write."""
    told: list[int] = []
    note = how_far.note

    def noted(roster_id: int, rows: int) -> None:
        note(roster_id, rows)
        told.append(how_far.rows_done(roster_id))

    monkeypatch.setattr(how_far, "note", noted)
    _work(app)
    assert told == [1, 501, 1_001, ROWS]


def test_what_was_told_is_shown(desk: Desk, place: str) -> None:
    how_far.note(int(place.rsplit("/", 1)[1]), 501)
    assert "501 of 1,200 rows" in desk.page(place)
    assert '<progress class="progress-bar" value="501" max="1200"' in desk.browser.get(place).text
    assert _state(desk, place) == ("applying", 501)
    assert desk.browser.get(f"{place}/state?lang=fr").status_code == 200


def test_a_try_that_fails_enters_nobody_and_the_next_one_counts_anew(
    app: Flask,
    desk: Desk,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = desk.people()
    apply = services.apply

    def fails(*, roster_id: int, now: datetime, note: services.Note) -> None:
        apply(roster_id=roster_id, now=now, note=note)
        raise RuntimeError("the machine went down")

    monkeypatch.setattr(services, "apply", fails)
    _work(app)
    assert desk.people() == before
    assert _state(desk, place) == ("applying", ROWS)
    monkeypatch.undo()
    told: list[int] = []
    with transaction():
        services.apply(roster_id=int(place.rsplit("/", 1)[1]), now=clock.now(), note=told.append)
    assert told[0] == 1
    assert len(desk.people()) == 4 + ROWS - 1
