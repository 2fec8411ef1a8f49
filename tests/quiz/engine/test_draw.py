"""Which questions an attempt asks."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.draw import faults_of, pick
from lms.quiz.engine.policy import Draw, Policy, Section
from lms.quiz.engine.question import Question
from lms.quiz.engine.questions import load_question


def statement(id_: str, objective: str | None = None, *tags: str) -> Question:
    data = {"id": id_, "type": "true_false", "stem": "Vrai ?", "correct": True, "tags": list(tags)}
    return load_question({**data, **({"objective": objective} if objective else {})}, "fr")


def pool(count: int, objectives: int = 1, tag: str = "pool") -> dict[str, Question]:
    made = [statement(f"q{number}", f"goal-{number % objectives}", tag) for number in range(count)]
    return {question.id: question for question in made}


def drawing(count: int, **settings: object) -> Policy:
    return Policy(sections=(Section(id="drawn", draw=Draw.model_validate({"count": count, **settings})),))


def ids(
    policy: Policy, questions: dict[str, Question], seed: int = 1, seen: tuple[str, ...] = ()
) -> list[str]:
    return [picked.question.id for picked in pick(policy, questions, seed, seen)]


def test_without_sections_every_question_is_asked() -> None:
    questions = pool(6)
    assert ids(Policy(shuffle_questions=False), questions) == list(questions)
    assert sorted(ids(Policy(), questions)) == sorted(questions)
    assert len({tuple(ids(Policy(), questions, seed)) for seed in range(9)}) > 3


def test_the_seed_and_the_history_decide_the_draw() -> None:
    questions, policy = pool(20), drawing(5)
    assert ids(policy, questions, 7) == ids(policy, questions, 7)
    assert len({tuple(sorted(ids(policy, questions, seed))) for seed in range(9)}) > 5


def test_a_question_seen_before_is_drawn_only_when_nothing_else_is_left() -> None:
    questions = pool(8)
    seen = tuple(questions)[:5]
    drawn = ids(drawing(4), questions, 3, seen)
    assert len(set(drawn) & set(seen)) == 1
    repeats = [
        ids(drawing(4).model_copy(update={"avoid_seen": False}), questions, seed, seen) for seed in range(20)
    ]
    assert any(len(set(drawn) & set(seen)) > 1 for drawn in repeats)


def test_a_stratified_draw_takes_the_objectives_in_turn() -> None:
    questions = pool(30, objectives=3)
    drawn = ids(drawing(7, by_objective=True), questions)
    counts = Counter(questions[id_].objective for id_ in drawn)
    assert sorted(counts.values()) == [2, 2, 3]


def test_a_draw_by_tag_takes_only_what_carries_one_of_them() -> None:
    questions = pool(4, tag="exam") | {"other": statement("other", None, "practice")}
    assert "other" not in ids(drawing(4, tags=["exam", "mock"]), questions)


def test_a_draw_by_bank_takes_only_its_questions() -> None:
    banked = {
        id_: question.model_copy(update={"bank": "exam" if id_ < "q3" else "other"})
        for id_, question in pool(6).items()
    }
    questions = banked | {"own": statement("own")}
    assert sorted(ids(drawing(3, bank="exam"), questions)) == ["q0", "q1", "q2"]


@given(seed=st.integers(), again=st.integers(), objectives=st.integers(1, 4), count=st.integers(1, 6))
def test_a_stratified_draw_repeats_nothing_while_something_is_new(
    seed: int, again: int, objectives: int, count: int
) -> None:
    questions, policy = pool(12, objectives), drawing(count, by_objective=True)
    first = ids(policy, questions, seed)
    assert not set(first) & set(ids(policy, questions, again, tuple(first)))


def test_sections_keep_their_order_and_no_question_comes_twice() -> None:
    questions = pool(12)
    policy = Policy(
        sections=(
            Section(id="first", questions=("q3", "q1"), draw=Draw(count=3)),
            Section(id="second", draw=Draw(count=5)),
        ),
    )
    picked = pick(policy, questions, 5)
    assert [one.section for one in picked] == ["first"] * 5 + ["second"] * 5
    assert {"q1", "q3"} <= {one.question.id for one in picked[:5]}
    assert len({one.question.id for one in picked}) == 10


def test_a_section_without_shuffling_keeps_the_authors_order() -> None:
    policy = Policy(shuffle_questions=False, sections=(Section(id="fixed", questions=("q3", "q1")),))
    assert ids(policy, pool(4)) == ["q3", "q1"]


@pytest.mark.parametrize(
    ("sections", "path", "code"),
    [
        ([{"id": "a"}], "sections.0", "policy.empty_section"),
        ([{"id": "a", "questions": ["q9"]}], "sections.0.questions.0", "policy.unknown_question"),
        (
            [{"id": "a", "questions": ["q1"]}, {"id": "b", "questions": ["q2", "q1"]}],
            "sections.1.questions.1",
            "policy.question_twice",
        ),
        ([{"id": "a", "draw": {"count": 7}}], "sections.0.draw.count", "policy.pool_too_small"),
        (
            [{"id": "a", "draw": {"count": 1, "tags": ["x"]}}],
            "sections.0.draw.count",
            "policy.pool_too_small",
        ),
        (
            [{"id": "a", "draw": {"count": 4}}, {"id": "b", "draw": {"count": 3}}],
            "sections.1.draw.count",
            "policy.pool_too_small",
        ),
        (
            [{"id": "a", "questions": ["q0"], "draw": {"count": 6}}],
            "sections.0.draw.count",
            "policy.pool_too_small",
        ),
    ],
)
def test_a_fault_is_named_in_its_place(sections: list[object], path: str, code: str) -> None:
    policy = Policy.model_validate({"sections": sections})
    assert (path, code) in [(where, why.code) for where, why in faults_of(policy, pool(6))]


def test_a_right_policy_has_no_fault() -> None:
    assert faults_of(Policy(), pool(6)) == []
    halves = Policy.model_validate({"sections": [{"id": key, "draw": {"count": 3}} for key in ("a", "b")]})
    assert faults_of(halves, pool(6)) == []


@given(
    count=st.integers(1, 12),
    objectives=st.integers(1, 5),
    seed=st.integers(),
    seen=st.sets(st.integers(0, 11)),
    by_objective=st.booleans(),
)
def test_a_draw_gives_its_count_without_repeats(
    count: int, objectives: int, seed: int, seen: set[int], by_objective: bool
) -> None:
    questions = pool(12, objectives)
    policy = drawing(count, by_objective=by_objective)
    drawn = ids(policy, questions, seed, tuple(f"q{number}" for number in seen))
    assert len(drawn) == len(set(drawn)) == count
    assert faults_of(policy, questions) == []
