"""Issuing: in the transaction that completes the course, once, for good."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from lms.certificates import record as records
from lms.certificates.models import Certificate, CertificateIsImmutable
from lms.certificates.queries import certificate_of
from lms.certificates.services import issue_certificate, revoke_certificate
from lms.cohorts.models import Enrolment
from lms.core import clock, jobs
from lms.core.db import db, session, transaction
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.models import AuditEvent, OutboxJob
from lms.core.permissions import Role
from lms.progress import services as progress
from tests.certificates.holder import Holder, make_holder, make_staff
from tests.cohorts.setting import race
from tests.progress.study import Learner


class Cut(Exception):
    """The power fails."""


Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def holder(app: Flask) -> Holder:
    return make_holder()


def almost(holder: Holder) -> Learner:
    """The holder, one quiz away from the end."""
    learner = Learner(holder.enrolment)
    learner.finishes("bienvenue", clock.now())
    learner.submits("quiz-accueil", "1", clock.now())
    learner.finishes("repondre", clock.now())
    return learner


def test_completing_the_course_issues_the_certificate(holder: Holder) -> None:
    learner = almost(holder)
    assert certificate_of(holder.enrolment.id) is None
    learner.submits("quiz-final", "0.84", clock.now())
    certificate = certificate_of(holder.enrolment.id)
    assert certificate is not None
    assert (certificate.user_id, certificate.centre_id) == (holder.user.id, holder.centre.id)
    sheet = certificate.record["sheet"]
    assert (sheet["name"], sheet["cohort"]) == ("Aïssatou N’Diaye", "Automne 2026")
    assert sheet["result"] == "Quiz final\xa0: 84\xa0%"


def test_a_completion_that_rolls_back_leaves_no_certificate(holder: Holder) -> None:
    learner = almost(holder)
    with pytest.raises(Cut), transaction():  # noqa: PT012 - all of it is one cut transaction
        progress.record_attempt(
            enrolment=learner.enrolment,
            item_key="quiz-final",
            now=clock.now(),
            fraction=Decimal(1),
            passed=True,
            objectives={},
            first_attempt=True,
        )
        assert certificate_of(holder.enrolment.id) is not None
        raise Cut
    assert certificate_of(holder.enrolment.id) is None
    assert session().scalar(select(func.count()).select_from(OutboxJob)) == 0


def test_failing_to_issue_does_not_undo_the_completion(
    holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner = almost(holder)
    with monkeypatch.context() as broken:
        broken.setattr(records, "format_date", lambda *_, **__: 1 / 0)
        learner.submits("quiz-final", "1", clock.now())
    kept = session().get(Enrolment, holder.enrolment.id, populate_existing=True)
    assert kept is not None
    assert kept.completed_at is not None
    assert certificate_of(holder.enrolment.id) is None
    jobs.run_due_jobs(clock.now())
    assert certificate_of(holder.enrolment.id) is not None, "the retry issues it"


def test_issuing_takes_four_statements(holder: Holder, count_statements: Counter) -> None:
    almost(holder)
    with transaction():
        session().execute(
            update(Enrolment).where(Enrolment.id == holder.enrolment.id).values(completed_at=clock.now())
        )
    enrolment_id = holder.enrolment.id
    session().expire_all()
    with transaction(), count_statements() as statements:
        issue_certificate(enrolment_id=enrolment_id, now=clock.now())
    assert len(statements) <= 4, statements


def test_twenty_threads_issue_one_certificate(app: Flask, holder: Holder) -> None:
    almost(holder)
    with transaction():
        session().execute(
            update(Enrolment).where(Enrolment.id == holder.enrolment.id).values(completed_at=clock.now())
        )
    db.session.remove()

    def issue() -> int:
        with transaction():
            return issue_certificate(enrolment_id=holder.enrolment.id, now=clock.now()).id

    results = race(app, *[issue] * 20)
    assert len(set(results)) == 1, results
    assert session().scalar(select(func.count()).select_from(Certificate)) == 1
    assert session().scalar(select(func.count()).select_from(OutboxJob)) == 1


def test_an_unfinished_course_gives_none(holder: Holder) -> None:
    with pytest.raises(Conflict), transaction():
        issue_certificate(enrolment_id=holder.enrolment.id, now=clock.now())
    with pytest.raises(NotFound), transaction():
        issue_certificate(enrolment_id=987654, now=clock.now())


def test_a_course_open_to_all_names_no_cohort(app: Flask) -> None:
    assert make_holder(is_open=True).completes().record["sheet"]["cohort"] is None


def test_a_certificate_never_changes(holder: Holder) -> None:
    certificate = holder.completes()
    changes: list[tuple[str, Any]] = [
        ("record", {}),
        ("code", "X"),
        ("user_id", 987),
        ("issued_at", clock.now()),
    ]
    for name, value in changes:
        with pytest.raises(CertificateIsImmutable), transaction():
            setattr(certificate, name, value)
        session().refresh(certificate)
    with pytest.raises(CertificateIsImmutable), transaction():
        session().delete(certificate)
    with pytest.raises(CertificateIsImmutable), transaction():
        session().execute(update(Certificate).values(code="X"))
    with pytest.raises(CertificateIsImmutable), transaction():
        session().execute(delete(Certificate))


def test_revoking_is_for_good_and_audited(holder: Holder) -> None:
    certificate, staff = holder.completes(), make_staff(holder.centre, Role.MANAGER)

    def revoke(reason_class: str) -> None:
        with transaction():
            revoke_certificate(
                certificate_id=certificate.id, reason_class=reason_class, actor_id=staff.id, now=clock.now()
            )

    with pytest.raises(InvalidInput):
        revoke("because")
    revoke("fraud")
    with pytest.raises(Conflict):
        revoke("replaced")
    kept = certificate_of(holder.enrolment.id)
    assert kept is not None
    assert (kept.revoked_reason, kept.revoked_at is not None) == ("fraud", True)
    event = session().scalars(select(AuditEvent).where(AuditEvent.action == "certificate.revoked")).one()
    assert (event.actor_id, event.object_id, event.details) == (staff.id, certificate.id, {"reason": "fraud"})
