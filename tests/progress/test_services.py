"""What learners do: events, projections, counters, completion."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.cohorts import queries as cohort_queries
from lms.cohorts import services as cohorts
from lms.cohorts.models import Enrolment, LearningEvent
from lms.core.db import session, transaction
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.signals import course_completed
from lms.progress import services
from lms.progress.queries import report_of
from lms.progress.rules import Evidence, ItemFacts
from tests.cohorts.setting import race
from tests.factories import NOW
from tests.progress.study import Learner, learner

HOUR = timedelta(hours=1)


@pytest.fixture
def ines(app: Flask) -> Learner:
    return learner()


def test_opening_is_recorded_once_and_then_once_a_day(ines: Learner) -> None:
    late = NOW.replace(hour=22, minute=30)  # 23:30 in Paris
    for moment in (NOW, NOW + HOUR, late, late + HOUR, late + 2 * HOUR):
        ines.opens("bienvenue", moment)
    assert ines.events() == [("item_opened", "bienvenue")] * 2
    assert ines.facts().items == {"bienvenue": ItemFacts(opened_at=NOW)}
    assert ines.enrolment.last_activity_at == late + 2 * HOUR
    assert ines.enrolment.current_item_key == "bienvenue"


def test_opening_says_where_the_learner_is(ines: Learner) -> None:
    report = ines.opens("pour-aller-plus-loin")
    assert (report.current_item, report.next_item) == ("pour-aller-plus-loin", "pour-aller-plus-loin")
    assert report_of(ines.enrolment, NOW) == report


def test_marking_done_opens_counts_and_goes_on(ines: Learner) -> None:
    report = ines.finishes("bienvenue")
    assert report.items["bienvenue"].is_done
    assert report.next_item == "quiz-accueil"
    assert ines.events() == [("item_opened", "bienvenue"), ("item_done", "bienvenue")]
    assert ines.counters() == (1, 4, 0)


def test_marking_done_twice_is_marking_it_once(ines: Learner) -> None:
    first = ines.finishes("bienvenue")
    assert ines.finishes("bienvenue", NOW + HOUR) == first
    assert len(ines.events()) == 2
    assert ines.facts().items["bienvenue"].done_at == NOW


def test_a_locked_item_is_refused_with_its_reason_and_nothing_is_written(ines: Learner) -> None:
    acts: list[Callable[[], object]] = [
        lambda: ines.finishes("repondre"),
        lambda: ines.opens("repondre"),
        lambda: ines.checks("repondre", "check", "1"),
    ]
    for act in acts:
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.reason is not None
        assert refused.value.reason.code == "progress.finish_first"
    assert ines.events() == []
    assert ines.facts().items == {}


def test_what_the_course_does_not_have_and_quizzes_cannot_be_marked_done(ines: Learner) -> None:
    for act in (ines.opens, ines.finishes):
        with pytest.raises(NotFound, match=r"progress\.unknown_item"):
            act("gone")
    with pytest.raises(InvalidInput, match=r"progress\.not_a_lesson"):
        ines.finishes("quiz-accueil")


def test_a_closed_lesson_may_be_read_and_no_longer_marked_done(ines: Learner) -> None:
    with transaction():
        cohorts.set_item_date(
            cohort_id=ines.enrolment.cohort_id,
            item_key="bienvenue",
            now=NOW,
            closes_local="2026-11-23T10:00",
        )
    assert ines.opens("bienvenue").items["bienvenue"].state == "missed"
    with pytest.raises(Conflict, match=r"progress\.missed"):
        ines.finishes("bienvenue")


def test_an_ended_enrolment_does_nothing_more(ines: Learner) -> None:
    with transaction() as current:
        current.get_one(Enrolment, ines.enrolment.id).ended_at = NOW
    with pytest.raises(Conflict, match=r"cohorts\.enrolment_ended"):
        ines.opens("bienvenue")


def test_a_self_check_is_recorded_and_marks_nothing(ines: Learner) -> None:
    report = ines.checks("bienvenue", "check-accueil", "0.5", answer={"option": "b"})
    ines.checks("bienvenue", "check-accueil", None)
    assert (report.done, report.items["bienvenue"].state) == (0, "in_progress")
    assert ines.events() == [("item_opened", "bienvenue"), *[("self_check_answered", "bienvenue")] * 2]
    payloads = [event.payload for event in cohort_queries.events_of(ines.enrolment.id)][2:]
    assert payloads == [
        {"check": "check-accueil", "fraction": "0.5", "answer": {"option": "b"}},
        {"check": "check-accueil", "fraction": None, "answer": None},
    ]
    assert ines.facts().items["bienvenue"] == ItemFacts(opened_at=NOW)


def test_attempts_keep_the_best_score_and_the_first_answers(ines: Learner) -> None:
    ines.finishes("bienvenue")
    shown = {"accueil-definir": (2, Decimal("0.5")), "reponses-choisir": (1, Decimal(1))}
    ines.submits("quiz-accueil", "0.25", objectives=shown)
    ines.submits("quiz-accueil", "0.9", NOW + HOUR, objectives=shown, first_attempt=False)
    ines.submits("quiz-accueil", "0.1", NOW + 2 * HOUR, first_attempt=False)
    done_at = NOW + HOUR
    assert ines.facts().items["quiz-accueil"] == ItemFacts(NOW, done_at, done_at, Decimal("0.9"), 3)
    assert ines.facts().objectives == {
        "accueil-definir": Evidence(2, Decimal("0.5")),
        "reponses-choisir": Evidence(1, Decimal(1)),
    }
    ines.submits("quiz-final", "1", objectives=shown)
    assert ines.facts().objectives["accueil-definir"] == Evidence(4, Decimal(1))


def test_the_quiz_may_say_which_score_it_keeps(ines: Learner) -> None:
    ines.submits("quiz-accueil", "0.9", kept_fraction=Decimal("0.9"))
    ines.submits("quiz-accueil", "0.2", kept_fraction=Decimal(2) / 3)
    own = ines.facts().items["quiz-accueil"]
    assert (own.score, own.passed_at) == (Decimal("0.6666"), NOW)


def test_enough_right_answers_acquire_an_objective(ines: Learner) -> None:
    ines.submits("quiz-accueil", "1", objectives={"accueil-definir": (3, Decimal("2.5"))})
    assert ines.counters() == (1, 4, 1)


def test_an_attempt_on_an_item_of_another_revision_is_kept(ines: Learner) -> None:
    report = ines.submits("gone", "1")
    assert "gone" not in report.items
    assert ines.facts().items["gone"].attempts == 1
    assert (ines.enrolment.current_item_key, ines.enrolment.last_activity_at) == (None, NOW)


def test_completes_once_and_announces_it_in_the_same_transaction(ines: Learner) -> None:
    heard: list[dict[str, Any]] = []

    def hear(sender: object, **said: Any) -> None:
        heard.append({**said, "inside": session().info["in_transaction"]})

    with course_completed.connected_to(hear):
        ines.completes()
        ines.submits("quiz-final", "1", NOW + HOUR)
    assert heard == [{"now": NOW, "enrolment_id": ines.enrolment.id, "inside": True}]
    assert ines.enrolment.completed_at == NOW
    assert ines.counters() == (4, 4, 0)


def test_a_failed_act_leaves_nothing(ines: Learner) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        assert services.mark_done(enrolment=ines.enrolment, item_key="bienvenue", now=NOW).done / 0
    assert ines.events() == []
    assert ines.facts().items == {}


def test_acts_at_the_same_time_count_once(app: Flask, ines: Learner) -> None:
    def finish() -> None:
        with transaction():
            own = cohort_queries.enrolment(ines.enrolment.id)
            assert own is not None
            services.mark_done(enrolment=own, item_key="bienvenue", now=NOW)

    assert race(app, *[finish] * 6) == [None] * 6
    count = select(func.count()).select_from(LearningEvent).where(LearningEvent.kind == "item_done")
    assert session().scalar(count) == 1


def test_a_report_is_one_statement_and_an_act_few(
    ines: Learner, count_statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    ines.submits("quiz-accueil", "1", objectives={"accueil-definir": (2, Decimal(1))})
    with count_statements() as statements:
        report_of(ines.enrolment, NOW, open_attempts=["quiz-final"])
    assert len(statements) == 1
    with count_statements() as statements:
        ines.finishes("bienvenue")
    assert len([statement for statement in statements if "BEGIN" not in statement]) <= 8


def test_the_caller_may_tell_of_running_attempts(ines: Learner) -> None:
    report = report_of(ines.enrolment, NOW, open_attempts=["quiz-accueil"])
    assert report.items["quiz-accueil"].state == "in_progress"


def test_two_learners_do_not_meet(ines: Learner) -> None:
    hugo = learner("valence")
    ines.completes()
    assert hugo.facts().items == {}
    assert (hugo.enrolment.done_count, hugo.events()) == (0, [])
