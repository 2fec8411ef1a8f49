"""The learner's page with sixty questions of every type: at most five statements and forty kilobytes on the wire."""

import gzip
from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

import pytest
from flask import Flask

from lms.quiz.engine.question_type import question_types
from tests.quiz import file_samples as samples
from tests.quiz.sitting import Learner, answers
from tests.quiz.test_files import send
from tests.quiz.test_pictures_and_texts import learner_of, sample

SIXTY = tuple(islice(cycle(sorted(question_types())), 60))


def sitter(app: Flask, **policy: Any) -> tuple[Learner, str]:
    """A learner in front of sixty questions with hints, a file in each answer that takes files."""
    questions = [
        sample(key) | {"id": f"q-{number}", "hints": [f"Indice {number}"]}
        for number, key in enumerate(SIXTY, 1)
    ]
    learner = learner_of(app, *questions, shuffle_questions=False, **policy)
    path = learner.begin()
    for slot in slots_of("file_upload"):
        assert send(learner, path, "note.png", samples.picture(), slot).status_code == 200
    return learner, path


def slots_of(key: str) -> list[int]:
    return [slot for slot, one in enumerate(SIXTY, 1) if one == key]


@pytest.mark.parametrize("policy", [{"layout": "all"}, {"preset": "practice", "certainty": True}])
def test_the_page_keeps_to_its_budget_whatever_the_types(
    app: Flask, count_statements: Callable, policy: dict[str, Any]
) -> None:
    learner, path = sitter(app, **policy)
    learner.get(path)
    with count_statements() as statements:
        page = learner.get(path)
    assert page.status_code == 200
    assert page.text.count("note.png") >= len(slots_of("file_upload")) == len(answers(path)) > 3
    assert len(statements) <= 5, statements
    assert len(gzip.compress(page.data)) <= 40_000


def test_the_review_reads_the_files_once(app: Flask, count_statements: Callable) -> None:
    learner, path = sitter(app, results="partial")
    learner.post(f"{path}/submit", {"confirm": "y"})
    with count_statements() as statements:
        page = learner.get(f"{path}/review")
    assert page.text.count("note.png") >= len(slots_of("file_upload"))
    assert sum("FROM attempt_file" in one for one in statements) == 1
