import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.draw import pick
from lms.quiz.engine.paper import Paper, make_paper, marking_version
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import question_types
from lms.quiz.engine.questions import load_question

FIXED = Policy(shuffle_questions=False, shuffle_options=False)


def questions() -> list[Question]:
    """One question of each type."""
    return [load_question(kind.samples()[0].question, "fr") for kind in question_types().values()]


def paper_of(chosen: list[Question], policy: Policy, seed: int | str) -> Paper:
    return make_paper(pick(policy, {question.id: question for question in chosen}, seed), policy, seed)


def ids(paper: Paper) -> list[str]:
    return [slot.question_id for slot in paper.slots]


def test_slots_are_numbered_from_one_in_the_authors_order_without_shuffling() -> None:
    paper = paper_of(questions(), FIXED, 1)
    assert [slot.number for slot in paper.slots] == list(range(1, len(paper.slots) + 1))
    assert ids(paper) == [question.id for question in questions()]
    assert paper.slot(2).question_id == questions()[1].id


@pytest.mark.parametrize("number", [0, -1, 99])
def test_a_slot_that_is_not_on_the_paper_is_a_key_error(number: int) -> None:
    with pytest.raises(KeyError):
        paper_of(questions(), FIXED, 1).slot(number)


def test_the_seed_decides_the_paper() -> None:
    policy = Policy()
    assert paper_of(questions(), policy, 7) == paper_of(questions(), policy, 7)
    assert len({tuple(ids(paper_of(questions(), policy, seed))) for seed in range(20)}) > 10


def test_a_questions_options_do_not_depend_on_its_neighbours() -> None:
    whole, alone = questions(), questions()[:1]
    on_whole = {slot.question_id: slot.prepared for slot in paper_of(whole, Policy(), 7).slots}
    assert paper_of(alone, Policy(), 7).slots[0].prepared == on_whole[alone[0].id]


@settings(max_examples=50)
@given(
    seed=st.integers() | st.text(max_size=20),
    count=st.integers(0, 6),
    points=st.decimals("0.01", 99, places=2),
)
def test_a_paper_survives_json(seed: int | str, count: int, points: Decimal) -> None:
    chosen = [question.model_copy(update={"points": points}) for question in questions()[:count]]
    paper = paper_of(chosen, Policy(), seed)
    stored = json.loads(json.dumps(paper.dump(), sort_keys=True))
    assert stored["schema"] == 1
    assert Paper.load(stored) == paper
    assert Paper.load(json.dumps(stored)) == paper
    assert [slot.points for slot in Paper.load(stored).slots] == [points] * count


@pytest.mark.parametrize("stored", [{"schema": 2, "slots": []}, {"slots": [{}]}, "[]", "{"])
def test_another_schema_is_refused(stored: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        Paper.load(stored)  # type: ignore[arg-type]


def test_the_marking_version_follows_the_key_and_nothing_else() -> None:
    kind = question_types()["single_choice"]
    data = dict(kind.samples()[0].question)
    options = [{**option, "correct": option["id"] == "members"} for option in data["options"]]
    first, reworded, rekeyed = (
        marking_version(load_question(each, "fr"))
        for each in (data, {**data, "stem": "Autrement ?"}, {**data, "options": options})
    )
    assert first == reworded
    assert first != rekeyed
    assert len(first) == 16
    assert int(first, 16) >= 0


def test_two_spellings_of_one_number_are_one_key() -> None:
    data = dict(question_types()["numeric"].samples()[0].question)
    versions = {
        marking_version(load_question({**data, "correct": value}, "fr"))
        for value in (12.5, "12.50", "125e-1")
    }
    assert len(versions) == 1
