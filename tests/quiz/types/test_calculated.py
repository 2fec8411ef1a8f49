"""calculated beyond the contract: what authors may write, what is drawn, what is shown."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.outcomes import Mark, Pending
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.questions import load_question
from tests.quiz.types import pages
from tests.quiz.types.faults import fault, sample

KIND = question_type("calculated")
COST = {"name": "cost", "min": 500, "max": 2000, "step": 50}
RATE = {"name": "rate", "min": "1.1", "max": 3, "step": "0.1"}
INCOME = {"name": "income", "formula": "cost * rate"}


def roi(**changes: Any) -> dict[str, Any]:
    return sample(
        "calculated", **{"parameters": [COST, RATE], "derived": [INCOME], "constraints": [], **changes}
    )


def drawn(data: dict[str, Any], seed: int = 1) -> tuple[Any, dict[str, Any]]:
    question = load_question(data, "fr")
    return question, KIND.prepare(question, Random(seed), shuffle=True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"parameters": []}, ("parameters", "field.too_few")),
        ({"parameters": [{"name": "cost"}]}, ("parameters.0", "question.parameter_range")),
        ({"parameters": [{"name": "cost", "min": 1}]}, ("parameters.0", "question.parameter_range")),
        ({"parameters": [{**COST, "values": [1]}]}, ("parameters.0", "question.parameter_range")),
        (
            {"parameters": [{"name": "cost", "values": [1], "min": 2}]},
            ("parameters.0", "question.parameter_range"),
        ),
        ({"parameters": [{**COST, "max": 500}]}, ("parameters.0.max", "question.limits_crossed")),
        ({"parameters": [{**COST, "step": 0}]}, ("parameters.0.step", "field.not_above")),
        ({"parameters": [{**COST, "step": "1e-9"}]}, ("parameters.0.step", "question.too_many_steps")),
        ({"parameters": [{**COST, "max": "1e40"}]}, ("parameters.0", "question.number_out_of_reach")),
        ({"parameters": [{**COST, "max": float("inf")}]}, ("parameters.0.max", "field.wrong_kind")),
        ({"parameters": [{**COST, "name": "Coût"}]}, ("parameters.0.name", "question.parameter_name")),
        ({"parameters": [{**COST, "name": "if"}]}, ("parameters.0.name", "question.parameter_name")),
        ({"parameters": [{**COST, "name": "sqrt"}]}, ("parameters.0.name", "question.parameter_name")),
        ({"parameters": [{**COST, "name": "answer"}]}, ("parameters.0.name", "question.parameter_name")),
        ({"parameters": [{**COST, "name": "__class__"}]}, ("parameters.0.name", "question.parameter_name")),
        ({"parameters": [COST, COST]}, ("parameters.1.name", "question.repeated_id")),
        ({"derived": [{**INCOME, "name": "cost"}]}, ("derived.0.name", "question.repeated_id")),
        ({"derived": [{**INCOME, "formula": "later + 1"}]}, ("derived.0.formula", "question.unknown_name")),
        ({"derived": [{**INCOME, "formula": "cost ^ 2"}]}, ("derived.0.formula", "formula.caret")),
        ({"constraints": ["income > budget"]}, ("constraints.0", "question.unknown_name")),
        ({"constraints": ["income + cost"]}, ("constraints", "formula.not_a_condition")),
        ({"constraints": ["cost < 0"]}, ("constraints", "question.no_draw")),
        ({"constraints": ["income > 100000"]}, ("constraints", "question.no_draw")),
        ({"constraints": ["1 / (cost - 500) > 0"]}, ("constraints", "question.draw_undefined")),
        ({"answer": "open('x')"}, ("answer", "formula.unknown_function")),
        ({"answer": "income > cost"}, ("answer", "formula.not_a_number")),
        ({"answer": "income / (cost - 500)"}, ("answer", "question.draw_undefined")),
        ({"answer": "income / (cost - 2000)"}, ("answer", "question.draw_undefined")),
        ({"answer": "cost ** 20"}, ("answer", "question.draw_not_finite")),
        ({"answer": "2 ** (cost * cost)"}, ("answer", "formula.too_slow")),
        (
            {"derived": [{**INCOME, "formula": "ln(cost - 500)"}]},
            ("derived.0.formula", "question.draw_not_finite"),
        ),
        (
            {"derived": [INCOME, {"name": "x", "formula": "sqrt(cost - 501)"}]},
            ("derived.1.formula", "question.draw_undefined"),
        ),
        ({"tolerance": "1e-40"}, ("tolerance", "question.number_out_of_reach")),
        (
            {"tolerance": "2.5", "tolerance_kind": "significant"},
            ("tolerance", "question.significant_figures"),
        ),
        ({"tolerance": 0, "tolerance_kind": "significant"}, ("tolerance", "question.significant_figures")),
        (
            {"answer": "cost - 500", "tolerance_kind": "relative"},
            ("tolerance_kind", "question.relative_draw_of_zero"),
        ),
        ({"stem": "Avec {budget} € ?"}, ("stem", "question.unknown_name")),
        ({"stem": {"fr": "{cost} ?", "en": "{answer}?"}}, ("stem", "question.unknown_name")),
        ({"explanation": "Soit {budget}."}, ("explanation", "question.unknown_name")),
        ({"answer": "cost * rate"}, ("stem", "question.shows_the_answer")),
        ({"hints": ["Divisez par {cost}."]}, ("hints.0", "question.hint_with_value")),
        ({"hints": ["Divisez.", "C’est {answer}."]}, ("hints.1", "question.hint_with_value")),
        ({"unit": "", "units": [{"text": "k€", "factor": 1000}]}, ("unit", "question.empty_text")),
    ],
)
def test_what_authors_can_not_save(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert fault(roi(**changes)) == expected


def test_formulas_that_are_slow_together_are_refused() -> None:
    slow = [{"name": f"x{index}", "formula": "+".join(["cost ** 1.5"] * 15)} for index in range(5)]
    assert fault(roi(derived=[INCOME, *slow])) == ("answer", "formula.too_slow")


def test_a_refusal_names_the_numbers_that_fail() -> None:
    data = roi(answer="1 / (cost - 2000)")
    with pytest.raises(ValueError) as error:  # noqa: PT011 - its errors are read below
        load_question(data, "fr")
    ((_, why),) = error.value.errors  # type: ignore[attr-defined]
    assert why.code == "question.draw_undefined"
    assert "cost = 2\u202f000" in str(why.params["values"])


def test_a_constraint_guards_the_formulas_after_it() -> None:
    data = roi(constraints=["cost > 500"], derived=[INCOME, {"name": "x", "formula": "1 / (cost - 500)"}])
    for seed in range(30):
        _, prepared = drawn(data, seed)
        assert Decimal(prepared["values"]["cost"]) > 500


@settings(max_examples=60, deadline=None)
@given(seed=st.integers())
def test_every_draw_is_one_that_the_author_described(seed: int) -> None:
    data = roi(constraints=["rate != 2", "income < 4000"])
    question, prepared = drawn(data, seed)
    assert prepared == KIND.prepare(question, Random(seed), shuffle=False)
    values = {name: Decimal(value) for name, value in prepared["values"].items()}
    assert 500 <= values["cost"] <= 2000
    assert (values["cost"] - 500) % 50 == 0
    assert values["rate"] in {Decimal(step) / 10 for step in range(11, 31)} - {Decimal(2)}
    assert values["income"] == values["cost"] * values["rate"] < 4000
    right = str((values["income"] - values["cost"]) / values["cost"] * 100)
    answer = {"text": "?", "number": right, "is_ambiguous": False}
    assert KIND.grade(question, prepared, answer) == Mark(Decimal(1))


def test_attempts_draw_different_numbers() -> None:
    assert len({str(drawn(roi(), seed)[1]) for seed in range(20)}) > 15


def test_a_rare_draw_is_found_all_the_same() -> None:
    one_of_many = {"name": "n", "min": 1, "max": 10**8}
    data = roi(parameters=[COST, RATE, one_of_many], constraints=["n == 1"])
    assert drawn(data)[1]["values"]["n"] == "1"


def test_many_parameters_are_tried_at_their_ends() -> None:
    names = [f"x{index}" for index in range(12)]
    many = [{"name": name, "min": 0, "max": 9} for name in names]
    data = roi(parameters=[COST, RATE, *many], answer=f"cost / (108 - {' - '.join(names)})")
    assert fault(data) == ("answer", "question.draw_undefined")


def test_a_formula_without_a_result_at_last_never_fails_a_learner() -> None:
    # Too rare for the trial to meet it: such a draw is not asked, and an old one is left to a person.
    data = roi(parameters=[COST, RATE, {"name": "n", "min": 1, "max": 10**6}], answer="cost / (n - 400000)")
    question, prepared = drawn(data)
    assert prepared["values"]["n"] != "400000"
    prepared["values"]["n"] = "400000"
    answer = {"text": "3", "number": "3", "is_ambiguous": False}
    outcome = KIND.grade(question, prepared, answer)
    assert isinstance(outcome, Pending)
    assert outcome.reason.code == "pending.no_result"
    assert outcome.if_settled == Mark(Decimal(1))
    view = KIND.review(question, prepared, answer, "fr")
    assert (view["correct"], view["verdict"]) == (None, "right")
    pages.review(view)
    assert "{answer}" in view["explanation"]["text"]


def test_a_draw_whose_answer_has_no_result_is_drawn_again() -> None:
    # One draw in a hundred fails, at a place where the trial does not look: preparing avoids it.
    data = roi(parameters=[{"name": "cost", "min": 1, "max": 1000}, RATE], derived=[], stem="{cost} ?")
    question = load_question({**data, "answer": "cost"} | {"stem": "Combien ?"}, "fr")
    broken = question.model_copy(update={"answer": "sqrt(cost - 500)"})
    for seed in range(20):
        assert Decimal(KIND.prepare(broken, Random(seed), shuffle=True)["values"]["cost"]) >= 500
    hopeless = question.model_copy(update={"derived": (), "constraints": ("1 / (cost - cost) > 0",)})
    with pytest.raises(ValueError, match="draw_undefined"):
        KIND.prepare(hopeless, Random(1), shuffle=True)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", "coûte 1\u202f600 € et rapporte 2\u202f000,00 €"),
        ("en", "costs 1\u202f600 € and brings 2\u202f000.00 €"),
    ],
)
def test_texts_show_the_numbers_as_their_language_writes_them(language: str, shown: str) -> None:
    question, prepared = drawn(sample("calculated"))
    view = KIND.public(question, prepared, language, None)
    assert shown in view["stem"]["text"]
    review = KIND.review(question, prepared, None, language)
    assert "25 %" in review["explanation"]["text"]


def test_long_decimals_are_shown_to_six_figures_and_other_braces_stay() -> None:
    data = roi(
        parameters=[{"name": "cost", "values": [3]}, {"name": "rate", "values": ["1234567.5", "1234567.5"]}],
        derived=[{"name": "third", "formula": "1 / cost"}, {"name": "none", "formula": "cost - 3"}],
        stem="{third} {third:1} {rate} {none} { third } {} {{cost}} {cost!r} {cost.real} {0}",
        answer="cost * 2",
    )
    question, prepared = drawn(data)
    text = KIND.public(question, prepared, "fr", None)["stem"]["text"]
    assert text == "0,333333 0,3 1\u202f234\u202f567,5 0 { third } {} {3} {cost!r} {cost.real} {0}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("12345.67", "12\u202f345,67"),
        ("123.4567", "123,4567"),
        ("1234567.123456", "1\u202f234\u202f567,123456"),
    ],
)
def test_a_number_that_ends_is_shown_to_its_end(value: str, shown: str) -> None:
    # The key reckons with what was drawn: who reckons with what the page shows must find the same.
    data = roi(
        parameters=[{"name": "cost", "values": [value]}], derived=[], stem="{cost} ?", answer="cost * 2"
    )
    question, prepared = drawn({**data, "explanation": "{answer}"})
    assert KIND.public(question, prepared, "fr", None)["stem"]["text"] == f"{shown} ?"


def test_the_right_number_of_a_review_is_one_that_would_have_been_right() -> None:
    data = roi(parameters=[{"name": "cost", "values": ["123456789.25"]}], derived=[], stem="{cost} ?")
    question, prepared = drawn({**data, "answer": "cost * 2", "explanation": "Voilà.", "tolerance": 0})
    shown = KIND.review(question, prepared, None, "fr")["correct"]
    answer = KIND.read(question, prepared, {"number": [shown]})
    assert KIND.grade(question, prepared, answer) == Mark(Decimal(1))


def test_the_page_holds_nothing_to_grade_with() -> None:
    question, prepared = drawn(roi())
    view = KIND.public(question, prepared, "fr", None)
    assert set(view) == {"type", "lang", "stem", "value", "read_as", "unit", "units", "max_length", "limits"}
    html = pages.ask(view)
    assert "income" not in html
    assert view["stem"]["text"].endswith("Quel est son ROI ?")


def test_a_review_shows_the_result_and_how_far_off_was_right() -> None:
    question, prepared = drawn(
        {**sample("calculated"), "answer": "cost / 3", "tolerance": 3, "tolerance_kind": "significant"}
    )
    view = KIND.review(question, prepared, {"text": "533", "number": "533", "is_ambiguous": False}, "fr")
    assert (view["verdict"], view["correct"]) == ("right", "533,33333")
    assert "significant figure is right" in pages.review(view)


def test_another_formula_or_range_is_another_key() -> None:
    fields = [
        KIND.marking_fields(load_question(data, "fr"))
        for data in (
            roi(),
            roi(answer="cost / income"),
            roi(parameters=[COST, {**RATE, "max": 4}]),
            roi(tolerance=2),
        )
    ]
    assert len({str(each) for each in fields}) == 4
