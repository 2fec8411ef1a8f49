"""Reading quizzes and the questions of quizzes and self-checks."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

import lms.quiz.types  # noqa: F401 - the question types register themselves
from lms.authoring.normalise import normalise
from lms.authoring.problems import Source
from lms.authoring.reading import At, Reading, Use, place
from lms.authoring.schemas import BankFile, Entry, QuizFile
from lms.courses.document import Media, Quiz
from lms.quiz.engine.draw import faults_of
from lms.quiz.engine.policy import PRESETS, Policy, policy_of
from lms.quiz.engine.question import Question
from lms.quiz.engine.questions import QuestionErrors, errors_of, load_question
from lms.quiz.engine.release import faults_of_release

MOST_QUESTIONS = 1000
"""Of a quiz, its banks included."""


def read_quiz(reading: Reading, folder: str, key: str, entry: Entry, media: dict[str, Media]) -> Quiz | None:
    """The quiz of `<folder>/<key>.yaml`, the images of its questions added to `media`; None when a problem was noted."""
    source = reading.folder.yaml(f"{folder}/{key}.yaml")
    found = reading.validate(QuizFile, source.yaml.value, source) if source else None
    if source is None or found is None:
        return None
    if found.id != key:
        reading.note(place(source, ("id",)), "quiz.other_id", expected=key)
    questions = _read_questions(reading, folder, found.questions, source, media)
    for bank in found.banks:
        questions += _read_bank(reading, folder, bank, media)
    if not questions:
        reading.note(place(source, ("questions",)), "quiz.no_question")
    if len(questions) > MOST_QUESTIONS:
        reading.note(place(source, ("banks",)), "questions.full", most=MOST_QUESTIONS)
    return Quiz(
        id=key,
        title=found.title,
        intro=normalised(found.intro),
        minutes=entry.minutes,
        objectives=entry.objectives,
        requires=entry.requires,
        optional=entry.optional,
        activity=entry.activity,
        calendar=entry.calendar,
        preset=found.preset,
        policy=_policy(reading, found, source, questions),
        banks=found.banks,
        questions=tuple(plain_question(question) for question in questions if question),
    )


def _read_questions(
    reading: Reading,
    folder: str,
    written: Sequence[object],
    source: Source,
    media: dict[str, Media],
    bank: str | None = None,
) -> list[Question | None]:
    """The questions of one file, their images added to `media`; None for each that can't be read."""
    found = []
    for index, data in enumerate(written):
        at: At = ("questions", index)
        if isinstance(data, Mapping) and "bank" in data:
            reading.note(place(source, (*at, "bank")), "field.unknown")
        question = read_question(reading, data, source, at, reading.language)
        if question:
            media |= read_images(reading, folder, question, source, at)
            question = question.model_copy(update={"bank": bank})
        found.append(question)
    return found


def _read_bank(reading: Reading, folder: str, key: str, media: dict[str, Media]) -> list[Question | None]:
    """The questions of `<folder>/<key>.yaml`, each of which says that it is of this bank."""
    source = reading.folder.yaml(f"{folder}/{key}.yaml")
    found = reading.validate(BankFile, source.yaml.value, source) if source else None
    if source is None or found is None:
        return [None]
    if found.id != key:
        reading.note(place(source, ("id",)), "quiz.other_id", expected=key)
    return _read_questions(reading, folder, found.questions, source, media, bank=key)


def normalised(text: dict[str, str]) -> dict[str, str]:
    """A text of block Markdown in its one form, in each language."""
    return {language: normalise(value).strip() for language, value in text.items()}


def _policy(
    reading: Reading, found: QuizFile, source: Source, questions: Sequence[Question | None]
) -> dict[str, Any]:
    """The overrides as the engine understands them, in their shortest form."""
    if found.preset not in PRESETS:
        names = ", ".join(PRESETS)
        reading.note(
            place(source, ("preset",)), "quiz.unknown_preset", preset=found.preset[:60], presets=names
        )
        return {}
    try:
        policy = policy_of(found.preset, found.policy, reading.language)
    except ValidationError as error:
        reading.problems.add_fields(source, errors_of(error), ("policy",))
        return {}
    reading.problems.add_fields(source, faults_of_release(policy), ("policy",))
    _check_sections(reading, policy, source, questions)
    return _overrides(policy, found.policy)


def _check_sections(
    reading: Reading, policy: Policy, source: Source, questions: Sequence[Question | None]
) -> None:
    for index, section in enumerate(policy.sections):
        if section.title:
            reading.check_texts(section, source, ("policy", "sections", index))
    readable = {question.id: question for question in questions if question}
    if None not in questions:  # else the missing ones have their own problems
        faults = faults_of(policy, readable)
        reading.problems.add_fields(source, faults, ("policy",))


def _overrides(policy: Policy, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the author set, as JSON values; of sections only the fields that say something."""
    whole = policy.model_dump(mode="json")
    named = {"release" if name == "feedback" else name for name in given}
    overrides = {name: whole[name] for name in whole if name in named}
    if isinstance(given.get("release"), Mapping):
        overrides["release"] = {name: whole["release"][name] for name in given["release"]}
    if "sections" in overrides:
        overrides["sections"] = [
            section.model_dump(mode="json", exclude_defaults=True) for section in policy.sections
        ]
    return overrides


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


def read_images(
    reading: Reading, folder: str, question: Question, source: Source, at: At
) -> dict[str, Media]:
    """The images that a question shows, by name, from the folder of its module; those that can't be shown are noted."""
    named = question.images.items()
    found = {name: reading.image(folder, name, place(source, (*at, field))) for field, name in named}
    return {name: image for name, image in found.items() if image}


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
