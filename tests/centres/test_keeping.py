"""What is past its period goes, once a day and in batches, is counted before and noted after; what proves training stays."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update

from lms.accounts import services as accounts
from lms.accounts.models import LoginSession
from lms.centres import keeping
from lms.centres.keeping_rules import fault_of, is_due, longest, months_before
from lms.centres.models import Centre
from lms.core import audit, clock, jobs
from lms.core.db import session, transaction
from lms.core.models import AuditEvent, OutboxJob
from lms.core.permissions import Role
from lms.core.retention import Kind
from lms.people.inviting import Inviter, invite
from lms.people.models import Invitation
from lms.people.rules import Offer, Place
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre
from tests.learning.reading import words

YEAR = timedelta(days=366)
PERIODS = {
    "acts": "36",
    "mails": "1",
    "sign_ins": "6",
    "invitations": "1",
    "attendance": "36",
    "births": "6",
    "rosters": "1",
    "adaptations": "1",
}


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais")


def kinds() -> list[Kind]:
    found: list[Kind] = current_app.extensions["lms"].retention
    return found


def act(centre: Centre, ago: timedelta, times: int = 1) -> None:
    with transaction():
        for _time in range(times):
            place = ("cohort", 7)
            audit.record(
                "cohort.created", actor_id=None, centre_id=centre.id, on=place, now=clock.now() - ago
            )


def count(model: type) -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(model)) or 0


def test_months_are_counted_on_the_calendar() -> None:
    noon = datetime(2027, 3, 31, 12, tzinfo=UTC)
    assert months_before(noon, 1) == datetime(2027, 2, 28, 12, tzinfo=UTC)
    assert months_before(noon, 3) == datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert months_before(noon, 72) == datetime(2021, 3, 31, 12, tzinfo=UTC)


def test_a_run_is_due_once_a_day_and_periods_have_bounds() -> None:
    now = datetime(2027, 3, 31, 12, tzinfo=UTC)
    assert is_due(None, now)
    assert is_due(now - timedelta(days=1), now)
    assert not is_due(now - timedelta(hours=23), now)
    assert longest([3, 12, 6]) == 12
    assert fault_of({"acts": 36}, {"acts": (36, 120)}) is None
    fault = fault_of({"acts": 35}, {"acts": (36, 120)})
    assert fault
    assert (fault[0], fault[1].params) == ("acts", {"least": 36, "most": 120})


def test_old_acts_go_in_batches_and_the_run_is_noted(
    app: Flask, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "BATCH", 2)
    act(centre, 7 * YEAR, times=5)
    act(centre, 5 * YEAR)
    act(make_centre("ailleurs"), YEAR)
    now = clock.now()
    assert next((due.kind.key, due.count(centre.id)) for due in keeping.due_of(centre, kinds(), now)) == (
        "acts",
        5,
    )
    assert keeping.clean_due(kinds(), now) == 5
    assert count(AuditEvent) == 3
    noted = session().scalars(select(AuditEvent).where(AuditEvent.action == "retention.ran")).one()
    assert (noted.centre_id, noted.details) == (centre.id, {"acts": 5})
    assert session().get_one(Centre, centre.id, populate_existing=True).cleaned_at == now
    act(centre, 7 * YEAR)
    assert keeping.clean_due(kinds(), now + timedelta(hours=1)) == 0
    assert keeping.clean_due(kinds(), now + timedelta(days=1)) == 1


def test_nothing_else_may_touch_the_log(app: Flask, centre: Centre) -> None:
    act(centre, YEAR)
    for statement in (delete(AuditEvent), update(AuditEvent).values(action="x")):
        with pytest.raises(RuntimeError, match="append-only"), transaction() as current:
            current.execute(statement)
    with pytest.raises(RuntimeError, match="append-only"), transaction() as current:
        current.execute(update(AuditEvent).values(action="x").execution_options(is_past_its_period=True))


def test_a_mail_loses_what_it_said_and_is_not_sent_twice(app: Flask, centre: Centre) -> None:
    then = clock.now() - YEAR
    with transaction() as current:
        for key in ("done", "waits"):
            jobs.enqueue("mail", key, {"to": "lea@example.org"}, now=then)
        current.execute(update(OutboxJob).where(OutboxJob.key == "mail:done").values(done_at=then))
    assert keeping.clean_due(kinds(), clock.now()) == 1
    with transaction():
        jobs.enqueue("mail", "done", {"to": "lea@example.org"}, now=clock.now())
    session().rollback()
    held = {
        job.key: job.payload
        for job in session().scalars(select(OutboxJob).execution_options(populate_existing=True))
    }
    assert held == {"mail:done": {}, "mail:waits": {"to": "lea@example.org"}}
    assert keeping.clean_due(kinds(), clock.now() + timedelta(days=1)) == 0


def test_sign_ins_wait_for_the_longest_period_and_the_last_one_stays(app: Flask, centre: Centre) -> None:
    boss = make_staff(centre, Role.MANAGER, "boss")
    with transaction():
        for months in (30, 24, 9):
            accounts.open_session(user_id=boss.id, device="", now=clock.now() - timedelta(days=30.5 * months))
        for place, months in ((centre, 6), (make_centre_here("b"), 12)):
            session().get_one(Centre, place.id).retention = {"sign_ins": months}
    assert keeping.clean_due(kinds(), clock.now()) == 2
    with transaction():
        for held in session().scalars(select(Centre)):
            held.retention = {"sign_ins": 6}
    assert keeping.clean_due(kinds(), clock.now() + timedelta(days=1)) == 0
    assert count(LoginSession) == 1


def make_centre_here(slug: str) -> Centre:
    """A centre, in the transaction that runs."""
    made = Centre(slug=slug, name=slug, created_at=clock.now())
    session().add(made)
    session().flush()
    return made


def test_invitations_that_are_over_go(app: Flask, centre: Centre) -> None:
    boss = make_staff(centre, Role.MANAGER, "boss")
    for ago in (2 * YEAR, timedelta(days=40), timedelta()):
        inviter = Inviter(boss.id, "secret", clock.now() - ago)
        offer = Offer(centre.id, Role.MARKER, Place())
        with transaction():
            invite(offer=offer, addresses=[f"p{ago.days}@example.org"], inviter=inviter)
    assert keeping.clean_due(kinds(), clock.now()) == 1
    assert count(Invitation) == 2


def test_the_page_shows_the_next_run_and_keeps_periods_within_the_law(app: Flask, centre: Centre) -> None:
    manager: FlaskClient = browser_of(app, make_staff(centre, Role.MANAGER, "boss"))
    act(centre, 4 * YEAR, times=3)
    place = f"/centres/{centre.id}/settings"
    page = words(manager.get(place).text)
    assert "Audit log 0, from before" in page
    assert "Nothing was looked for yet." in page
    assert post(manager, f"{place}/keep", {**PERIODS, "acts": "12"}).status_code == 422
    assert post(manager, f"{place}/keep", PERIODS).status_code == 303
    assert "Audit log 3, from before" in words(manager.get(place).text)
    assert keeping.clean_due(kinds(), clock.now()) == 3
    assert "The last run was on" in words(manager.get(place).text)
    session().rollback()
    log = session().scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(one.action, one.details) for one in log] == [
        (
            "centre.retention_changed",
            {"fields": "acts, mails, sign_ins, invitations, attendance, births, rosters, adaptations"},
        ),
        ("retention.ran", {"acts": 3}),
    ]


def test_the_worker_does_it(app: Flask) -> None:
    (task,) = (one for one in app.extensions["lms"].periodic if one.lease == "retention")
    assert task.run(clock.now()) == 0
