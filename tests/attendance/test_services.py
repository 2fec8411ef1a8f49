"""Acts of attendance: once, in time, in a chain, corrected by more acts, by several people at once."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update

from lms.attendance import queries, services, waiting
from lms.attendance.models import AttendanceAct
from lms.attendance.rules import Kind
from lms.centres import configuring
from lms.centres.queries import settings_of
from lms.cohorts import live_sessions, transfers
from lms.cohorts.live_sessions import Meeting
from lms.cohorts.models import LearningEvent
from lms.core.db import session, transaction
from lms.core.errors import Conflict, InvalidInput, LmsError, NotFound
from lms.core.models import AuditEvent, OutboxJob
from lms.progress.queries import report_of
from tests.attendance.group import BEFORE, DAY, ENDS, HOUR, MINUTE, STARTS, Group, make_group, plan
from tests.cohorts.setting import race
from tests.factories import make_cohort, make_enrolment, make_user


@pytest.fixture
def group(app: Flask) -> Group:
    return make_group(app)


def kinds(group: Group) -> list[str]:
    session().rollback()
    found = select(AttendanceAct.kind).where(AttendanceAct.session_id == group.one.id)
    return list(session().scalars(found.order_by(AttendanceAct.number)))


def refused(code: str, act: object, kind: type[LmsError] = Conflict) -> None:
    with pytest.raises(kind) as why:
        act()  # type: ignore[operator]
    assert why.value.reason is not None
    assert why.value.reason.code == code


def test_a_signature_is_one_act_and_one_event_and_changes_no_progress(group: Group) -> None:
    before = report_of(group.learners["Ada"], STARTS)
    assert group.signs("Ada")
    assert not group.signs("Ada", STARTS + MINUTE)
    assert kinds(group) == ["signed"]
    events = session().scalars(select(LearningEvent).where(LearningEvent.kind == services.ATTENDED)).all()
    assert [(event.payload["session"], event.item_key) for event in events] == [(group.one.id, None)]
    assert report_of(group.learners["Ada"], STARTS).done == before.done
    act = session().scalars(select(AttendanceAct)).one()
    assert (act.starts_at, act.ends_at, act.address, act.at) == (STARTS, ENDS, "mark", STARTS)


def test_too_early_too_late_and_as_the_centre_chose(group: Group) -> None:
    refused("attendance.too_early", lambda: group.signs("Ada", STARTS - 16 * MINUTE))
    refused("attendance.too_late", lambda: group.signs("Ada", ENDS + DAY + MINUTE))
    with transaction():
        part = {"sign_before_minutes": 60, "sign_after_hours": 0}
        configuring.change_settings(group.centre.id, part, group.boss.id, STARTS)
    assert settings_of(group.centre.id).sign_after_hours == 0
    assert group.signs("Ada", STARTS - 59 * MINUTE)
    refused("attendance.too_late", lambda: group.signs("Bruno", ENDS + MINUTE))


def test_a_cancelled_session_has_no_sheet_and_a_stranger_no_line(group: Group) -> None:
    other = make_cohort(group.cohort.course, "Hiver", BEFORE)
    stranger = make_enrolment(make_user("z@example.org", "Zoé", BEFORE, password=None), other, BEFORE)
    group.learners["Zoé"] = stranger
    with pytest.raises(NotFound):
        group.signs("Zoé")
    with pytest.raises(NotFound):
        group.states("Zoé", "present")
    with transaction():
        live_sessions.cancel_session(cohort_id=group.cohort.id, session_id=group.one.id, now=STARTS)
    for act in (lambda: group.signs("Ada"), group.others, group.countersigns, group.reminds):
        refused("attendance.cancelled", act)
    with pytest.raises(NotFound):
        services.locked_session(10**9)


def test_staff_state_and_correct_by_one_more_act(group: Group) -> None:
    refused("attendance.not_begun", lambda: group.states("Ada", "present", now=STARTS - HOUR))
    assert group.states("Ada", "late", "18:20")
    assert not group.states("Ada", "late", "18:20"), "sent twice"
    refused("attendance.why", lambda: group.states("Ada", "present"), InvalidInput)
    refused("attendance.why", lambda: group.states("Bruno", "absent"), InvalidInput)
    assert group.states("Ada", "present", why="Vue dès le début")
    assert kinds(group) == ["late", "present"]
    actions = session().scalars(select(AuditEvent.action).where(AuditEvent.action.like("attendance%"))).all()
    assert actions == ["attendance.stated", "attendance.corrected"]


@pytest.mark.parametrize(
    ("kind", "moment", "why", "code"),
    [
        ("countersigned", "", "x", "attendance.unknown_state"),
        ("signed", "", "x", "attendance.unknown_state"),
        ("", "", "x", "attendance.unknown_state"),
        ("late", "", "", "attendance.time_outside"),
        ("late", "17:00", "", "attendance.time_outside"),
        ("left", "19:30", "", "attendance.time_outside"),
        ("absent", "", "x" * 10_000, "attendance.reason_too_long"),
    ],
)
def test_what_can_t_be_is_refused_and_nothing_is_kept(
    group: Group, kind: str, moment: str, why: str, code: str
) -> None:
    refused(code, lambda: group.states("Ada", kind, moment, why), InvalidInput)
    assert kinds(group) == []


def test_a_sheet_freezes_until_a_correction_with_a_reason(group: Group) -> None:
    refused("attendance.not_over", lambda: group.countersigns(STARTS))
    group.signs("Ada")
    refused("attendance.unsettled", group.countersigns)
    assert group.others() == 2
    assert group.countersigns()
    assert not group.countersigns(), "twice is once"
    refused("attendance.why", lambda: group.states("Bruno", "late", "18:10"), InvalidInput)
    assert group.states("Bruno", "late", "18:10", "Vu sur le journal de la visio")
    assert group.countersigns(ENDS + HOUR)
    assert kinds(group) == ["signed", "present", "present", "countersigned", "late", "countersigned"]
    assert queries.verify(group.one.id) is None
    newcomer = make_user("n@example.org", "Nour", BEFORE, password=None)
    group.learners["Nour"] = make_enrolment(newcomer, group.cohort, BEFORE)
    refused("attendance.why_each", group.others)
    refused("attendance.frozen", lambda: group.signs("Nour", ENDS))


def test_whoever_was_noted_absent_asks_and_may_sign_once_corrected(group: Group) -> None:
    group.states("Ada", "absent", why="Non prévenu", now=STARTS)
    refused("attendance.noted_absent", lambda: group.signs("Ada"))
    group.states("Ada", "late", "18:05", "Connexion difficile", now=STARTS + 10 * MINUTE)
    assert group.signs("Ada", STARTS + 11 * MINUTE)


def test_a_row_that_was_changed_or_removed_behind_the_program_is_found(group: Group) -> None:
    for name in group.learners:
        group.signs(name)
    group.countersigns()
    assert queries.verify(group.one.id) is None
    with transaction() as current:
        current.execute(text("UPDATE attendance_act SET reason = 'x' WHERE number = 2"))
    assert queries.verify(group.one.id) == 2
    with transaction() as current:
        current.execute(text("UPDATE attendance_act SET reason = '' WHERE number = 2"))
        current.execute(text("DELETE FROM attendance_act WHERE number = 3"))
    session().expire_all()
    assert queries.verify(group.one.id) == 3
    for statement in (delete(AttendanceAct), update(AttendanceAct).values(reason="x")):
        with pytest.raises(RuntimeError, match="append-only"), transaction() as current:
            current.execute(statement)


def test_one_mail_a_day_to_each_who_has_not_signed(group: Group) -> None:
    refused("attendance.window_shut", lambda: group.reminds(STARTS - DAY))
    group.signs("Ada")
    assert group.reminds() == 2
    assert group.reminds(ENDS + HOUR) == 0
    assert group.reminds(ENDS + 20 * HOUR) == 2, "on the next day"
    refused("attendance.window_shut", lambda: group.reminds(ENDS + 2 * DAY))
    jobs = session().scalars(select(OutboxJob).where(OutboxJob.kind == "mail")).all()
    payloads = [job.payload for job in jobs if job.payload["template"] == "attendance_reminder"]
    assert len(payloads) == 4
    assert payloads[0]["params"]["live_id"] == group.one.id


def test_a_session_that_moves_leaves_its_signatures_their_slot(group: Group) -> None:
    group.signs("Ada")
    meeting = Meeting("Classe virtuelle", "2026-12-01T18:30", "2026-12-01T20:00")
    with transaction():
        live_sessions.change_session(
            cohort=group.cohort, session_id=group.one.id, meeting=meeting, sequence=0, now=STARTS
        )
    group.signs("Bruno", STARTS + HOUR)
    assert queries.signatures_elsewhen(group.one) == 1
    mark = queries.marks_in([group.learners["Ada"].id])[group.one.id, group.learners["Ada"].id]
    assert (mark.slot.starts_at, mark.slot.ends_at) == (STARTS, ENDS)
    assert queries.verify(group.one.id) is None


def names_at(group: Group) -> list[str]:
    session().rollback()
    return [person.name for person in queries.people_of(group.one)]


def move(group: Group, name: str, cohort_id: int, now: datetime) -> None:
    with transaction():
        transfers.move(
            enrolment_id=group.learners[name].id, cohort_id=cohort_id, actor_id=group.boss.id, now=now
        )


def test_who_moves_keeps_what_they_signed_and_is_expected_where_they_were(group: Group) -> None:
    other = make_cohort(group.cohort.course, "Soir", BEFORE)
    group.signs("Ada")
    move(group, "Ada", other.id, STARTS + HOUR)
    move(group, "Bruno", other.id, STARTS - DAY)
    move(group, "Cléo", other.id, ENDS + HOUR)
    assert names_at(group) == ["Ada", "Cléo"]
    later = plan(other, "2026-12-05T18:00", "2026-12-05T19:30")
    assert [one.id for one in queries.sessions_for(group.learners["Ada"])] == [group.one.id, later.id]
    assert [one.id for one in queries.sessions_for(group.learners["Bruno"])] == [later.id]
    assert group.signs("Cléo", ENDS + 2 * HOUR)
    assert [one.live_id for one in waiting.signable(group.accounts["Ada"].id, ENDS + HOUR)] == []
    assert [one.live_id for one in waiting.signable(group.accounts["Ada"].id, later.starts_at)] == [later.id]


def test_two_signatures_at_once_are_one(group: Group) -> None:
    results = race(group.app, *[lambda: group.signs("Ada")] * 4)
    assert sorted(map(str, results)) == ["False", "False", "False", "True"]
    assert kinds(group) == ["signed"]
    events = select(func.count()).select_from(LearningEvent).where(LearningEvent.kind == services.ATTENDED)
    assert session().scalar(events) == 1


def test_all_sign_at_once_in_one_chain(group: Group) -> None:
    race(group.app, *[lambda name=name: group.signs(name) for name in group.learners])  # type: ignore[misc]
    assert kinds(group) == ["signed"] * 3
    assert queries.verify(group.one.id) is None


def test_a_signature_comes_before_a_countersignature_or_is_refused(group: Group) -> None:
    for name in group.learners:
        group.states(name, "present")
    results = race(group.app, lambda: group.signs("Ada", ENDS), group.countersigns)
    session().rollback()
    found = kinds(group)[3:]
    if found == ["countersigned"]:
        (error,) = [one for one in results if isinstance(one, Exception)]
        assert isinstance(error, Conflict)
        assert error.reason is not None
        assert error.reason.code == "attendance.frozen"
    else:
        assert found == ["signed", "countersigned"]
    assert queries.verify(group.one.id) is None
    assert queries.tally_of(group.one)[1].is_frozen
    assert Kind.COUNTERSIGNED == "countersigned"
