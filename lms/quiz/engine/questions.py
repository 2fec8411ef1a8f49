"""From an author's data to a question, or to the list of everything that is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from lms.core.reasons import Reason, reason
from lms.core.texts import clean
from lms.quiz.engine.options import require_text
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import InvalidQuestion, question_type

Errors = Sequence[tuple[str, Reason]]
MAX_TEXT = 20_000


class QuestionErrors(ValueError):
    """Why the data is no question: `errors` pairs the path of each field (`options.2.text`) with a reason."""

    def __init__(self, errors: Errors) -> None:
        super().__init__("; ".join(f"{field}: {why.code}" for field, why in errors))
        self.errors = tuple(errors)


def load_question(data: object, language: str) -> Question:
    """The question that `data` describes; plain strings are texts in `language`. Raise `QuestionErrors`.

    The types must have been imported (`import lms.quiz.types`).
    """
    key = data.get("type") if isinstance(data, Mapping) else None
    try:
        kind = question_type(key if isinstance(key, str) else "")
    except KeyError:
        raise QuestionErrors([("type", _type_reason(data, key))]) from None
    try:
        question = kind.model.model_validate(data, context={"language": language})
    except ValidationError as error:
        raise QuestionErrors(errors_of(error)) from None
    errors = list(_unfit_texts(question.model_dump(), ()))
    try:
        require_text(question.stem, "stem")
        if not errors:
            kind.check(question)
    except InvalidQuestion as error:
        errors.append((error.field, error.reason))
    if errors:
        raise QuestionErrors(errors)
    return question


def _type_reason(data: object, key: object) -> Reason:
    if not isinstance(data, Mapping):
        return reason("field.wrong_kind")
    return reason("field.missing") if key is None else reason("question.unknown_type", type=str(key)[:60])


def errors_of(error: ValidationError) -> list[tuple[str, Reason]]:
    """Pydantic's findings as field paths and reasons."""
    found = error.errors()
    return [
        (".".join(str(part) for part in each["loc"]), _reason_of(each))
        for each in found
        if not _echoes(each, found)
    ]


def _echoes(finding: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a list is only called too short because pydantic doesn't count its faulty entries."""
    depth = len(finding["loc"])
    return finding["type"] == "too_short" and any(
        len(other["loc"]) > depth and other["loc"][:depth] == finding["loc"] for other in found
    )


_KINDS = (
    "string_type",
    "int_",
    "bool_",
    "decimal_type",
    "decimal_parsing",
    "dict_type",
    "tuple_type",
    "list_type",
    "model_type",
    "date_",
    "float_",
)


def _reason_of(found: Mapping[str, Any]) -> Reason:
    kind, context = found["type"], found.get("ctx", {})
    simple = {
        "missing": reason("field.missing"),
        "extra_forbidden": reason("field.unknown"),
        "string_pattern_mismatch": reason("field.not_a_slug"),
        "days_order": reason("field.days_order"),
        "finite_number": reason("field.wrong_kind"),
    }
    if kind in simple:
        return simple[kind]
    if kind == "literal_error":
        return reason("field.not_one_of", expected=context["expected"])
    if kind == "too_short":
        return reason("field.too_few", limit=context["min_length"])
    if kind == "too_long":
        return reason("field.too_many", limit=context["max_length"])
    if kind.startswith(("greater_than", "less_than")):
        return _bound_reason(kind, context)
    return reason("field.wrong_kind") if kind.startswith(_KINDS) else reason("field.invalid")


def _bound_reason(kind: str, context: Mapping[str, Any]) -> Reason:
    match kind:
        case "greater_than":
            return reason("field.not_above", limit=context["gt"])
        case "greater_than_equal":
            return reason("field.below", limit=context["ge"])
        case "less_than_equal":
            return reason("field.above", limit=context["le"])
        case _:
            return reason("field.not_below", limit=context["lt"])


def _unfit_texts(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, Reason]]:
    """Texts, at any depth of a validated question, that can't be stored or are absurdly long."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _unfit_texts(item, (*path, str(key)))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, item in enumerate(value):
            yield from _unfit_texts(item, (*path, str(index)))
    elif isinstance(value, str):
        why = _unfit(value)
        if why:
            yield ".".join(path), why


def _unfit(text: str) -> Reason | None:
    if len(text) > MAX_TEXT:
        return reason("question.too_long", limit=MAX_TEXT)
    try:
        clean(text)
    except ValueError:
        return reason("field.unstorable")
    return None
