"""Jobs: the outbox table is the queue (see docs/decisions/0001).

A service inserts a row in its transaction; the worker runs due rows. A handler's effect and the row's *done* commit together, unless
the effect is outside the database (mail, a file): then the handler runs without a transaction, which on SQLite would keep everyone else
from writing, and happens at least once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from lms.core.db import session, transaction
from lms.core.models import OutboxJob

Handler = Callable[[dict[str, Any], datetime], None]
MAX_TRIES = 12
FIRST_RETRY = timedelta(seconds=10)
CLAIM = timedelta(minutes=5)
"""How long a worker that runs an outside effect keeps others from it; after that the worker is taken for dead."""


@dataclass(frozen=True)
class _Kind:
    run: Handler
    is_outside: bool


_kinds: dict[str, _Kind] = {}


def handler(kind: str, *, outside: bool = False) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind`; it takes (payload, now).

    It runs inside a transaction; with `outside`, without one, and opens its own if it writes.
    """

    def register(function: Handler) -> Handler:
        _kinds[kind] = _Kind(function, outside)
        return function

    return register


def enqueue(
    kind: str, key: str, payload: dict[str, Any], *, now: datetime, run_at: datetime | None = None
) -> None:
    """Insert a job in the current transaction. `key` makes it unique for ever: a second one with it is ignored."""
    enqueue_all(kind, {key: payload}, now=now, run_at=run_at)


def enqueue_all(
    kind: str, payloads: Mapping[str, dict[str, Any]], *, now: datetime, run_at: datetime | None = None
) -> set[str]:
    """Insert many jobs of a kind at once, by their keys; which keys are new. Of two that insert one at once, one has it as new."""
    values = [
        {
            "kind": kind,
            "key": f"{kind}:{key}",
            "payload": payload,
            "created_at": now,
            "run_at": run_at or now,
            "tries": 0,
        }
        for key, payload in payloads.items()
    ]
    if not values:
        return set()
    insert = sqlite.insert if session().get_bind().dialect.name == "sqlite" else postgresql.insert
    added = insert(OutboxJob).on_conflict_do_nothing(index_elements=[OutboxJob.key]).returning(OutboxJob.key)
    return {key.removeprefix(f"{kind}:") for key in session().scalars(added, values)}


def due_job_ids(now: datetime, limit: int = 100) -> list[int]:
    """Ids of jobs to run now, oldest first."""
    due = select(OutboxJob.id).where(
        OutboxJob.done_at.is_(None), OutboxJob.run_at <= now, OutboxJob.tries < MAX_TRIES
    )
    return list(session().scalars(due.order_by(OutboxJob.run_at, OutboxJob.id).limit(limit)))


def run_job(job_id: int, now: datetime) -> bool:
    """Run one job; on failure note the error and wait twice as long before the next try. True when done."""
    try:
        claimed = _claim(job_id, now)
        if claimed is None:
            return False
        if claimed.is_outside:
            claimed.run(claimed.payload, now)
        with transaction() as current:
            job = current.get_one(OutboxJob, job_id, populate_existing=True, with_for_update=True)
            if job.done_at is not None:
                return False
            if not claimed.is_outside:
                claimed.run(claimed.payload, now)
            job.done_at = now
            job.tries += 1
            return True
    except Exception as error:  # the worker goes on with the next job
        structlog.get_logger().exception("job failed", job_id=job_id)
        session().rollback()  # PostgreSQL takes no statement after one that failed outside of a transaction of ours
        _note_failure(job_id, now, f"{type(error).__name__}: {error}"[:500])
        return False


@dataclass(frozen=True)
class _Claimed:
    run: Handler
    is_outside: bool
    payload: dict[str, Any]


def _claim(job_id: int, now: datetime) -> _Claimed | None:
    """Take a due job for this worker, None when another has it: its next run is put off until the claim ends."""
    with transaction() as current:
        due = (
            select(OutboxJob)
            .where(OutboxJob.id == job_id, OutboxJob.done_at.is_(None), OutboxJob.run_at <= now)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        job = current.scalar(due)
        if job is None:
            return None
        job.run_at = now + CLAIM
        kind = _kinds[job.kind]
        return _Claimed(kind.run, kind.is_outside, job.payload)


def _note_failure(job_id: int, now: datetime, error: str) -> None:
    with transaction() as current:
        job = current.get(OutboxJob, job_id, populate_existing=True)
        assert job is not None
        job.tries += 1
        job.error = error
        job.run_at = now + FIRST_RETRY * 2 ** (job.tries - 1)


def run_due_jobs(now: datetime) -> int:
    """Run what is due, once each; returns how many were done."""
    return sum(run_job(job_id, now) for job_id in due_job_ids(now))
