"""The kill test's own eyes: what it would call lost, invented, marked twice or moved, it finds."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, update

from benchmarks.app import make_app
from benchmarks.kill_checks import Verdict, check
from benchmarks.kill_learners import Crowd
from benchmarks.world import LIMIT, World, settings_of, world
from lms.core.db import db, transaction
from lms.quiz.models import Answer, Attempt, AttemptEvent

pytestmark = pytest.mark.one_database
ADDRESS = "http://127.0.0.1"


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[World, Crowd]]:
    """One attempt, answered and submitted, and its learner's journal."""
    with world("sqlite", 1, limit=LIMIT) as place:
        assert place is not None
        app = make_app(settings_of(place.url, place.folder))
        crowd = Crowd(ADDRESS, place.learners)
        learner = crowd.learners[0]
        learner.http = httpx.Client(transport=httpx.WSGITransport(app=app), base_url=ADDRESS)
        course, submit = learner.sign_in(), learner._submit

        def submit_and_stop(path: str) -> None:
            submit(path)
            crowd.stop.set()

        learner._submit = submit_and_stop  # type: ignore[method-assign]
        learner.live(course)
        yield place, crowd


@pytest.fixture
def copied(played: tuple[World, Crowd], tmp_path: Path) -> tuple[World, Crowd]:
    """The same, on a copy of the database, which may be damaged."""
    place, crowd = played
    copy = tmp_path / "copy.sqlite3"
    with (
        closing(sqlite3.connect(place.url.removeprefix("sqlite:///"))) as whole,
        closing(sqlite3.connect(copy)) as other,
    ):
        whole.backup(other)
    return replace(place, url=f"sqlite:///{copy}"), crowd


def found(place: World, crowd: Crowd, *damage: object) -> Verdict:
    """The verdict after the damage was done to the database."""
    app = make_app(settings_of(place.url, place.folder))
    with app.app_context():
        with transaction() as current:
            for statement in damage:
                current.execute(statement)  # type: ignore[call-overload]
        db.session.remove()
        db.engine.dispose()
    return check(place, crowd, {})


def test_what_is_whole_is_called_whole(played: tuple[World, Crowd]) -> None:
    verdict = found(*played)
    assert verdict.is_clean, verdict.text("sqlite")
    assert (verdict.acknowledged, verdict.submitted) == (40, 1)
    assert "lost 0" in verdict.text("sqlite")


def test_each_damage_is_found(copied: tuple[World, Crowd]) -> None:
    later = update(Attempt).values(due_at=Attempt.started_at)
    verdict = found(
        *copied,
        delete(AttemptEvent).where(AttemptEvent.kind == "marked"),
        update(Answer).where(Answer.slot == 1).values(response={"option": "never"}),
        update(Answer).where(Answer.slot == 2).values(sequence=0),
        update(Attempt).values(receipt_code=None),
        later,
    )
    assert verdict.lost
    assert verdict.invented
    assert len(verdict.marks) == 2
    assert verdict.deadlines
    assert not verdict.is_clean
    assert "!" in verdict.text("sqlite")


def test_a_wait_runs_from_the_kill_to_the_next_acknowledgement(
    played: tuple[World, Crowd], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, crowd = played
    moments = crowd.learners[0].journal.at
    strikes = [moments[0] - timedelta(seconds=2).total_seconds(), moments[-1] + 1]
    monkeypatch.setattr(crowd, "strikes", strikes)
    assert crowd.recoveries() == [pytest.approx(2.0)]
