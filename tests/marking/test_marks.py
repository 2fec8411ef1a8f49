"""What a mark given by a person does to the attempt, and what returning and releasing do."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from lms.cohorts.queries import enrolment
from lms.core.db import session, transaction
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.models import AuditEvent
from lms.progress.facts import Evidence
from lms.progress.queries import facts_of, report_of
from lms.progress.services import rebuild
from lms.quiz.marks import release_results, return_to_improve, set_slot_mark
from lms.quiz.models import Answer, AttemptEvent
from tests.marking.desk import RUBRIC, Desk, answer, attempt, essay, make_desk, plain_essay, text
from tests.quiz.sitting import KEY, NOW, word_question


@pytest.fixture
def desk(app: Flask) -> Desk:
    return make_desk(app)


def mark(attempt_id: int, slot: int, fraction: str) -> None:
    with transaction():
        set_slot_mark(attempt_id, slot, Decimal(fraction), now=NOW)


def kinds(attempt_id: int) -> list[str]:
    events = select(AttemptEvent.kind).where(AttemptEvent.attempt_id == attempt_id).order_by(AttemptEvent.id)
    return [kind for kind in session().scalars(events) if kind != "saved"]


def test_the_last_mark_finishes_the_attempt_and_a_later_one_changes_it(app: Flask) -> None:
    desk = make_desk(app, [essay("e1"), plain_essay("e2")])
    work = desk.hands_in("ada", {1: text(), 2: text()})
    assert (attempt(work).pending, attempt(work).marked_at) == (2, None)
    mark(work, 1, "0.5")
    assert (attempt(work).pending, attempt(work).passed) == (1, None)
    assert answer(work, 1).outcome == "partial"
    mark(work, 2, "1")
    done = attempt(work)
    assert (done.mark, done.max_mark, done.pending, done.passed) == (12, 14, 0, True)
    assert done.marked_at == NOW
    known = enrolment(done.enrolment_id)
    assert known is not None
    assert report_of(known, NOW).items[KEY].is_done
    mark(work, 2, "0")
    assert (attempt(work).mark, attempt(work).passed) == (2, False)
    assert kinds(work) == ["submitted", "slot_marked", "slot_marked", "marked", "slot_marked", "marked"]


def test_rows_of_the_rubric_that_are_met_are_evidence_on_their_objectives(app: Flask) -> None:
    goals = ("reponses-choisir", "accueil-definir")
    rows = [{**row, "objective": goal} for row, goal in zip(RUBRIC, goals, strict=True)]
    desk = make_desk(app, [essay("e1", rubric=[*rows, {**RUBRIC[0], "id": "free"}], objective=goals[1])])
    work = desk.hands_in("ada", {1: text()})

    def evidence(**levels: str) -> dict[str, Evidence]:
        with transaction():
            set_slot_mark(work, 1, Decimal("0.5"), levels=levels, now=NOW)
        return dict(facts_of(desk.learners["ada"]).objectives)

    assert evidence(tone="full", facts="absent", free="partly") == {
        goals[0]: Evidence(met=1),
        goals[1]: Evidence(met=1),
    }
    changed = evidence(tone="absent", facts="full", free="full")
    assert changed == {goals[0]: Evidence(), goals[1]: Evidence(met=2)}
    with transaction():
        rebuild(enrolment_id=desk.learners["ada"].id, now=NOW)
    assert dict(facts_of(desk.learners["ada"]).objectives) == changed


def test_thirds_that_people_give_stay_exact(app: Flask) -> None:
    desk = make_desk(app, [plain_essay(key, points=1) for key in ("e1", "e2", "e3")])
    work = desk.hands_in("ada", {slot: text() for slot in (1, 2, 3)})
    for slot in (1, 2, 3):
        mark(work, slot, str(Decimal(1) / 3))
    assert attempt(work).mark == 1


def test_what_the_program_marked_stands_beside_the_mark(desk: Desk) -> None:
    work = desk.hands_in("ada", {1: text()})
    before = (answer(work, 2).outcome, answer(work, 2).fraction)
    mark(work, 1, "1")
    assert (answer(work, 2).outcome, answer(work, 2).fraction) == before
    assert attempt(work).mark == 4


def test_a_slip_of_spelling_is_decided_by_the_marker(app: Flask) -> None:
    desk = make_desk(app, [word_question()])
    work = desk.hands_in("ada", {1: text("comunauté")})
    assert answer(work).outcome == "pending"
    mark(work, 1, "1")
    assert (answer(work).outcome, attempt(work).mark) == ("right", 1)


@pytest.mark.parametrize("fraction", ["-0.1", "1.0001", "NaN", "Infinity", "1e309"])
def test_a_fraction_outside_is_refused(desk: Desk, fraction: str) -> None:
    work = desk.hands_in("ada", {1: text()})
    with pytest.raises(InvalidInput), transaction():
        set_slot_mark(work, 1, Decimal(fraction), now=NOW)
    assert attempt(work).pending == 1


def test_slots_and_attempts_that_do_not_exist_are_not_found(desk: Desk) -> None:
    work = desk.hands_in("ada", {1: text()})
    for attempt_id, slot in ((work, 9), (work + 1, 1)):
        with pytest.raises(NotFound), transaction():
            set_slot_mark(attempt_id, slot, Decimal(1), now=NOW)


def test_a_work_is_returned_with_its_paper_and_answers_and_counts_no_more(desk: Desk) -> None:
    work = desk.hands_in("ada", {1: text("Première version")})
    mark(work, 1, "0.5")
    with transaction():
        new = return_to_improve(work, "Ajoutez une date.", desk.learners["ada"].user_id, NOW)
    old = attempt(work)
    assert (old.returned_at, old.return_note) == (NOW, "Ajoutez une date.")
    assert (new.number, new.based_on, new.state, new.paper) == (2, 1, "open", old.paper)
    assert answer(new.id).response == answer(work).response
    assert answer(new.id).outcome is None
    known = enrolment(old.enrolment_id)
    assert known is not None
    assert not report_of(known, NOW).items[KEY].is_done
    with pytest.raises(Conflict), transaction():
        set_slot_mark(work, 1, Decimal(1), now=NOW)
    desk.finishes("ada", new.id, {1: text("Deuxième version")}, base=answer(new.id).sequence)
    mark(new.id, 1, "1")
    assert (attempt(new.id).mark, attempt(new.id).passed) == (4, True)
    assert (answer(work).response or {})["text"] == "Première version"


def test_a_work_is_returned_once_and_needs_a_note(desk: Desk) -> None:
    work = desk.hands_in("ada", {1: text()})
    actor = desk.learners["ada"].user_id
    with pytest.raises(InvalidInput), transaction():
        return_to_improve(work, "  ", actor, NOW)
    with transaction():
        return_to_improve(work, "Encore", actor, NOW)
    with pytest.raises(Conflict), transaction():
        return_to_improve(work, "Encore", actor, NOW)
    assert session().query(Answer).filter(Answer.attempt_id > work).count() == 2


def test_marked_results_are_released_once(app: Flask) -> None:
    desk = make_desk(app, results="when_released")
    ada, bob = (desk.hands_in(name, {1: text()}) for name in ("ada", "bob"))
    mark(ada, 1, "1")
    actor = desk.learners["ada"].user_id
    with transaction():
        assert [one.id for one in release_results([ada, bob], actor, NOW)] == [ada]
    with transaction():
        assert release_results([ada, bob], actor, NOW) == []
    assert (attempt(ada).released_at, attempt(bob).released_at) == (NOW, None)
    acts = session().scalars(select(AuditEvent).where(AuditEvent.action == "results.released")).all()
    assert [act.details for act in acts] == [{"attempts": [ada]}]
