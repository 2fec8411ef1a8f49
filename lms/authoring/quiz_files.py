"""Reading quizzes and the questions of quizzes and self-checks."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

import lms.quiz.types  # noqa: F401 - the question types register themselves
from lms.authoring.normalise import normalise
from lms.authoring.problems import Source
from lms.authoring.reading import At, Reading, Use, place
from lms.authoring.schemas import Entry, QuizFile
from lms.courses.document import Quiz
from lms.quiz.engine.policy import PRESETS, policy_of
from lms.quiz.engine.question import Question
from lms.quiz.engine.questions import QuestionErrors, errors_of, load_question


def read_quiz(reading: Reading, folder: str, key: str, entry: Entry) -> Quiz | None:
    """The quiz of `<folder>/<key>.yaml`, or None when a problem was noted."""
    source = reading.folder.yaml(f"{folder}/{key}.yaml")
    found = reading.validate(QuizFile, source.yaml.value, source) if source else None
    if source is None or found is None:
        return None
    if found.id != key:
        reading.note(place(source, ("id",)), "quiz.other_id", expected=key)
    questions = [
        read_question(reading, data, source, ("questions", index), reading.language)
        for index, data in enumerate(found.questions)
    ]
    return Quiz(
        id=key,
        title=found.title,
        intro=normalised(found.intro),
        minutes=entry.minutes,
        objectives=entry.objectives,
        requires=entry.requires,
        optional=entry.optional,
        preset=found.preset,
        policy=_policy(reading, found, source),
        questions=tuple(plain_question(question) for question in questions if question),
    )


def normalised(text: dict[str, str]) -> dict[str, str]:
    """A text of block Markdown in its one form, in each language."""
    return {language: normalise(value).strip() for language, value in text.items()}


def _policy(reading: Reading, found: QuizFile, source: Source) -> dict[str, Any]:
    """The overrides as the engine understands them."""
    if found.preset not in PRESETS:
        names = ", ".join(PRESETS)
        reading.note(
            place(source, ("preset",)), "quiz.unknown_preset", preset=found.preset[:60], presets=names
        )
        return {}
    try:
        policy = policy_of(found.preset, found.policy).model_dump(mode="json")
    except ValidationError as error:
        reading.problems.add_fields(source, errors_of(error), ("policy",))
        return {}
    return {name: policy[name] for name in policy if name in found.policy}


def read_question(
    reading: Reading,
    data: object,
    source: Source,
    at: At,
    language: str,
    languages: Collection[str] | None = None,
) -> Question | None:
    """A question, or None when a problem was noted. `languages`: those of its texts, if not the course's."""
    try:
        question = load_question(data, language)
    except QuestionErrors as error:
        reading.problems.add_fields(source, error.errors, at)
        return None
    reading.check_texts(question, source, at, languages)
    if question.objective is not None:
        where = place(source, (*at, "objective"))
        reading.objectives.append(Use(question.objective, where, question.id))
    if languages is None:
        reading.claim("question", question.id, place(source, (*at, "id")))
    return question


_FIRST = ("id", "type", "points", "objective", "stem")


def plain_question(question: Question) -> dict[str, Any]:
    """A question as JSON values, fields in the order of its type, without those that say what is meant anyway."""
    dumped = question.model_dump(exclude_defaults=True)
    explanation = dumped.pop("explanation", None)
    ordered = {name: dumped.pop(name) for name in _FIRST if name in dumped} | dumped
    if explanation:
        ordered["explanation"] = explanation
    return {name: _plain(value) for name, value in ordered.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def plain_number(value: Decimal) -> int | float | str:
    """A number as YAML and JSON write it when that loses nothing, else its digits as a text."""
    if value == value.to_integral_value() and abs(value) < 10**15:
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)
