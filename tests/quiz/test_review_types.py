"""Held explanations of any question type: nothing of them is in what a review prints."""

import json
from random import Random
from typing import Any

import pytest

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.question_type import Sample, question_type, question_types
from lms.quiz.engine.questions import load_question
from lms.quiz.reviewing import without_explanations

pytestmark = pytest.mark.one_database

SECRET = "HELD-BACK"
NAMES = ("explanation", "feedback")
SAMPLES = [
    pytest.param(key, sample, id=f"{key}-{number}")
    for key, kind in question_types().items()
    for number, sample in enumerate(kind.samples())
]


def marked(value: Any) -> Any:
    """An author's data whose every explanation and feedback is the secret."""
    if isinstance(value, dict):
        return {key: {"fr": SECRET} if key.startswith(NAMES) else marked(item) for key, item in value.items()}
    return [marked(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("key", "sample"), SAMPLES)
def test_nothing_of_an_explanation_is_left(key: str, sample: Sample) -> None:
    data = marked({**json.loads(json.dumps(sample.question, default=str)), "explanation": SECRET})
    kind, question = question_type(key), load_question(data, "fr")
    prepared = kind.prepare(question, Random(1), shuffle=True)
    view = kind.review(question, prepared, sample.answer, "fr")
    assert SECRET in json.dumps(view, default=str)
    assert SECRET not in json.dumps(without_explanations(view), default=str)
    assert SECRET not in json.dumps(kind.public(question, prepared, "fr", sample.answer), default=str)
