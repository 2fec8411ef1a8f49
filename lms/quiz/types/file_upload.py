"""Files that a learner hands in and a person marks."""

from collections.abc import Sequence
from hashlib import blake2b
from hmac import compare_digest
from random import Random
from re import compile as pattern
from typing import Annotated, Any

from pydantic import Field

from lms.core.reasons import reason
from lms.quiz.engine.fields import value_of
from lms.quiz.engine.file_kinds import FileKind, endings_of
from lms.quiz.engine.outcomes import Pending
from lms.quiz.engine.question_type import (
    Answer,
    Fields,
    InvalidAnswer,
    InvalidQuestion,
    Prepared,
    QuestionType,
    Sample,
    register,
)
from lms.quiz.engine.rubric import WHAT_IS_EXPECTED, ManualQuestion, check_rubric, expected_view
from lms.quiz.engine.views import asked, reviewed, text_view

FIELD = "file"
CHOSEN = "upload"
"""The page's file control. Without a script, the form sends the name of a file that was chosen and never added."""
_VALUE = pattern(r"([0-9a-f]{32})\.([0-9a-f]{32})\Z")


class FileUploadQuestion(ManualQuestion):
    """Which kinds of files, how many, and how large each may be; the installation's own limit may be lower."""

    accept: Annotated[tuple[FileKind, ...], Field(min_length=1, max_length=4)] = ("pdf", "image")
    max_files: Annotated[int, Field(ge=1, le=10)] = 3
    max_megabytes: Annotated[int, Field(ge=1, le=100)] = 10


@register
class FileUpload(QuestionType[FileUploadQuestion]):
    """The answer is `{"files": [tokens]}` in the order added; the files themselves are rows beside it.

    On the page a token carries a seal, made with a secret of the attempt's own paper: a token that this question did not
    show is refused, though the type sees no database.
    """

    key = "file_upload"
    model = FileUploadQuestion
    secret = WHAT_IS_EXPECTED | {"explanation"}
    is_manual = True

    def check(self, question: FileUploadQuestion) -> None:
        if len(set(question.accept)) < len(question.accept):
            raise InvalidQuestion(reason("question.repeated_kind"), "accept")
        check_rubric(question.rubric)

    def prepare(self, question: FileUploadQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return {"seal": f"{rng.getrandbits(128):032x}"}

    def public(
        self, question: FileUploadQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        return {
            **asked(question, language),
            "criteria": [text_view(row.title, language) for row in question.rubric],
            "endings": endings_of(question.accept),
            "max_files": question.max_files,
            "max_megabytes": question.max_megabytes,
            "files": [{"token": token} for token in _tokens(answer)],
            "held": sealed(prepared, _tokens(answer)),
        }

    def read(self, question: FileUploadQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        values = (value_of(fields, FIELD) or "").split(" ")
        if len(values) > question.max_files:
            raise InvalidAnswer(reason("answer.too_many", limit=question.max_files))
        tokens = [_token(prepared, value) for value in values if value]
        answer = {"files": list(dict.fromkeys(tokens))} if tokens else None
        if value_of(fields, CHOSEN) is not None:
            raise InvalidAnswer(reason("file.not_added"), answer)
        return answer

    def grade(self, question: FileUploadQuestion, prepared: Prepared, answer: Answer) -> Pending:
        return Pending(reason("pending.marker"))

    def review(
        self, question: FileUploadQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        return {
            **reviewed(question, language, None),
            "verdict": "pending" if answer else "blank",
            "files": [{"token": token} for token in _tokens(answer)],
            **expected_view(question, language),
        }

    def marking_fields(self, question: FileUploadQuestion) -> dict[str, Any]:
        rows = [
            {
                "id": row.id,
                "levels": sorted([level.id, f"{level.points.normalize():f}"] for level in row.levels),
                "met_from": row.met_from,
            }
            for row in question.rubric
        ]
        return {"rubric": rows}

    def samples(self) -> Sequence[Sample]:
        levels = [
            {"id": "no", "title": {"fr": "Non", "en": "No"}, "points": 0},
            {"id": "partly", "title": {"fr": "En partie", "en": "Partly"}, "points": 1},
            {"id": "yes", "title": {"fr": "Oui", "en": "Yes"}, "points": 2},
        ]
        title, picture = {"fr": "Le titre", "en": "The title"}, {"fr": "L’image", "en": "The picture"}
        question = {
            "id": "sample-file-upload",
            "type": "file_upload",
            "stem": {"fr": "Déposez votre affiche.", "en": "Hand in your poster."},
            "accept": ["pdf", "image"],
            "max_files": 2,
            "model_answer": {"fr": "Un titre, une image.", "en": "A title, a picture."},
            "explanation": {"fr": "Une affiche se lit de loin.", "en": "A poster is read from afar."},
            "rubric": [
                {"id": "title", "title": title, "levels": levels, "met_from": "yes"},
                {"id": "picture", "title": picture, "levels": levels, "met_from": "partly"},
            ],
        }
        return [
            Sample(question, {"files": ["0123456789abcdef" * 2]}, None),
            Sample(question, {"files": ["f" * 32, "0" * 32]}, None),
        ]


def sealed(prepared: Prepared, tokens: Sequence[str]) -> str:
    """Files' tokens as this attempt's page sends them back: in one field, so that whoever fills it replaces all of them."""
    return " ".join(f"{token}.{_seal(prepared, token)}" for token in tokens)


def _seal(prepared: Prepared, token: str) -> str:
    return blake2b(token.encode(), key=prepared["seal"].encode(), digest_size=16).hexdigest()


def _token(prepared: Prepared, value: str) -> str:
    found = _VALUE.match(value)
    if found is None or not compare_digest(found[2], _seal(prepared, found[1])):
        raise InvalidAnswer(reason("answer.foreign_option"))
    return found[1]


def _tokens(answer: Answer | None) -> list[str]:
    return list(answer["files"]) if answer else []
