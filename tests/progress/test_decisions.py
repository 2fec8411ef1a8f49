"""Excused and marked by hand: what it changes, what it leaves alone, what is kept of it."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from lms.accounts.models import User
from lms.core.db import session, transaction
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.models import AuditEvent
from lms.core.reasons import reason
from lms.progress import decisions, services
from lms.progress.decisions import LONGEST_REASON, Ruling
from lms.progress.models import ItemDecision
from lms.progress.queries import report_of
from lms.progress.report import ItemReport, ItemState, Report
from tests.factories import NOW, make_user
from tests.progress.study import Learner, learner

QUIZ, LESSON = "quiz-accueil", "bienvenue"
WHY = "Déjà validé en entreprise."


@pytest.fixture
def who(app: Flask) -> Learner:
    return learner()


@pytest.fixture
def teacher(app: Flask) -> User:
    return make_user("teacher@example.org", "Claire Fontaine", password=None)


def report(who: Learner) -> Report:
    return report_of(who.enrolment, NOW)


def entry(who: Learner, key: str = QUIZ) -> ItemReport:
    return report(who).items[key]


def excuse(who: Learner, by: User, key: str = QUIZ, why: str = WHY, seen: str | None = None) -> Report:
    with transaction():
        return decisions.excuse(
            enrolment_id=who.enrolment.id, item_key=key, ruling=Ruling(by.id, why, seen), now=NOW
        )


def count_again(who: Learner, by: User, key: str = QUIZ) -> Report:
    with transaction():
        return decisions.end_excuse(
            enrolment_id=who.enrolment.id, item_key=key, ruling=Ruling(by.id, ""), now=NOW
        )


def mark(
    who: Learner, by: User, score: str, key: str = QUIZ, why: str = WHY, seen: str | None = None
) -> Report:
    with transaction():
        return decisions.set_mark(
            enrolment_id=who.enrolment.id,
            item_key=key,
            score=Decimal(score),
            ruling=Ruling(by.id, why, seen),
            now=NOW,
        )


def free(who: Learner, by: User, key: str = QUIZ) -> Report:
    with transaction():
        return decisions.free_mark(
            enrolment_id=who.enrolment.id, item_key=key, ruling=Ruling(by.id, ""), now=NOW
        )


def test_an_excused_step_is_neither_done_nor_missing(who: Learner, teacher: User) -> None:
    who.finishes(LESSON)
    before = report(who)
    assert (before.done, before.required) == (1, 4)
    excuse(who, teacher)
    after = report(who)
    assert (after.done, after.required, after.percent) == (1, 3, 33)
    assert after.percent_reason == reason("progress.steps_done_but", done=1, total=3, excused=1)
    assert who.counters()[:2] == (1, 3)
    assert entry(who).state is ItemState.EXCUSED
    assert entry(who).excuse == reason("progress.excused_by", by="Claire Fontaine", why=WHY)
    assert entry(who).why == entry(who).excuse
    assert QUIZ not in {key for check in after.completion.missing for key in check.item_keys}
    assert after.completion.checklist[-1].reason.code == "progress.excused_step"
    count_again(who, teacher)
    assert report(who) == before
    assert who.counters()[:2] == (1, 4)


def test_what_is_excused_locks_nothing_and_is_not_proposed(who: Learner, teacher: User) -> None:
    assert report(who).next_item == LESSON
    excuse(who, teacher, LESSON)
    assert report(who).next_item != LESSON
    assert entry(who, QUIZ).lock is None
    assert entry(who, "repondre").lock_item == QUIZ
    excuse(who, teacher, QUIZ)
    assert entry(who, "repondre").lock is None


def test_what_was_done_counts_no_more_while_it_is_excused(who: Learner, teacher: User) -> None:
    who.finishes(LESSON)
    excuse(who, teacher, LESSON)
    assert (report(who).done, report(who).required) == (0, 3)
    count_again(who, teacher, LESSON)
    assert (report(who).done, report(who).required) == (1, 4)


def test_excusing_the_rest_completes_the_course_once(who: Learner, teacher: User) -> None:
    who.finishes(LESSON)
    who.submits(QUIZ, "0.9")
    who.finishes("repondre")
    assert who.enrolment.completed_at is None
    assert excuse(who, teacher, "quiz-final").completion.complete
    assert who.enrolment.completed_at == NOW
    count_again(who, teacher, "quiz-final")
    assert not report(who).completion.complete
    assert who.enrolment.completed_at == NOW


def test_a_course_of_which_everything_is_excused_is_not_complete(who: Learner, teacher: User) -> None:
    for key in (LESSON, QUIZ, "repondre", "quiz-final"):
        excuse(who, teacher, key)
    assert not report(who).completion.complete
    assert (report(who).done, report(who).required, report(who).percent) == (0, 0, 0)


def test_a_mark_by_hand_decides_both_ways_and_can_be_taken_back(who: Learner, teacher: User) -> None:
    who.finishes(LESSON)
    who.submits(QUIZ, "0.9")
    earned = who.facts().of(QUIZ)
    mark(who, teacher, "0.2")
    assert (entry(who).state, who.facts().of(QUIZ).score) == (ItemState.IN_PROGRESS, Decimal("0.2"))
    assert entry(who).mark_note == reason("progress.mark_set_by", by="Claire Fontaine", why=WHY)
    mark(who, teacher, "0.95")
    assert entry(who).is_done
    free(who, teacher)
    assert who.facts().of(QUIZ) == earned
    assert entry(who).mark_note is None
    changes = [(one.kind, one.score_before, one.score_after) for one in history(who)]
    low, high, own = Decimal("0.2"), Decimal("0.95"), Decimal("0.9")
    assert changes == [("mark_freed", high, own), ("mark_set", low, high), ("mark_set", own, low)]


def history(who: Learner, key: str = QUIZ) -> list[decisions.Decided]:
    return decisions.history_of(who.enrolment.id, key)


def test_attempts_go_on_beneath_a_mark_by_hand(who: Learner, teacher: User) -> None:
    mark(who, teacher, "0.5")
    who.submits(QUIZ, "0.9")
    own = who.facts().of(QUIZ)
    assert (own.score, own.passed_at, own.attempts) == (Decimal("0.5"), None, 1)
    with transaction():
        services.record_return(enrolment=who.enrolment, item_key=QUIZ, now=NOW)
    assert who.facts().of(QUIZ).score == Decimal("0.5")
    who.submits(QUIZ, "0.8")
    free(who, teacher)
    assert who.facts().of(QUIZ).score == Decimal("0.8")
    assert entry(who).is_done


def test_a_mark_is_never_rounded_up_to_the_pass_mark(who: Learner, teacher: User) -> None:
    mark(who, teacher, "0.69999")
    assert (entry(who).is_done, who.facts().of(QUIZ).score) == (False, Decimal("0.6999"))


@pytest.mark.parametrize("score", ["-0.01", "1.01", "NaN", "Infinity"])
def test_a_mark_lies_on_the_scale(who: Learner, teacher: User, score: str) -> None:
    with pytest.raises(InvalidInput):
        mark(who, teacher, score)


def test_lessons_have_no_mark(who: Learner, teacher: User) -> None:
    with pytest.raises(InvalidInput):
        mark(who, teacher, "1", LESSON)


@pytest.mark.parametrize("why", ["", "  \n ", "x" * (LONGEST_REASON + 1), "ok \u202e ko"])
def test_a_reason_is_needed_and_plain(who: Learner, teacher: User, why: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        excuse(who, teacher, why=why)
    assert refused.value.field == "why"
    with pytest.raises(InvalidInput):
        mark(who, teacher, "1", why=why)
    assert who.events() == []


def test_a_reason_stands_on_one_line(who: Learner, teacher: User) -> None:
    excuse(who, teacher, why=" Déjà\n\tvu ")
    assert history(who)[0].why == "Déjà vu"


def test_a_decision_over_something_newer_is_a_conflict(who: Learner, teacher: User) -> None:
    seen = decisions.version_of(who.facts().of(QUIZ), 0)
    who.submits(QUIZ, "0.9")
    with pytest.raises(Conflict):
        excuse(who, teacher, seen=seen)
    seen = decisions.version_of(who.facts().of(QUIZ), 0)
    excuse(who, teacher, seen=seen)
    with pytest.raises(Conflict):
        mark(who, teacher, "1", seen=seen)
    assert len(history(who)) == 1


def test_acts_that_make_no_sense_are_conflicts(who: Learner, teacher: User) -> None:
    for act in (count_again, free):
        with pytest.raises(Conflict):
            act(who, teacher)
    excuse(who, teacher)
    with pytest.raises(Conflict):
        excuse(who, teacher)
    with pytest.raises(NotFound):
        excuse(who, teacher, "elsewhere")


def test_several_are_excused_together_or_none(who: Learner, teacher: User) -> None:
    other = learner("valence")
    excuse(who, teacher)
    ids = [who.enrolment.id, other.enrolment.id, other.enrolment.id]
    ruling = Ruling(teacher.id, WHY)
    with transaction():
        assert decisions.excuse_several(enrolment_ids=ids, item_key=QUIZ, ruling=ruling, now=NOW) == 1
    assert [len(history(one)) for one in (who, other)] == [1, 1]
    with pytest.raises(NotFound), transaction():
        decisions.excuse_several(
            enrolment_ids=[who.enrolment.id, 10**9], item_key=LESSON, ruling=ruling, now=NOW
        )
    session().rollback()
    assert history(who, LESSON) == []


def test_the_audit_log_has_each_act_and_no_reason(who: Learner, teacher: User) -> None:
    who.submits(QUIZ, "0.9")
    mark(who, teacher, "0.5")
    free(who, teacher)
    excuse(who, teacher)
    count_again(who, teacher)
    lines = session().scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    acts = ["mark.set", "mark.freed", "item.excused", "item.excuse_ended"]
    assert [line.action for line in lines if line.object_type == "enrolment"][-4:] == acts
    changes = [(line.details["before"], line.details["after"]) for line in lines[-4:-2]]
    assert [tuple(map(Decimal, change)) for change in changes] == [
        (Decimal("0.9"), Decimal("0.5")),
        (Decimal("0.5"), Decimal("0.9")),
    ]
    assert not any(WHY in str(line.details) for line in lines)


def test_decisions_are_never_changed(who: Learner, teacher: User) -> None:
    excuse(who, teacher)
    with pytest.raises(RuntimeError), transaction() as current:
        current.execute(update(ItemDecision).values(why=""))
    with pytest.raises(RuntimeError), transaction() as current:
        current.execute(delete(ItemDecision))
    with pytest.raises((RuntimeError, SQLAlchemyError)), transaction() as current:
        current.delete(current.scalars(select(ItemDecision)).one())
    session().rollback()
    assert history(who)[0].why == WHY
