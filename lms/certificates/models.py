"""Certificates: an immutable record each, and the file that was printed from it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, event, inspect
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from lms.core.db import Model


class Certificate(Model):
    """Issued once per enrolment. `record` holds everything that the sheet and the verification page say."""

    __tablename__ = "certificate"

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    record: Mapped[dict[str, Any]]
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(40))


class CertificateFile(Model):
    """The PDF of a certificate, stored once; the file's name in storage is `storage_key`."""

    __tablename__ = "certificate_file"

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificate.id", ondelete="RESTRICT"), unique=True
    )
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    created_at: Mapped[datetime]


class CertificateIsImmutable(RuntimeError):
    """The program tried to change or delete what was issued: a mistake of ours, never a person's."""


REVOCATION = frozenset({"revoked_at", "revoked_reason"})
IMMUTABLE = (Certificate, CertificateFile)


@event.listens_for(Certificate, "before_update")
@event.listens_for(CertificateFile, "before_update")
def _refuse_update(mapper: Any, connection: Any, target: Any) -> None:
    changed = {attribute.key for attribute in inspect(target).attrs if attribute.history.has_changes()}
    if changed - (REVOCATION if isinstance(target, Certificate) else set()):
        raise CertificateIsImmutable


@event.listens_for(Certificate, "before_delete")
@event.listens_for(CertificateFile, "before_delete")
def _refuse_delete(mapper: Any, connection: Any, target: Any) -> None:
    raise CertificateIsImmutable


@event.listens_for(Session, "do_orm_execute")
def _refuse_statement(state: ORMExecuteState) -> None:
    """The same for UPDATE and DELETE statements, which the events above do not see."""
    if (state.is_update or state.is_delete) and any(
        mapper.class_ in IMMUTABLE for mapper in state.all_mappers
    ):
        raise CertificateIsImmutable
