"""Jobs: the outbox table is the queue (see docs/decisions/0001).

A service inserts a row in its transaction; the worker runs due rows; a handler's effect and the row's *done* commit together. Mail
leaves before the commit and is therefore at least once, with a stable Message-ID.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select

from lms.core.db import session, transaction
from lms.core.models import OutboxJob

Handler = Callable[[dict[str, Any], datetime], None]
_handlers: dict[str, Handler] = {}

MAX_TRIES = 12
FIRST_RETRY = timedelta(seconds=10)


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind`; it takes (payload, now) and runs inside a transaction."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def enqueue(
    kind: str, key: str, payload: dict[str, Any], *, now: datetime, run_at: datetime | None = None
) -> None:
    """Insert a job in the current transaction. `key` makes it unique for ever: a second one with it is ignored."""
    full_key = f"{kind}:{key}"
    pending = session()
    pending.flush()
    if pending.scalar(select(OutboxJob.id).where(OutboxJob.key == full_key)) is None:
        pending.add(
            OutboxJob(
                kind=kind,
                key=full_key,
                payload=payload,
                created_at=now,
                run_at=run_at or now,
                tries=0,
                done_at=None,
                error=None,
            )
        )


def due_job_ids(now: datetime, limit: int = 100) -> list[int]:
    """Ids of jobs to run now, oldest first."""
    due = select(OutboxJob.id).where(
        OutboxJob.done_at.is_(None), OutboxJob.run_at <= now, OutboxJob.tries < MAX_TRIES
    )
    return list(session().scalars(due.order_by(OutboxJob.run_at, OutboxJob.id).limit(limit)))


def run_job(job_id: int, now: datetime) -> bool:
    """Run one job; on failure note the error and wait twice as long before the next try. True when done."""
    try:
        with transaction() as current:
            job = current.scalar(
                select(OutboxJob)
                .where(OutboxJob.id == job_id)
                .with_for_update(skip_locked=True)
                .execution_options(populate_existing=True)
            )
            if job is None or job.done_at is not None:
                return False
            _handlers[job.kind](job.payload, now)
            job.done_at = now
            job.tries += 1
            return True
    except Exception as error:  # the worker goes on with the next job
        structlog.get_logger().exception("job failed", job_id=job_id)
        _note_failure(job_id, now, f"{type(error).__name__}: {error}"[:500])
        return False


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
