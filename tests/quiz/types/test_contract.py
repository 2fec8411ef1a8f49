"""What every question type must do, asked of each registered type; a new type is held to it without an edit here."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

import lms.quiz.types
from lms.quiz.engine.outcomes import Mark, Pending, Unmarked
from lms.quiz.engine.question_type import QuestionType, Sample, question_types
from lms.quiz.engine.questions import load_question
from tests.quiz.types import pages

NUMBER = re.compile(r"-?[\d.]+(E[+-]?\d+)?")
TYPES = [pytest.param(kind, id=key) for key, kind in question_types().items()]
SAMPLES = [
    pytest.param(kind, sample, id=f"{key}-{index}")
    for key, kind in question_types().items()
    for index, sample in enumerate(kind.samples())
]
Kind = QuestionType[Any]


def asked(kind: Kind, sample: Sample, seed: int = 1) -> tuple[Any, dict[str, Any]]:
    question = load_question(sample.question, "fr")
    return question, kind.prepare(question, Random(seed), shuffle=True)


def is_unmarked(kind: Kind) -> bool:
    """Whether no answer of this type gets a mark from the program: a person gives it, or nobody."""
    return {sample.expected for sample in kind.samples()} == {None}


def token_lists(prepared: dict[str, Any]) -> Iterator[tuple[str, list[list[str]]]]:
    """What was prepared as tokens; a type may keep drawn values beside them."""
    return ((name, pairs) for name, pairs in prepared.items() if isinstance(pairs, list))


def keys_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from keys_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys_of(item)


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_of(item)


def with_another_key(value: Any, secret: frozenset[str]) -> Any:
    """The question's data with its secret fields exchanged among themselves, or changed where there is only one."""
    found: dict[str, list[tuple[Any, Any]]] = {}
    copy = json.loads(json.dumps(value, default=str))
    _collect(copy, secret, found)
    for places in found.values():
        values = [holder[at] for holder, at in places]
        moved = values[1:] + values[:1] if len(values) > 1 else [_changed(values[0])]
        for (holder, at), item in zip(places, moved, strict=True):
            holder[at] = item
    return copy


def _collect(value: Any, secret: frozenset[str], found: dict[str, list[tuple[Any, Any]]]) -> None:
    """Places of the innermost secret values: (holder, key), by field name; a secret list of plain entries is its order."""
    if not isinstance(value, dict):
        return
    for name, item in value.items():
        is_secret = name in secret
        if isinstance(item, list) and not (is_secret and _is_order(item, secret)):
            _collect_entries(item, secret, found, name if is_secret else None)
        elif is_secret:
            found.setdefault(name, []).append((value, name))


def _collect_entries(
    entries: list[Any], secret: frozenset[str], found: dict[str, list[tuple[Any, Any]]], name: str | None
) -> None:
    for index, entry in enumerate(entries):
        if isinstance(entry, dict) and "id" in entry:
            _collect(entry, secret, found)
        elif name is not None:
            found.setdefault(name, []).append((entries, index))


def _is_order(entries: list[Any], secret: frozenset[str]) -> bool:
    """Whether entries have ids and nothing secret in them, so that only their order can be the key."""
    return bool(entries) and all(
        isinstance(entry, dict) and "id" in entry and not secret & set(entry) for entry in entries
    )


def _changed(value: Any) -> Any:
    match value:
        case list():
            return value[::-1]
        case bool():
            return not value
        case dict():
            return {"fr": "Autre chose."}
        case "absolute" | "relative" | "significant":
            return {"absolute": "relative"}.get(value, "absolute")
        case str() if not NUMBER.fullmatch(value):
            return f"({value}) + 1"
        case _:
            return str(Decimal(value) + 1)


def test_the_package_registers_every_module() -> None:
    modules = {path.stem for path in Path(lms.quiz.types.__path__[0]).glob("*.py")} - {"__init__"}
    assert set(question_types()) == modules
    assert {"single_choice", "multiple_choice", "true_false", "short_text", "numeric", "matching"} <= modules


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_tests_itself_with_right_and_wrong_answers(kind: Kind) -> None:
    expected = {sample.expected for sample in kind.samples()}
    assert is_unmarked(kind) or {Decimal(0), Decimal(1)} <= expected


@pytest.mark.parametrize(("kind", "sample"), SAMPLES)
def test_a_sample_gets_its_mark_through_the_form(kind: Kind, sample: Sample) -> None:
    question, prepared = asked(kind, sample)
    fields = pages.fields_from(kind.public(question, prepared, "fr", sample.answer))
    answer = kind.read(question, prepared, fields)
    assert answer == sample.answer
    outcome = kind.grade(question, prepared, answer)
    if sample.expected is None:
        assert isinstance(outcome, Pending | Unmarked)
    else:
        assert isinstance(outcome, Mark)
        assert outcome.fraction == sample.expected


@pytest.mark.parametrize(("kind", "sample"), SAMPLES)
def test_what_is_stored_is_json(kind: Kind, sample: Sample) -> None:
    _, prepared = asked(kind, sample)
    assert json.loads(json.dumps([prepared, sample.answer])) == [prepared, sample.answer]


@pytest.mark.parametrize("kind", TYPES)
def test_an_untouched_form_is_no_answer(kind: Kind) -> None:
    question, prepared = asked(kind, kind.samples()[0])
    view = kind.public(question, prepared, "fr", None)
    assert pages.Controls(pages.ask(view)).offered
    assert kind.read(question, prepared, pages.fields_from(view)) is None
    assert kind.read(question, prepared, {}) is None


@pytest.mark.parametrize("kind", TYPES)
def test_an_answer_can_be_taken_back(kind: Kind) -> None:
    sample = kind.samples()[0]
    question, prepared = asked(kind, sample)
    controls = pages.Controls(pages.ask(kind.public(question, prepared, "fr", sample.answer)))
    for name, values in controls.offered.items():
        is_single = name in controls.texts or "" in values
        assert is_single or "checkbox" in pages.ask(kind.public(question, prepared, "fr", None))
    emptied = {name.removeprefix(pages.PREFIX): [""] for name in controls.offered}
    assert kind.read(question, prepared, emptied) is None


@pytest.mark.parametrize(("kind", "sample"), SAMPLES)
def test_the_page_of_a_running_attempt_holds_no_secret_field(kind: Kind, sample: Sample) -> None:
    question, prepared = asked(kind, sample)
    view = kind.public(question, prepared, "fr", sample.answer)
    assert not kind.secret & set(keys_of(view))
    html = pages.ask(view)
    for text in texts_of(sample.question.get("explanation", {})):
        assert text not in html


@pytest.mark.parametrize(("kind", "sample"), SAMPLES)
def test_the_page_is_the_same_bytes_whatever_the_key(kind: Kind, sample: Sample) -> None:
    question, prepared = asked(kind, sample)
    other = load_question(with_another_key(question.model_dump(), kind.secret), "fr")
    if is_unmarked(kind):
        return
    assert kind.marking_fields(other) != kind.marking_fields(question) or kind.key == "short_text"
    assert kind.review(other, prepared, None, "fr") != kind.review(question, prepared, None, "fr")
    views = [
        kind.public(one, kind.prepare(one, Random(8), shuffle=True), "fr", None) for one in (question, other)
    ]
    assert json.dumps(views[0]) == json.dumps(views[1])
    assert pages.ask(views[0]) == pages.ask(views[1])


@pytest.mark.parametrize("kind", TYPES)
def test_tokens_belong_to_one_attempt(kind: Kind) -> None:
    _, prepared = asked(kind, kind.samples()[0])
    _, same = asked(kind, kind.samples()[0])
    _, other = asked(kind, kind.samples()[0], seed=2)
    assert same == prepared
    for name, pairs in token_lists(prepared):
        mine, theirs = ({token for token, _ in tokens} for tokens in (pairs, other[name]))
        assert len(mine) == len(pairs)
        assert not mine & theirs
        assert not any(id_ in token for token, id_ in pairs)


@pytest.mark.parametrize("kind", TYPES)
def test_the_order_is_the_authors_without_shuffling(kind: Kind) -> None:
    question = load_question(kind.samples()[0].question, "fr")
    first, second = (kind.prepare(question, Random(seed), shuffle=False) for seed in (1, 2))
    for name, pairs in token_lists(first):
        # Those named so are shuffled always: their order would be the key, or would hint at it.
        if name not in {"choices", "shuffled"}:
            assert [id_ for _, id_ in pairs] == [id_ for _, id_ in second[name]]


def expected_verdict(kind: Kind, sample: Sample) -> str:
    if sample.expected is None:
        return "pending" if kind.is_manual else "none" if is_unmarked(kind) else "right"
    if sample.expected <= 0:
        return "wrong"
    return "right" if sample.expected == 1 else "partial"


@pytest.mark.parametrize("language", ["fr", "en", "de"])
@pytest.mark.parametrize(("kind", "sample"), SAMPLES)
def test_the_review_shows_each_answer_with_its_verdict(kind: Kind, sample: Sample, language: str) -> None:
    question, prepared = asked(kind, sample)
    view = kind.review(question, prepared, sample.answer, language)
    html = pages.review(view)
    assert view["verdict"] == expected_verdict(kind, sample)
    if view["verdict"] == "right" and sample.expected is not None:
        assert "Your answer, correct" in html
    assert 'class="icon' in html or is_unmarked(kind)
    assert ('lang="en"' in html) <= (language == "en")


@pytest.mark.parametrize("kind", TYPES)
def test_the_review_of_a_blank_answer_says_what_was_right(kind: Kind) -> None:
    question, prepared = asked(kind, kind.samples()[0])
    view = kind.review(question, prepared, None, "fr")
    assert view["verdict"] == "blank"
    html = pages.review(view)
    assert "Correct answer" in html or is_unmarked(kind)
    assert "Your answer, correct" not in html


@pytest.mark.parametrize("kind", TYPES)
def test_a_closed_form_can_not_be_changed(kind: Kind) -> None:
    sample = kind.samples()[0]
    question, prepared = asked(kind, sample)
    controls = pages.Controls(pages.ask(kind.public(question, prepared, "fr", sample.answer), disabled=True))
    # A select is one control however much it offers.
    offered = {
        name: 1 if name in controls.selects else len(values) for name, values in controls.offered.items()
    }
    assert controls.disabled == sum(offered.values()) > 0


@pytest.mark.parametrize("kind", TYPES)
def test_wording_does_not_change_the_marking_version(kind: Kind) -> None:
    data = dict(kind.samples()[0].question)
    reworded = {**data, "stem": "Autrement dit ?", "explanation": "Parce que.", "points": 3}
    fields = [kind.marking_fields(load_question(each, "fr")) for each in (data, reworded)]
    assert fields[0] == fields[1]
    assert json.dumps(fields[0])
