import subprocess
import sys

import pytest

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.question_type import question_type, question_types, register

PURE = """
import sys
import lms.quiz.types, lms.quiz.messages
from lms.quiz.engine import {modules}
print(*sorted({{name.split(".")[0] for name in sys.modules}} & {{"flask", "sqlalchemy", "wtforms", "jinja2"}}))
"""
MODULES = (
    "fields, grading, numbers, options, outcomes, paper, policy, question, questions, spelling, tokens, views"
)


def test_the_engine_and_the_types_load_without_web_or_database() -> None:
    code = PURE.format(modules=MODULES)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_type_is_found_by_its_key() -> None:
    assert question_type("numeric").key == "numeric"
    with pytest.raises(KeyError):
        question_type("essay")


def test_two_types_with_one_key_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="numeric"):
        register(type(question_type("numeric")))
    assert len(question_types()) >= 6
