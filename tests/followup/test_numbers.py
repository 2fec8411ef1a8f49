"""The numbers on a group's page are those of the lists behind them, whatever its learners did."""

import re
import statistics
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from lms.cohorts.models import Enrolment, LearningEvent
from lms.cohorts.rules import local_day
from lms.core import clock, migrate
from lms.core.db import db, session, transaction
from lms.core.permissions import Role
from lms.followup import at_risk, risky, watching
from lms.followup.activity import activity_by_week
from lms.followup.models import RiskSnooze
from lms.followup.queries import counts_of
from lms.followup.risk_rules import Cause, Thresholds
from lms.progress.study import LEARNER_ACTS
from lms.progress.week_rules import WEEKS, week_of
from lms.quiz.models import Attempt
from tests.certificates.holder import browser_of, make_staff
from tests.followup.classroom import Classroom, make_classroom
from tests.progress.study import Learner

STAT = re.compile(r'<a class="stat" href="([^"]*)"><span class="stat-value">(\d+)</span>')
NAMES = re.compile(r'<th scope="row"><a [^>]*>([^<]*)</a></th>')
days = st.none() | st.integers(0, 20)
LEARNERS = st.lists(st.tuples(days, st.booleans(), st.integers(0, 4)), min_size=7, max_size=7)


@pytest.fixture
def room(app: Flask) -> Classroom:
    room = make_classroom()
    for name in ("Hugo", "Lina", "Ravi"):
        room.add(name)
    return room


def _waits(enrolment: Enrolment) -> Attempt:
    now = clock.now()
    return Attempt(
        centre_id=enrolment.centre_id,
        enrolment_id=enrolment.id,
        user_id=enrolment.user_id,
        revision_id=enrolment.revision_id,
        item_key="quiz-final",
        number=9,
        state="submitted",
        paper={},
        language="fr",
        started_at=now,
        submitted_at=now,
        due_reason={},
        max_mark=Decimal(1),
        pending=1,
    )


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=LEARNERS)
def test_each_number_is_the_length_of_its_list(
    app: Flask, room: Classroom, lives: list[tuple[int | None, bool, int]]
) -> None:
    with transaction() as current:
        current.execute(delete(Attempt))
        for known, (away, waits, done) in zip(room.learners.values(), lives, strict=True):
            one = current.get_one(Enrolment, known.id, populate_existing=True)
            one.last_activity_at = None if away is None else clock.now() - timedelta(days=away, hours=1)
            one.done_count, one.required_count = done, 4
            if waits:
                current.add(_waits(one))
    browser = _browser(app, room)
    found = STAT.findall(browser.get(f"/teach/cohorts/{room.cohort.id}").text)
    assert len(found) == 3  # the median is no count
    for path, number in found:
        assert len(NAMES.findall(browser.get(path.replace("&amp;", "&")).text)) == int(number), path
    shares = sorted(done * 25 for _away, _waits, done in lives)
    assert counts_of([room.cohort.id], clock.now())[room.cohort.id].median == shares[3]


def _browser(app: Flask, room: Classroom):  # type: ignore[no-untyped-def]
    if not hasattr(room, "staff"):
        room.staff = browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "teacher"))  # type: ignore[attr-defined]
    return room.staff


def test_weeks_count_each_learner_once_and_no_act_of_staff(app: Flask, room: Classroom) -> None:
    """As many as the learning events say, of those who are in the group now."""
    now, day = clock.now(), timedelta(days=1)
    for name, away in (("Hugo", 3), ("Hugo", 17), ("Hugo", 70), ("Lina", 17), ("Lina", 18), ("Ravi", 31)):
        Learner(room.learners[name]).opens("bienvenue", now - away * day)
    Learner(room.learners["Bruno"]).decides("excuse", "bienvenue", now - 10 * day)
    with transaction() as current:
        current.get_one(Enrolment, room.learners["Ravi"].id).ended_at = now
    acts = session().execute(
        select(LearningEvent.enrolment_id, LearningEvent.at)
        .join(Enrolment, Enrolment.id == LearningEvent.enrolment_id)
        .where(Enrolment.ended_at.is_(None), LearningEvent.kind.in_(LEARNER_ACTS))
    )
    here = room.cohort.timezone
    active = {(row.enrolment_id, week_of(local_day(row.at, here))) for row in acts}
    weeks = activity_by_week(room.cohort, now)
    assert len(weeks) == WEEKS
    assert [count for _monday, count in weeks] == [
        sum(week == week_of(monday) for _who, week in active) for monday, _count in weeks
    ]
    assert sum(count for _monday, count in weeks) >= 5
    session().rollback()


def test_a_migrated_database_knows_the_weeks_of_its_events(app: Flask, room: Classroom) -> None:
    Learner(room.learners["Hugo"]).opens("bienvenue", clock.now() - timedelta(days=17))
    before = activity_by_week(room.cohort, clock.now())
    assert sum(count for _monday, count in before) == 4
    session().rollback()
    migrate.downgrade(db.engine, "0010")
    migrate.upgrade(db.engine)
    assert activity_by_week(room.cohort, clock.now()) == before
    session().rollback()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    lives=st.lists(st.tuples(days, st.integers(0, 9), st.booleans()), min_size=7, max_size=7),
    off=st.sets(st.sampled_from(list(Cause))),
    in_group=st.integers(4, 7),
)
def test_as_many_are_at_risk_as_the_list_has(
    room: Classroom, lives: list[tuple[int | None, int, bool]], off: set[Cause], in_group: int
) -> None:
    """Whatever counts in the group; and the median is that of the values."""
    now = clock.now()
    with transaction() as current:
        current.execute(delete(RiskSnooze))
        for place, (known, (away, done, aside)) in enumerate(zip(room.learners.values(), lives, strict=True)):
            one = current.get_one(Enrolment, known.id, populate_existing=True)
            one.ended_at, one.completed_at = None if place < in_group else now, None
            one.enrolled_at = now - timedelta(days=9)
            one.last_activity_at = None if away is None else now - timedelta(days=away, hours=1)
            one.done_count, one.required_count = done, 9
            if aside:
                watching.snooze(enrolment=one, actor_id=one.user_id, now=now)
    group = replace(at_risk.groups_of([room.cohort])[0], thresholds=Thresholds(off=frozenset(off)))
    tally = at_risk.tallies([group], now).get(room.cohort.id, at_risk.Tally())
    lists = [risky.risky_of(group, risky.Part(is_snoozed=aside), now) for aside in (False, True)]
    assert [tally.at_risk, tally.snoozed] == [len(one) for one in lists]
    shares = [done * 100 // 9 for _away, done, _aside in lives[:in_group]]
    middle = at_risk.medians([room.cohort.id])
    assert session().execute(select(middle.c.size, middle.c.median)).one() == (
        in_group,
        statistics.median(shares),
    )
    session().rollback()
