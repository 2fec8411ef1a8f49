"""What is special about files as an answer: only tokens that this attempt's page showed are one."""

from random import Random
from typing import Any

import pytest

from lms.quiz.engine.outcomes import Pending
from lms.quiz.engine.question_type import InvalidAnswer, question_type
from lms.quiz.engine.questions import load_question
from lms.quiz.types.file_upload import FileUpload, sealed
from tests.quiz.types.faults import fault, sample

KIND: Any = question_type("file_upload")
QUESTION = load_question(sample("file_upload"), "fr")
PAPER, OTHER = (KIND.prepare(QUESTION, Random(seed), shuffle=True) for seed in (1, 2))
ONE, TWO, THREE = ("1" * 32, "2" * 32, "3" * 32)


def read(*values: str, **more: list[str]) -> Any:
    return FileUpload().read(QUESTION, PAPER, {"file": list(values), **more})  # type: ignore[arg-type]


def refusal(*values: str, **more: list[str]) -> InvalidAnswer:
    with pytest.raises(InvalidAnswer) as caught:
        read(*values, **more)
    return caught.value


def test_tokens_are_read_in_their_order_and_once_each() -> None:
    assert read(sealed(PAPER, [TWO, ONE])) == {"files": [TWO, ONE]}
    assert read(sealed(PAPER, [TWO, TWO])) == {"files": [TWO]}
    assert read("") is None


@pytest.mark.parametrize(
    "value", [ONE, f"{ONE}.{'0' * 32}", sealed(OTHER, [ONE]), "../x", f"{sealed(PAPER, [ONE])}\n"]
)
def test_a_token_that_the_page_did_not_show_is_refused(value: str) -> None:
    assert refusal(value).reason.code == "answer.foreign_option"


def test_more_files_than_allowed_are_refused() -> None:
    assert refusal(sealed(PAPER, [ONE, TWO, THREE])).reason.code == "answer.too_many"
    assert refusal(*[sealed(PAPER, [token]) for token in (ONE, TWO)]).reason.code == "answer.too_many"


def test_a_file_chosen_and_not_sent_is_said_and_the_others_are_kept() -> None:
    refused = refusal(sealed(PAPER, [ONE]), upload=["affiche.pdf"])
    assert refused.reason.code == "file.not_added"
    assert refused.readable == {"files": [ONE]}


def test_a_person_marks_it() -> None:
    assert isinstance(KIND.grade(QUESTION, PAPER, {"files": [ONE]}), Pending)


def test_the_author_s_faults_are_found() -> None:
    assert fault(sample("file_upload", accept=["pdf", "pdf"])) == ("accept", "question.repeated_kind")
    assert fault(sample("file_upload", accept=["exe"]))[0].startswith("accept")
    assert fault(sample("file_upload", max_files=11))[0] == "max_files"
    assert fault(sample("file_upload", max_megabytes=0))[0] == "max_megabytes"
    assert fault(sample("file_upload", accept=[]))[0] == "accept"
