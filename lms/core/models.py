"""Tables of the floor: the audit log, the outbox of jobs, the throttle's counters, and leases."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import BigInt, Model, append_only


@append_only
class AuditEvent(Model):
    """A staff act, written in the transaction of the act; append-only; names no person but by id."""

    __tablename__ = "audit_event"

    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigInt)
    centre_id: Mapped[int | None] = mapped_column(BigInt, index=True)
    action: Mapped[str] = mapped_column(String(80))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int | None] = mapped_column(BigInt)
    details: Mapped[dict[str, Any]]


class OutboxJob(Model):
    """Work to do after a commit: inserted by the transaction that wants it, marked done in that of its effect."""

    __tablename__ = "outbox_job"
    __table_args__ = (
        Index(
            "ix_outbox_job_due",
            "run_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    run_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(500))


class ThrottleCounter(Model):
    """One fixed window of the rate limiter (see `core.throttle`)."""

    __tablename__ = "throttle_counter"

    key: Mapped[str] = mapped_column(String(200), unique=True)
    hits: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Lease(Model):
    """Who does a periodic task until when, so that no two processes do it at once and none leaves it undone."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    holder: Mapped[str] = mapped_column(String(60))
    expires_at: Mapped[datetime]
