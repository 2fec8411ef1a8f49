from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lms.quiz.types  # noqa: F401 - registers the types
from lms.core.reasons import reason
from lms.quiz.engine.draw import Picked
from lms.quiz.engine.grading import Marking, grade_paper, grade_slot, points_of, result_of, settle
from lms.quiz.engine.outcomes import Mark, Outcome, Pending, Unmarked, rounded
from lms.quiz.engine.paper import Paper, make_paper
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import question_types
from lms.quiz.engine.questions import load_question
from lms.quiz.engine.scoring import Circumstances, passes

FIXED = Policy(shuffle_questions=False)
NEAR = Pending(reason("pending.near_spelling"), if_settled=Mark(Decimal(1), ("spelling",)))
WAITING = Pending(reason("pending.other"))


def statement(number: int, points: str = "1") -> Question:
    data = {"id": f"q{number}", "type": "true_false", "stem": "Vrai ?", "correct": True, "points": points}
    return load_question(data, "fr")


def paper_of(*questions: Question) -> tuple[Paper, dict[str, Question]]:
    return make_paper([Picked(question) for question in questions], FIXED, 1), {
        question.id: question for question in questions
    }


def test_a_paper_is_marked_slot_by_slot_and_blanks_get_nothing() -> None:
    paper, questions = paper_of(statement(1), statement(2, "2.5"), statement(3), statement(4))
    result = grade_paper(
        paper, questions, {1: {"value": True}, 2: {"value": True}, 3: {"value": False}, 4: None}
    )
    assert (result.total, result.max, result.is_final) == (Decimal("3.5"), Decimal("5.5"), True)
    assert [outcome.fraction for outcome in result.outcomes.values() if isinstance(outcome, Mark)] == [
        1,
        1,
        0,
        0,
    ]
    assert result.total.as_tuple().exponent == -4


def test_a_slip_of_spelling_is_settled_as_right_and_said() -> None:
    kind = question_types()["short_text"]
    near = next(sample for sample in kind.samples() if sample.expected is None)
    question = load_question(near.question, "fr")
    paper, questions = paper_of(question)
    assert grade_slot(paper.slots[0], question, near.answer) == NEAR
    result = grade_paper(paper, questions, {1: near.answer})
    assert result.outcomes == {1: Mark(Decimal(1), ("spelling",))}
    assert result.is_final


def test_where_a_marker_decides_a_slip_of_spelling_waits() -> None:
    near = next(sample for sample in question_types()["short_text"].samples() if sample.expected is None)
    paper, questions = paper_of(load_question(near.question, "fr"))
    waiting = Marking(Policy(), settles_spelling=False)
    result = grade_paper(paper, questions, {1: near.answer}, waiting)
    assert (result.outcomes, result.pending) == ({1: NEAR}, 1)


def test_tries_count_against_the_slot_and_not_against_a_blank_one() -> None:
    paper, questions = paper_of(statement(1), statement(2))
    strict = Marking(Policy(certainty=True, try_penalty_percent=50))
    how = {number: Circumstances(tries=1, certainty=3) for number in (1, 2)}
    result = grade_paper(paper, questions, {1: {"value": True}}, strict, how)
    assert result.outcomes == {1: Mark(Decimal("0.5"), ("true",)), 2: Mark(Decimal(0))}


def test_an_attempt_is_never_worth_less_than_nothing() -> None:
    paper, questions = paper_of(statement(1), statement(2))
    how = {number: Circumstances(certainty=3) for number in (1, 2)}
    wrong = {number: {"value": False} for number in (1, 2)}
    result = grade_paper(paper, questions, wrong, Marking(Policy(certainty=True)), how)
    assert [result.total, result.fraction] == [0, 0]


@pytest.mark.parametrize("outcome", [Mark(Decimal(0)), Unmarked(), WAITING])
def test_settling_leaves_every_other_outcome_alone(outcome: Outcome) -> None:
    assert settle(outcome) is outcome


def test_a_slot_that_waits_counts_nothing_yet() -> None:
    paper, _ = paper_of(statement(1), statement(2))
    result = result_of(paper, {1: Mark(Decimal(1)), 2: WAITING})
    assert [result.total, result.max] == [1, 2]
    assert not result.is_final
    assert points_of(paper.slots[1], WAITING) == 0


def test_a_slot_that_is_never_marked_counts_neither_way() -> None:
    paper, _ = paper_of(statement(1), statement(2))
    assert result_of(paper, {1: Mark(Decimal(1)), 2: Unmarked()}).max == 1
    assert result_of(paper, {1: Unmarked(), 2: Unmarked()}).fraction == 0


def test_the_digits_that_a_division_drops_can_not_cost_the_pass() -> None:
    paper, _ = paper_of(statement(1, "3"), statement(2))
    result = result_of(paper, {1: Mark(Decimal(1) / 3), 2: Mark(Decimal(0))})
    assert Decimal(1) / 3 * 3 < 1
    assert result.total == 1
    assert passes(Policy(pass_percent=25), result.fraction)


def test_the_fraction_is_not_rounded_as_marks_are() -> None:
    paper, _ = paper_of(statement(1), statement(2), statement(3))
    result = result_of(paper, {number: Mark(Decimal("0.69999")) for number in (1, 2, 3)})
    assert result.total == Decimal("2.1000")
    assert not passes(Policy(pass_percent=70), result.fraction)


@pytest.mark.parametrize(
    ("value", "expected"), [("0.00005", "0.0001"), ("0.00004999", "0.0000"), ("2.34565", "2.3457")]
)
def test_rounding_is_half_up(value: str, expected: str) -> None:
    assert rounded(Decimal(value)) == Decimal(expected)


@settings(max_examples=50)
@given(
    seed=st.integers(0, 10**6), weights=st.lists(st.decimals("0.01", 100, places=2), min_size=1, max_size=5)
)
def test_a_total_lies_between_nothing_and_everything(seed: int, weights: list[Decimal]) -> None:
    rng = Random(seed)
    paper, _ = paper_of(*(statement(number, str(weight)) for number, weight in enumerate(weights)))
    outcomes = {slot.number: Mark(Decimal(rng.randint(0, 7)) / 7) for slot in paper.slots}
    result = result_of(paper, outcomes)
    assert 0 <= result.total <= result.max == sum(weights)
    assert 0 <= result.fraction <= 1
