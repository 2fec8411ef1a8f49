"""Any answer that a page offers, and any nonsense that a program sends."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.fields import fields_of
from lms.quiz.engine.grading import settle
from lms.quiz.engine.outcomes import Mark
from lms.quiz.engine.question_type import InvalidAnswer, QuestionType, question_types
from lms.quiz.engine.questions import load_question
from tests.quiz.types import pages

TYPES = [pytest.param(kind, id=key) for key, kind in question_types().items()]
NUMBERS = st.from_regex(r"[-\u2212+]?[0-9]{1,3}([ \u202f][0-9]{3}){0,3}([.,][0-9]{1,6})?", fullmatch=True)
TYPED = st.one_of(st.text(max_size=40), NUMBERS, st.sampled_from(["NaN", "1e309", "-inf", "12,5", "anima*"]))
HOSTILE = st.one_of(
    st.none(),
    st.integers(),
    st.text(max_size=8),
    st.lists(st.one_of(st.text(), st.none(), st.binary()), max_size=4),
)


@pytest.mark.parametrize("kind", TYPES)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_what_the_page_offers_reads_back_and_marks(kind: QuestionType[Any], data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(list(kind.samples())))
    question = load_question(sample.question, "fr")
    prepared = kind.prepare(question, Random(data.draw(st.integers(0, 99))), shuffle=True)
    controls = pages.Controls(pages.ask(kind.public(question, prepared, "fr", None)))
    sent = {name: data.draw(_values(controls, name)) for name in controls.offered}
    try:
        answer = kind.read(question, prepared, fields_of(sent, pages.PREFIX))
    except InvalidAnswer as error:
        is_clash = error.reason.code == "answer.same_position"
        assert is_clash or controls.texts or len(max(sent.values(), key=len)) > 1
        return
    again = kind.read(question, prepared, pages.fields_from(kind.public(question, prepared, "fr", answer)))
    assert again == answer
    pages.review(kind.review(question, prepared, answer, "fr"))
    if answer is not None:
        outcome = settle(kind.grade(question, prepared, answer))
        assert isinstance(outcome, Mark) or sample.expected is None
        assert not isinstance(outcome, Mark) or -1 <= outcome.fraction <= 1


def _values(controls: pages.Controls, name: str) -> st.SearchStrategy[list[str]]:
    if name in controls.texts:
        return TYPED.map(lambda text: [text])
    offered = st.sampled_from(controls.offered[name])
    return st.lists(offered, unique=True, max_size=2 if "" in controls.offered[name] else 4)


@pytest.mark.parametrize("kind", TYPES)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_nonsense_is_refused_or_blank_and_nothing_worse(kind: QuestionType[Any], data: st.DataObject) -> None:
    question = load_question(kind.samples()[0].question, "fr")
    prepared = kind.prepare(question, Random(1), shuffle=True)
    controls = pages.Controls(pages.ask(kind.public(question, prepared, "fr", None)))
    names = st.sampled_from(sorted(fields_of(controls.offered, pages.PREFIX))) | st.text(max_size=12)
    hostile = HOSTILE | st.lists(
        st.sampled_from([value for values in controls.offered.values() for value in values]), max_size=12
    )
    fields: Any = data.draw(st.dictionaries(names, hostile, max_size=6))
    try:
        answer = kind.read(question, prepared, fields)
    except InvalidAnswer:
        return
    if answer is not None:
        kind.grade(question, prepared, answer)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(
    "values", [["x"] * 10_000, ["a", "b"], ["x" * 100_001], ["\x00"], ["\ud800"], "text", 5, [5], [b"x"]]
)
def test_each_known_attack_is_refused(kind: QuestionType[Any], values: Any) -> None:
    question = load_question(kind.samples()[0].question, "fr")
    prepared = kind.prepare(question, Random(1), shuffle=True)
    controls = pages.Controls(pages.ask(kind.public(question, prepared, "fr", None)))
    for name in fields_of(controls.offered, pages.PREFIX):
        with pytest.raises(InvalidAnswer):
            kind.read(question, prepared, {name: values})
