"""Jobs: once each, together with what they write, and again later when they fail."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.centres.models import Centre
from lms.core import clock, jobs
from lms.core.db import session, transaction
from lms.core.models import OutboxJob
from tests.factories import make_centre


@pytest.fixture
def fails() -> Iterator[list[bool]]:
    """Kind `test-rename` writes to the only centre, then fails as long as this list is not empty."""
    failing: list[bool] = []

    @jobs.handler("test-rename")
    def rename(payload: dict[str, Any], now: datetime) -> None:
        session().scalars(select(Centre)).one().name = payload["name"]
        session().flush()
        if failing:
            raise RuntimeError("not now")

    yield failing
    jobs._kinds.pop("test-rename")


def queue(name: str, now: datetime, **when: datetime) -> None:
    with transaction():
        jobs.enqueue("test-rename", "key", {"name": name}, now=now, **when)


def name_of_the_centre() -> str:
    session().expire_all()
    return session().scalars(select(Centre)).one().name


def test_a_key_is_used_once_for_ever(app: Flask, fails: list[bool]) -> None:
    make_centre()
    now = clock.now()
    queue("one", now)
    queue("two", now)
    assert jobs.run_due_jobs(now) == 1
    queue("three", now)
    assert jobs.run_due_jobs(now + timedelta(days=1)) == 0
    assert name_of_the_centre() == "one"


def test_a_job_waits_for_its_time(app: Flask, fails: list[bool]) -> None:
    make_centre()
    now = clock.now()
    queue("later", now, run_at=now + timedelta(hours=1))
    assert jobs.run_due_jobs(now) == 0
    assert jobs.run_due_jobs(now + timedelta(hours=1)) == 1


def test_a_failure_writes_nothing_and_is_tried_again_later(app: Flask, fails: list[bool]) -> None:
    make_centre()
    now = clock.now()
    queue("done", now)
    fails.append(True)
    assert jobs.run_due_jobs(now) == 0
    assert name_of_the_centre() == "Centre Horizon"
    job = session().scalars(select(OutboxJob)).one()
    assert (job.tries, job.done_at) == (1, None)
    assert "not now" in (job.error or "")
    assert jobs.run_due_jobs(now) == 0
    assert session().scalars(select(OutboxJob)).one().tries == 1
    fails.clear()
    assert jobs.run_due_jobs(now + jobs.FIRST_RETRY) == 1
    assert name_of_the_centre() == "done"


def test_a_job_that_always_fails_is_given_up(app: Flask, fails: list[bool]) -> None:
    make_centre()
    now = clock.now()
    queue("never", now)
    fails.append(True)
    for days in range(jobs.MAX_TRIES + 5):
        jobs.run_due_jobs(now + timedelta(days=days))
    session().expire_all()
    assert session().scalars(select(OutboxJob)).one().tries == jobs.MAX_TRIES


def test_a_job_that_another_worker_finished_is_left_alone(app: Flask) -> None:
    """An outside effect may take longer than its claim: whoever ends second changes nothing."""
    now = clock.now()

    @jobs.handler("test-slow", outside=True)
    def finish_twice(payload: dict[str, Any], now: datetime) -> None:
        with transaction() as current:
            current.scalars(select(OutboxJob).execution_options(populate_existing=True)).one().done_at = now

    with transaction():
        jobs.enqueue("test-slow", "key", {}, now=now)
    (job_id,) = jobs.due_job_ids(now)
    assert jobs.run_job(job_id, now) is False
    jobs._kinds.pop("test-slow")
    assert session().scalars(select(OutboxJob.tries)).one() == 0
    assert jobs.run_job(job_id, now) is False, "it is done"
    assert jobs.run_job(job_id + 1, now) is False, "there is none"


def test_no_jobs_are_no_statement(app: Flask) -> None:
    assert jobs.enqueue_all("mail", {}, now=clock.now()) == set()
    assert jobs.due_job_ids(clock.now()) == []
