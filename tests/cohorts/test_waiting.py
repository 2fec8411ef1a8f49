"""Waiting for a seat: in order, race-safe, and the seat that becomes free is offered to the first."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from lms.cohorts import offers, queries, running, waiting
from lms.cohorts.enrolling import end_enrolments
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session, transaction
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.models import OutboxJob
from tests.cohorts.setting import at, centre, race, user
from tests.factories import NOW, make_cohort, make_course, make_enrolment


@pytest.fixture
def full(app: Flask) -> tuple[Cohort, Enrolment]:
    """A cohort of one seat, and who has it."""
    cohort = make_cohort(make_course(centre()), seats=1)
    return cohort, make_enrolment(user("first"), cohort)


def wait(cohort: Cohort, user_id: int) -> int:
    with transaction():
        values = {"printed_name": "Inès", "language": "fr", "now": NOW}
        return waiting.wait(user_id=user_id, cohort_id=cohort.id, **values).id


def join(cohort: Cohort, user_id: int) -> Enrolment:
    with transaction():
        values = {"printed_name": "Inès", "language": "fr", "now": NOW}
        return offers.join(user_id=user_id, cohort_id=cohort.id, **values)


def order(cohort: Cohort) -> list[int]:
    session().expire_all()
    return [one.user_id for one in waiting.waiting_of(cohort.id)]


def offered(cohort: Cohort) -> list[int]:
    session().expire_all()
    return [one.user_id for one in waiting.waiting_of(cohort.id) if one.offer_until]


def test_a_seat_that_becomes_free_is_offered_to_the_first_by_mail(full: tuple[Cohort, Enrolment]) -> None:
    cohort, first = full
    people = [user(f"wait{number}") for number in range(3)]
    for one in people:
        wait(cohort, one.id)
    wait(cohort, people[0].id)
    assert order(cohort) == [one.id for one in people], "who asks twice keeps their place"
    assert [one.number for one in waiting.waiting_of(cohort.id)] == [1, 2, 3]
    with transaction():
        end_enrolments(cohort_id=cohort.id, enrolment_ids=[first.id], at=NOW)
    assert offered(cohort) == [people[0].id]
    assert queries.seats_taken(cohort.id) == 1, "a place under offer is taken"
    assert queries.enrolment_in_cohort(people[0].id, cohort.id) is None
    mails = [job.payload for job in session().scalars(select(OutboxJob)) if job.kind == "mail"]
    assert [(mail["template"], mail["to"]) for mail in mails] == [("waiting_offer", "wait0@example.org")]
    assert mails[0]["params"]["until"] == "mercredi 25 novembre 2026, 10:00 (Europe/Paris)"


def test_more_seats_are_offered_to_those_who_wait(full: tuple[Cohort, Enrolment]) -> None:
    cohort, _ = full
    people = [user(f"wait{number}") for number in range(3)]
    for one in people:
        wait(cohort, one.id)
    with transaction():
        running.update_cohort(cohort_id=cohort.id, name="A", seats=3, now=NOW)
    assert offered(cohort) == [people[0].id, people[1].id]
    assert queries.seats_taken(cohort.id) == 3
    with pytest.raises(InvalidInput) as refused, transaction():
        running.update_cohort(cohort_id=cohort.id, name="A", seats=2, now=NOW)
    assert refused.value.reason is not None
    assert refused.value.reason.code == "cohorts.seats_offered"


def test_nobody_passes_before_those_who_wait(full: tuple[Cohort, Enrolment]) -> None:
    cohort, first = full
    waits, late = user("waits"), user("late")
    wait(cohort, waits.id)
    with transaction() as current:
        current.get_one(Enrolment, first.id).ended_at = NOW
    with pytest.raises(Conflict) as refused:
        join(cohort, late.id)
    assert refused.value.reason is not None
    assert refused.value.reason.code == "cohorts.full"


def test_who_leaves_the_list_gets_no_seat(full: tuple[Cohort, Enrolment]) -> None:
    cohort, first = full
    leaves, stays = user("leaves"), user("stays")
    for one in (leaves, stays):
        wait(cohort, one.id)
    with transaction():
        offers.leave(user_id=leaves.id, cohort_id=cohort.id, now=NOW)
        end_enrolments(cohort_id=cohort.id, enrolment_ids=[first.id], at=NOW)
    assert queries.enrolment_in_cohort(leaves.id, cohort.id) is None
    assert order(cohort) == offered(cohort) == [stays.id]


def test_one_waits_only_for_a_full_group_that_one_is_not_in(full: tuple[Cohort, Enrolment]) -> None:
    cohort, first = full
    with pytest.raises(Conflict):
        wait(cohort, first.user_id)
    with pytest.raises(Conflict):
        wait(make_cohort(cohort.course, "Libre", seats=2), user("free").id)
    nameless, values = user("nameless"), {"printed_name": " ", "language": "fr", "now": NOW}
    with pytest.raises(InvalidInput), transaction():
        waiting.wait(user_id=nameless.id, cohort_id=cohort.id, **values)


def test_staff_change_the_order_with_a_reason_and_offer_a_seat(full: tuple[Cohort, Enrolment]) -> None:
    cohort, first = full
    one, two = user("one"), user("two")
    wait(cohort, one.id)
    second = wait(cohort, two.id)
    with pytest.raises(InvalidInput), transaction():
        waiting.move_up(cohort_id=cohort.id, place_id=second, why=" ")
    for _ in range(2):
        with transaction():
            waiting.move_up(cohort_id=cohort.id, place_id=second, why="funded")
    assert order(cohort) == [two.id, one.id]
    with pytest.raises(Conflict), transaction():
        offers.offer(cohort_id=cohort.id, place_id=second, now=NOW)
    other = make_cohort(cohort.course, "B")
    for act in (offers.offer, offers.withdraw):
        with pytest.raises(NotFound), transaction():
            act(cohort_id=other.id, place_id=second, now=NOW)
    with transaction() as current:
        current.get_one(Enrolment, first.id).ended_at = NOW
        assert offers.offer(cohort_id=cohort.id, place_id=second, now=NOW)
        assert not offers.offer(cohort_id=cohort.id, place_id=second, now=NOW), "who has one keeps it"
    assert offered(cohort) == [two.id]


def test_a_group_that_stopped_gives_no_seat_and_takes_nobody(full: tuple[Cohort, Enrolment]) -> None:
    cohort, first = full
    waits = user("waits")
    wait(cohort, waits.id)
    with transaction():
        running.update_cohort(cohort_id=cohort.id, name="A", takes_people=False, now=NOW)
        end_enrolments(cohort_id=cohort.id, enrolment_ids=[first.id], at=NOW)
    assert order(cohort) == [waits.id]
    with pytest.raises(Conflict) as refused:
        join(cohort, user("late").id)
    assert refused.value.reason is not None
    assert refused.value.reason.code == "cohorts.stopped"


def test_the_code_expires_at_the_end_of_its_day(app: Flask) -> None:
    cohort = make_cohort(make_course(centre()), join_until=at(10).date())
    waiting.check_joining(cohort, at(10, 22))
    with pytest.raises(Conflict):
        waiting.check_joining(cohort, at(10, 23))


def test_of_fifty_who_join_at_once_ten_are_in_and_the_others_wait(app: Flask) -> None:
    cohort = make_cohort(make_course(centre()), seats=10)
    people = [user(f"racer{number}").id for number in range(50)]

    def try_it(user_id: int) -> str:
        try:
            join(cohort, user_id)
            return "in"
        except Conflict as refused:
            wait(cohort, user_id)
            return refused.reason.code if refused.reason else ""

    results = race(app, *(partial(try_it, one) for one in people))
    assert sorted(map(str, results)) == ["cohorts.full"] * 40 + ["in"] * 10
    assert queries.seats_taken(cohort.id) == 10
    assert len(set(order(cohort))) == 40
