"""Questions of a draft's quiz: their source as the files have it, read and written; their order; what an answer would get."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

import lms.quiz.types  # noqa: F401 - registers the types
from lms.authoring.copies import free_key
from lms.authoring.question_forms import Typed
from lms.authoring.quiz_files import MOST_QUESTIONS, plain_question
from lms.authoring.writer import plain_question_of
from lms.core.errors import InvalidInput, NotFound
from lms.core.reasons import N_, Reason, reason
from lms.courses.models import DraftItem, DraftVersion
from lms.courses.plain_yaml import YamlError, dump_yaml, load_yaml
from lms.courses.queries import draft_versions
from lms.quiz.engine.outcomes import Mark, Outcome, Pending
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import Fields, InvalidAnswer, question_type, question_types
from lms.quiz.engine.questions import QuestionErrors, load_question

LONGEST_SOURCE = 100_000
TYPE_NAMES: Mapping[str, str] = {
    "single_choice": N_("One right option"),
    "multiple_choice": N_("Several right options"),
    "true_false": N_("True or false"),
    "short_text": N_("Short text"),
    "numeric": N_("Number"),
    "calculated": N_("Number drawn for each learner"),
    "matching": N_("Matching"),
    "ordering": N_("Ordering"),
    "categorise": N_("Sorting into categories"),
    "cloze": N_("Text with gaps"),
    "hotspot": N_("Place on a picture"),
    "long_text": N_("Long text, marked by a person"),
    "file_upload": N_("Files, marked by a person"),
    "scale": N_("Scale, never marked"),
}
"""What authors call each type."""
Body = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """Something wrong with a question's source: its line (from 1), its field, and why."""

    line: int
    field: str
    reason: Reason


class SourceFaults(InvalidInput):
    """The source is no question; `faults` holds everything that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(reason("questions.faults", count=len(faults)), "source")
        self.faults = tuple(faults)


def source_of(stored: Mapping[str, Any], languages: Sequence[str]) -> str:
    """A question as YAML, as `lms content export` writes it."""
    return dump_yaml(plain_question_of(stored, languages))


def sample_source(kind: str, taken: set[str], languages: Sequence[str], images: Sequence[str] = ()) -> str:
    """A worked example of a type to start from, with an id of its own; NotFound for an unknown type.

    One that shows a picture shows the first of `images`, those of its module.
    """
    if kind not in question_types():
        raise NotFound
    sample = dict(question_type(kind).samples()[0].question)
    if "image" in sample and images:
        sample["image"] = images[0]
    sample["id"] = free_key(f"{kind}-1".replace("_", "-"), taken)
    question = load_question(sample, languages[0])
    return dump_yaml(plain_question_of(_in_languages(question.model_dump(mode="json"), languages), languages))


def _in_languages(value: Any, languages: Sequence[str]) -> Any:
    """The texts of an example in the course's languages; those that it lacks say what its French or English says."""
    if isinstance(value, list):
        return [_in_languages(one, languages) for one in value]
    if not isinstance(value, dict):
        return value
    if value and set(value) <= {"fr", "en"} and all(isinstance(one, str) for one in value.values()):
        fallback = value.get("en") or next(iter(value.values()))
        return {language: value.get(language, fallback) for language in languages}
    return {name: _in_languages(one, languages) for name, one in value.items()}


def read_source(source: str, languages: Sequence[str]) -> Question:
    """The question that a YAML source says; SourceFaults with everything that is wrong with it."""
    if len(source) > LONGEST_SOURCE:
        raise SourceFaults([Fault(1, "", reason("editor.too_long", most=LONGEST_SOURCE))])
    try:
        found = load_yaml(source)
    except YamlError as error:
        raise SourceFaults([Fault(error.line, "", reason(error.code, detail=error.detail))]) from None
    if not isinstance(found.value, dict):
        raise SourceFaults([Fault(1, "", reason("yaml.not_a_map"))])
    try:
        question = load_question({**found.value, "bank": None}, languages[0])
    except QuestionErrors as error:
        raise SourceFaults([_fault(found.line, path, why) for path, why in error.errors]) from None
    missing = [
        _fault(found.line, path, reason("text.missing_translation", language=language))
        for path, text in _texts(question.model_dump())
        for language in languages
        if text and language not in text
    ]
    if missing:
        raise SourceFaults(missing)
    return question


def checked(typed: Typed, kind: str, languages: Sequence[str]) -> Question:
    """The question that a form says; SourceFaults, their lines all 1, with everything that is wrong with it."""
    try:
        question = load_question({**typed.data, "type": kind, "bank": None}, languages[0])
    except QuestionErrors as error:
        raise SourceFaults([Fault(1, path, why) for path, why in (*typed.faults, *error.errors)]) from None
    missing = [
        Fault(1, path, reason("text.missing_translation", language=language))
        for path, text in _texts(question.model_dump())
        for language in languages
        if text and not text.get(language)
    ]
    if missing or typed.faults:
        raise SourceFaults([*(Fault(1, path, why) for path, why in typed.faults), *missing])
    return question


def plain_data(question: Question) -> dict[str, Any]:
    """A question as a form shows it: JSON values, texts by language, without what is so by default."""
    data = plain_question(question)
    return {name: value for name, value in data.items() if name not in ("type", "bank")}


def _fault(line_of: Callable[[Sequence[str | int]], int], path: str, why: Reason) -> Fault:
    steps = tuple(int(step) if step.isdecimal() else step for step in path.split(".") if step)
    return Fault(line_of(steps), path, why)


def _texts(value: Any, path: str = "") -> list[tuple[str, Mapping[str, str]]]:
    """Every text of a question, by its path."""
    if isinstance(value, list | tuple):
        value = {str(index): one for index, one in enumerate(value)}
    if not isinstance(value, dict):
        return []
    if value and all(len(key) == 2 and isinstance(text, str) for key, text in value.items()):
        return [(path, value)]
    return [
        found for name, one in value.items() for found in _texts(one, f"{path}.{name}" if path else str(name))
    ]


def by_id(body: Mapping[str, Any], question_id: str) -> Mapping[str, Any] | None:
    """A question of a quiz's body; None when it has none of that id."""
    return next((dict(one) for one in body["questions"] if one["id"] == question_id), None)


def stands_as_read(node: DraftItem, base: int, question_id: str) -> bool:
    """Whether the question is what it was in the version `base`: others may write the quiz's other questions meanwhile."""
    if node.version == base:
        return True
    read = next((one for one in draft_versions(node.id) if one.number == base), None)
    return read is not None and by_id(read.body, question_id) == by_id(node.body, question_id)


def versions_of(node: DraftItem, question_id: str) -> list[DraftVersion]:
    """The versions of a quiz in which this question changed, the newest first; its first and its deletion are such changes."""
    found, former = [], None
    for version in reversed(draft_versions(node.id)):
        stored = by_id(version.body, question_id)
        if stored != former:
            found.append(version)
        former = stored
    return found[::-1]


def question_in(node: DraftItem, question_id: str) -> Mapping[str, Any]:
    """A question of a quiz; NotFound when it has none of that id."""
    found = by_id(node.body, question_id)
    if found is None:
        raise NotFound
    return found


def put_back(node: DraftItem, stored: Mapping[str, Any]) -> Body:
    """The quiz with a question as it was: in its place, or at the end when it was deleted."""
    others = [one for one in node.body["questions"] if one["id"] != stored["id"]]
    place = next(
        (i for i, one in enumerate(node.body["questions"]) if one["id"] == stored["id"]), len(others)
    )
    return {**node.body, "questions": [*others[:place], dict(stored), *others[place:]]}


def put(node: DraftItem, question: Question, former_id: str | None, taken: set[str]) -> Body:
    """The quiz with a question added at its end, or in the place of `former_id`, in whose bank it stays.

    InvalidInput when another question of the course has its id, or the quiz is full.
    """
    questions = [dict(one) for one in node.body["questions"]]
    if question.id != former_id and question.id in taken:
        raise InvalidInput(reason("questions.id_taken", id=question.id), "source")
    stored = question.model_dump(mode="json")
    if former_id is None:
        if len(questions) >= MOST_QUESTIONS:
            raise InvalidInput(reason("questions.full", most=MOST_QUESTIONS))
        return {**node.body, "questions": [*questions, stored]}
    place = next(index for index, one in enumerate(questions) if one["id"] == former_id)
    questions[place] = {**stored, "bank": questions[place].get("bank")}
    return {**node.body, "questions": questions}


def moved(node: DraftItem, question_id: str, step: int | None) -> Body:
    """The quiz with a question one place up (-1) or down (1); as it is when there is no such place.

    InvalidInput without a step.
    """
    if step is None:
        raise InvalidInput
    questions = list(node.body["questions"])
    place = questions.index(question_in(node, question_id))
    other = place + step
    if 0 <= other < len(questions):
        questions[place], questions[other] = questions[other], questions[place]
    return {**node.body, "questions": questions}


def without(node: DraftItem, question_id: str) -> Body:
    """The quiz without a question."""
    question_in(node, question_id)
    kept = [one for one in node.body["questions"] if one["id"] != question_id]
    return {**node.body, "questions": kept}


@dataclass(frozen=True)
class Trial:
    """A question as learners would see it, and what an answer would get: `outcome`, `points`, or why it is no answer."""

    ask: dict[str, Any]
    review: dict[str, Any] | None = None
    outcome: Outcome | None = None
    points: Decimal | None = None
    error: Reason | None = None

    @property
    def is_pending(self) -> bool:
        """Whether a person would have to mark it."""
        return isinstance(self.outcome, Pending)


def try_out(question: Question, language: str, fields: Fields | None) -> Trial:
    """The question, and what these fields would get as an answer; nothing is stored, and the draw is always the same."""
    kind = question_type(question.type)
    prepared = kind.prepare(question, Random(question.id), shuffle=False)  # noqa: S311 - an order, not a secret
    ask = kind.public(question, prepared, language, None)
    if fields is None:
        return Trial(ask)
    try:
        answer = kind.read(question, prepared, fields)
    except InvalidAnswer as error:
        return Trial(ask, error=error.reason)
    if answer is None:
        return Trial(ask, error=reason("questions.blank"))
    outcome = kind.grade(question, prepared, answer)
    points = question.points * outcome.fraction if isinstance(outcome, Mark) else None
    return Trial(ask, kind.review(question, prepared, answer, language), outcome, points)
