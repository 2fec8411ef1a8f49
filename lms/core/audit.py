"""The audit log of staff acts."""

from datetime import datetime
from typing import Any

from lms.core.db import session
from lms.core.models import AuditEvent


def record(
    action: str,
    *,
    actor_id: int | None,
    centre_id: int | None,
    on: tuple[str, int | None],
    now: datetime,
    **details: Any,
) -> None:
    """Write a staff act in the current transaction: `record("certificate.revoked", on=("certificate", 7), …)`."""
    session().add(
        AuditEvent(
            at=now,
            actor_id=actor_id,
            centre_id=centre_id,
            action=action,
            object_type=on[0],
            object_id=on[1],
            details=details,
        )
    )
