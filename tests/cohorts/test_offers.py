"""A place offered: accepted once, declined, not answered, withdrawn; the last one is never given twice."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from lms.accounts.models import User
from lms.cohorts import offers, queries, services, transfers, waiting
from lms.cohorts.enrolling import NewLearner, end_enrolments, enrol_many
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session, transaction
from lms.core.errors import Conflict, NotFound
from lms.core.models import OutboxJob
from lms.subscribers import OFFERS
from tests.cohorts.setting import centre, race, user
from tests.factories import NOW, make_cohort, make_course, make_enrolment

LATER = NOW + timedelta(hours=48)


class Group:
    """A full group of one place that its learner left: the first of three who wait has an offer."""

    def __init__(self) -> None:
        self.cohort: Cohort = make_cohort(make_course(centre()), seats=1)
        first = make_enrolment(user("first"), self.cohort)
        self.people = [user(name) for name in ("ada", "bea", "cleo")]
        self.places = [self._wait(one) for one in self.people]
        with transaction():
            end_enrolments(cohort_id=self.cohort.id, enrolment_ids=[first.id], at=NOW)

    def _wait(self, one: User) -> int:
        values = {"printed_name": one.name, "language": "fr", "now": NOW}
        with transaction():
            return waiting.wait(user_id=one.id, cohort_id=self.cohort.id, **values).id

    def accept(self, number: int = 0, after: timedelta = timedelta(0)) -> Enrolment:
        with transaction():
            who, place = self.people[number].id, self.places[number]
            return offers.accept(user_id=who, place_id=place, now=NOW + after)

    def offered(self) -> list[str]:
        session().expire_all()
        return [one.name for one in waiting.waiting_of(self.cohort.id) if one.offer_until]

    def waiting(self) -> list[str]:
        session().expire_all()
        return [one.name for one in waiting.waiting_of(self.cohort.id)]


@pytest.fixture
def group(app: Flask) -> Group:
    return Group()


def mails() -> int:
    return session().scalar(select(func.count()).where(OutboxJob.kind == "mail")) or 0


def test_an_offer_is_accepted_once(group: Group) -> None:
    assert group.offered() == ["Ada"]
    enrolment = group.accept()
    assert group.accept().id == enrolment.id, "a double click"
    assert group.accept(after=timedelta(days=9)).id == enrolment.id
    assert group.waiting() == ["Bea", "Cleo"]
    assert group.offered() == []
    assert queries.seats_taken(group.cohort.id) == 1


def test_nobody_accepts_another_s_offer_nor_one_that_they_have_not(group: Group) -> None:
    with pytest.raises(NotFound), transaction():
        offers.accept(user_id=group.people[1].id, place_id=group.places[0], now=NOW)
    with pytest.raises(Conflict):
        group.accept(1)


def test_an_offer_that_is_declined_goes_to_the_next(group: Group) -> None:
    with transaction():
        offers.leave(user_id=group.people[0].id, cohort_id=group.cohort.id, now=NOW)
    assert group.offered() == ["Bea"]
    assert group.waiting() == ["Bea", "Cleo"]
    with pytest.raises(Conflict):
        group.accept(0)


def test_an_offer_without_an_answer_passes_on_by_itself_with_one_mail_each(group: Group) -> None:
    assert offers.pass_on_offers(LATER - timedelta(seconds=1)) == 0
    with pytest.raises(Conflict):
        group.accept(after=timedelta(hours=48))
    assert offers.pass_on_offers(LATER) == 1
    assert offers.pass_on_offers(LATER) == 0, "twice does no harm"
    assert group.offered() == ["Bea"]
    assert mails() == 2
    assert offers.pass_on_offers(LATER + timedelta(hours=48)) == 1
    assert offers.pass_on_offers(LATER + timedelta(hours=96)) == 1
    assert group.waiting() == []
    assert mails() == 3
    assert queries.seats_taken(group.cohort.id) == 0


def test_a_group_that_fails_keeps_no_other_from_its_offers(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(cohort_id: int, now: object) -> int:
        raise RuntimeError("away")

    monkeypatch.setattr(offers, "fill", fails)
    assert offers.pass_on_offers(LATER) == 1
    monkeypatch.undo()
    assert group.offered() == ["Ada"]


def test_one_worker_at_a_time_passes_offers_on() -> None:
    assert OFFERS.lease == "pass-on-offers"


def test_an_offer_that_staff_withdraw_goes_to_the_next_and_comes_back_by_hand_only(group: Group) -> None:
    with transaction():
        assert offers.withdraw(cohort_id=group.cohort.id, place_id=group.places[0], now=NOW)
        assert not offers.withdraw(cohort_id=group.cohort.id, place_id=group.places[0], now=NOW)
    assert group.offered() == ["Bea"]
    assert group.waiting() == ["Ada", "Bea", "Cleo"]
    for number in (1, 2):
        with transaction():
            offers.leave(user_id=group.people[number].id, cohort_id=group.cohort.id, now=NOW)
    assert group.offered() == []
    with transaction():
        offers.offer(cohort_id=group.cohort.id, place_id=group.places[0], now=NOW + timedelta(hours=1))
    assert group.offered() == ["Ada"]
    group.accept(after=timedelta(hours=2))


def test_who_has_an_offer_may_join_by_the_code_too_and_nobody_else(group: Group) -> None:
    late, values = user("late"), {"printed_name": "Ada", "language": "fr", "now": NOW}
    with pytest.raises(Conflict), transaction():
        offers.join(user_id=late.id, cohort_id=group.cohort.id, **values)
    with transaction():
        offers.join(user_id=group.people[0].id, cohort_id=group.cohort.id, **values)
    assert group.waiting() == ["Bea", "Cleo"]


def test_who_is_enrolled_otherwise_leaves_the_list(group: Group) -> None:
    with transaction():
        newcomer = NewLearner(group.people[0].id, "Ada")
        enrol_many(cohort_id=group.cohort.id, people=[newcomer], now=NOW)
    assert group.waiting() == ["Bea", "Cleo"]
    assert queries.seats_taken(group.cohort.id) == 1


def test_who_has_an_offer_is_moved_into_it(group: Group) -> None:
    elsewhere = make_cohort(group.cohort.course, "B")
    enrolment = make_enrolment(group.people[0], elsewhere)
    assert transfers.preview(enrolment, group.cohort, NOW).refusal is None
    with transaction():
        who, where = group.people[1].id, group.cohort.id
        transfers.move(enrolment_id=enrolment.id, cohort_id=where, actor_id=who, now=NOW)
    assert group.offered() == []
    assert queries.seats_taken(group.cohort.id) == 1


def test_somebody_who_deleted_their_account_gets_no_offer(group: Group) -> None:
    with transaction() as current:
        current.execute(update(User).where(User.id == group.people[1].id).values(archived_at=NOW))
        offers.leave(user_id=group.people[0].id, cohort_id=group.cohort.id, now=NOW)
    assert group.offered() == ["Cleo"]


def test_a_group_that_is_over_offers_nothing_and_ends_its_offers(group: Group) -> None:
    with transaction() as current:
        current.execute(update(Cohort).where(Cohort.id == group.cohort.id).values(archived_at=NOW))
    with pytest.raises(Conflict):
        group.accept()
    offers.pass_on_offers(LATER)
    assert group.offered() == []


def test_a_group_that_stopped_gives_no_place_until_it_goes_on(group: Group) -> None:
    stopped = update(Cohort).where(Cohort.id == group.cohort.id)
    with transaction() as current:
        current.execute(stopped.values(takes_people=False))
    with pytest.raises(Conflict):
        group.accept()
    with pytest.raises(Conflict), transaction():
        offers.offer(cohort_id=group.cohort.id, place_id=group.places[1], now=NOW)
    with transaction() as current:
        current.execute(stopped.values(takes_people=True))
    group.accept()


def test_the_last_place_is_given_once_when_twenty_accept_at_once(app: Flask) -> None:
    cohort = make_cohort(make_course(centre()), seats=1)
    first = make_enrolment(user("first"), cohort)
    people = [user(f"racer{number}").id for number in range(20)]
    values = {"printed_name": "Inès", "language": "fr", "now": NOW}
    with transaction():
        places = [waiting.wait(user_id=one, cohort_id=cohort.id, **values).id for one in people]
        end_enrolments(cohort_id=cohort.id, enrolment_ids=[first.id], at=NOW)

    def accept(user_id: int, place_id: int) -> str:
        with transaction():
            offers.accept(user_id=user_id, place_id=place_id, now=NOW)
            return "in"

    results = race(app, *(partial(accept, *pair) for pair in zip(people, places, strict=True)))
    assert results.count("in") == 1
    assert sum(isinstance(one, Conflict) for one in results) == 19
    assert queries.enrolment_in_cohort(people[0], cohort.id) is not None


def test_at_the_last_second_an_offer_is_accepted_or_passed_on_and_never_both(
    app: Flask, group: Group
) -> None:
    late = timedelta(hours=48) - timedelta(seconds=1)
    passed_on = partial(offers.pass_on_offers, LATER)
    race(app, *[partial(group.accept, 0, late)] * 10, *[passed_on] * 10)
    assert queries.seats_taken(group.cohort.id) == 1
    is_in = queries.enrolment_in_cohort(group.people[0].id, group.cohort.id) is not None
    assert group.offered() == ([] if is_in else ["Bea"])


def test_one_offer_accepted_many_times_at_once_enrols_once(app: Flask, group: Group) -> None:
    who, place = group.people[0].id, group.places[0]

    def accept() -> int:
        with transaction():
            return offers.accept(user_id=who, place_id=place, now=NOW).id

    def newcomer(number: int) -> None:
        values = {"printed_name": "X", "language": "fr", "now": NOW}
        with transaction():
            offers.join(user_id=others[number], cohort_id=group.cohort.id, **values)

    others = [user(f"other{number}").id for number in range(10)]
    acts = [*[accept] * 10, *(partial(newcomer, number) for number in range(10))]
    results = race(app, *acts)
    assert sum(isinstance(one, Conflict) for one in results) == 10
    assert len({one for one in results if isinstance(one, int)}) == 1
    assert queries.seats_taken(group.cohort.id) == 1


def test_a_place_under_offer_is_no_place_for_a_direct_enrolment(group: Group) -> None:
    direct, values = user("direct"), {"printed_name": "X", "language": "fr", "now": NOW}
    with pytest.raises(Conflict), transaction():
        services.enrol(user_id=direct.id, cohort_id=group.cohort.id, **values)
