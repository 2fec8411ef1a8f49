"""The author documentation: every type has its section, and every example is a question."""

import re
from pathlib import Path
from random import Random

import pytest
import yaml

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.question_type import question_type, question_types
from lms.quiz.engine.questions import load_question

TEXT = (Path(__file__).parents[2] / "docs" / "question-types.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+): [^\n]*\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))


def test_each_type_has_its_section() -> None:
    assert set(SECTIONS) == set(question_types())


@pytest.mark.parametrize("key", SECTIONS)
def test_each_example_is_a_question_of_its_type(key: str) -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```", SECTIONS[key], re.MULTILINE | re.DOTALL)
    assert examples
    for example in examples:
        data = yaml.safe_load(example)
        question = load_question(data, "fr")
        assert question.type == key
        kind = question_type(key)
        assert kind.public(question, kind.prepare(question, Random(1), shuffle=True), "fr", None)
