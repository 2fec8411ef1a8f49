"""Moving a learner to another cohort of their course, and back."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete

from lms.cohorts import offers, queries, services, transfers, waiting
from lms.cohorts.live_models import Transfer
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session, transaction
from lms.core.errors import Conflict, NotFound
from lms.progress.services import mark_done
from tests.cohorts.setting import centre, user
from tests.factories import NOW, make_cohort, make_course, make_enrolment


@pytest.fixture
def enrolment(app: Flask) -> Enrolment:
    return make_enrolment(user(), make_cohort(make_course(centre()), "Autumn"))


def move(enrolment: Enrolment, cohort: Cohort) -> Enrolment:
    with transaction():
        return transfers.move(
            enrolment_id=enrolment.id, cohort_id=cohort.id, actor_id=enrolment.user_id, now=NOW
        )


def code(enrolment: Enrolment, cohort: Cohort) -> str:
    with pytest.raises(Conflict) as refused:
        move(enrolment, cohort)
    assert refused.value.reason is not None
    return refused.value.reason.code


def test_what_was_done_goes_along_and_moving_back_undoes_it(enrolment: Enrolment) -> None:
    former, target = enrolment.cohort, make_cohort(enrolment.cohort.course, "Winter")
    with transaction():
        mark_done(enrolment=enrolment, item_key="bienvenue", now=NOW)
    before = [(event.kind, event.at) for event in queries.events_of(enrolment.id)]
    moved = move(enrolment, target)
    assert (moved.cohort_id, moved.done_count, moved.enrolled_at) == (target.id, 1, NOW)
    events = [(event.kind, event.at) for event in queries.events_of(enrolment.id)]
    assert events[:-1] == before
    assert events[-1][0] == "cohort_changed"
    assert move(enrolment, former).cohort_id == former.id
    history = transfers.history_of(enrolment.id)
    assert [(one.from_cohort_id, one.to_cohort_id) for one in history] == [
        (former.id, target.id),
        (target.id, former.id),
    ]


def test_the_preview_tells_the_dates_that_change(enrolment: Enrolment) -> None:
    target = make_cohort(enrolment.cohort.course, "Winter")
    with transaction():
        services.set_item_date(
            cohort_id=target.id, item_key="quiz-final", now=NOW, due_local="2027-01-10T18:00"
        )
    seen = transfers.preview(enrolment, target, NOW)
    assert [(one.before.due_at, one.after.due_at is None) for one in seen.changes] == [(None, False)]
    assert (seen.refusal, seen.missing) == (None, ())


def test_refused_with_the_reason(enrolment: Enrolment) -> None:
    course = enrolment.cohort.course
    assert code(enrolment, enrolment.cohort) == "transfers.already_there"
    twice = make_cohort(course, "Twice")
    with transaction():
        services.enrol(
            user_id=enrolment.user_id, cohort_id=twice.id, printed_name="I", language="fr", now=NOW
        )
    assert code(enrolment, twice) == "transfers.already_there"
    over = make_cohort(course, "Over", ends_on=date(2026, 11, 1))
    assert code(enrolment, over) == "cohorts.ended"
    full = make_cohort(course, "Full", seats=1)
    make_enrolment(user("zoe"), full)
    assert code(enrolment, full) == "cohorts.full"
    with pytest.raises(NotFound):
        move(enrolment, make_cohort(make_course(centre("valence"))))
    with transaction() as current:
        current.get_one(Enrolment, enrolment.id).ended_at = NOW
    assert code(enrolment, make_cohort(course, "Later")) == "transfers.enrolment_ended"
    assert transfers.history_of(enrolment.id) == []


def test_the_seat_that_this_frees_is_offered_to_who_waits(app: Flask) -> None:
    cohort = make_cohort(make_course(centre()), seats=1)
    enrolment, waits = make_enrolment(user(), cohort), user("zoe")
    with transaction():
        values = {"printed_name": "Zoé", "language": "fr", "now": NOW}
        waiting.wait(user_id=waits.id, cohort_id=cohort.id, **values)
    move(enrolment, make_cohort(cohort.course, "Winter"))
    assert offers.offer_of(cohort.id, waits.id) is not None


def test_moves_are_append_only(enrolment: Enrolment) -> None:
    move(enrolment, make_cohort(enrolment.cohort.course, "Winter"))
    with pytest.raises(RuntimeError), transaction() as current:
        current.delete(current.get_one(Transfer, transfers.history_of(enrolment.id)[0].id))
    with pytest.raises(RuntimeError), transaction():
        session().execute(delete(Transfer))
