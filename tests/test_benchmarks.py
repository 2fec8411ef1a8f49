"""The benchmarks run and say something of every step. Nothing here is timed: figures are for people to read."""

import time

import httpx
import pytest
from flask import Flask

from benchmarks import floor_app, flow
from benchmarks.app import make_app
from benchmarks.client import STEPS, Browser, Job, Played, reach_quiz
from benchmarks.report import Use, as_data, as_table, percentile, saturated
from benchmarks.world import LESSON, QUIZ, settings_of, world
from lms.core.db import db

pytestmark = pytest.mark.one_database
ADDRESS = "http://127.0.0.1"


def test_learners_play_the_whole_path_without_an_error() -> None:
    run = flow.run("sqlite", 2, 60, flows=2)
    assert run is not None
    data, table = as_data(run), as_table(run)
    assert (data["errors"], data["flows"]) == ({}, 4)
    assert [row["step"] for row in data["steps"]] == list(STEPS)
    assert all(row["requests"] for row in data["steps"]), table
    assert all(f"\n{step} " in table for step in STEPS)
    saves = next(row for row in data["steps"] if row["step"] == "save answer")
    assert saves["requests"] == 40
    assert saves["sql_max"] <= 4
    assert saves["bytes"] <= 1024


def browse(browser: Browser, app: Flask) -> None:
    """Turn a browser to an application of this process."""
    browser.http = httpx.Client(
        transport=httpx.WSGITransport(app=app),
        base_url=ADDRESS,
        cookies=browser.http.cookies,
        headers=browser.http.headers,
    )


def test_the_floor_does_what_a_save_of_the_program_does() -> None:
    with world("sqlite", 1) as place:
        assert place is not None
        settings = settings_of(place.url, place.folder)
        program, floor = make_app(settings), floor_app.make_app(settings)
        person, played = place.learners[0], Played()
        browser = Browser(ADDRESS, played, time.monotonic() + 60)
        browser.http.headers[floor_app.TOKEN] = person.token
        browse(browser, program)
        job = Job(ADDRESS, [], LESSON, QUIZ, 60)
        attempt, choices = reach_quiz(browser, job, person.email, person.password)
        sequence = 0
        for number, app in enumerate(
            (floor, program, floor, program)
        ):  # each goes on where the other stopped
            browse(browser, app)
            sequence = browser.save(attempt, 1, choices[1][number % 2], sequence)
        saves = [sample.statements for sample in played.samples if sample.step == "save answer"]
        with program.app_context():
            db.engine.dispose()
        floor.extensions["engine"].dispose()
    assert (sequence, saves) == (4, [4, 4, 4, 4])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"app": 0.97, "machine": 1.9}, "the app's Python interpreter (1 process, one core each)"),
        ({"machine": 1.9, "client": 0.9}, "the machine's cores"),
        ({"machine": 1.95}, "the machine's cores, most of them taken by other programs"),
        ({"disk_wait": 0.9}, "the disk"),
        ({}, "none of processor and disk: requests waited for locks or for the client"),
    ],
)
def test_the_first_saturated_resource_is_named(changes: dict[str, float], expected: str) -> None:
    calm = {"app": 0.5, "worker": 0.0, "database": None, "client": 0.2, "machine": 0.8, "disk_wait": 0.1}
    rest = {"app_cpu_seconds": None, "app_peak_mb": None, "worker_peak_mb": None}
    assert saturated(Use(cores=2, processes=1, **{**calm, **rest, **changes})) == expected  # type: ignore[arg-type]


def test_percentiles_are_measured_values() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert [percentile(values, percent) for percent in (50, 95, 99, 100)] == [50, 95, 99, 100]
    assert percentile([7.0], 99) == 7
