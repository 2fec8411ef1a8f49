"""Reading submitted fields: the only place that trusts nothing about their shape."""

from collections.abc import Mapping, Sequence

from lms.core.reasons import reason
from lms.core.texts import clean
from lms.quiz.engine.question_type import Fields, InvalidAnswer


def fields_of(form: Mapping[str, Sequence[str]], prefix: str) -> dict[str, Sequence[str]]:
    """The fields of one question: those whose name begins with `prefix` (`q3-`), without it."""
    return {name.removeprefix(prefix): values for name, values in form.items() if name.startswith(prefix)}


def values_of(fields: Fields, name: str, *, at_most: int) -> list[str]:
    """The values sent under `name`, empty ones left out; `InvalidAnswer` when they aren't a short list of strings."""
    values: object = fields.get(name, ())
    if isinstance(values, (str, bytes)) or not isinstance(values, Sequence):
        raise InvalidAnswer(reason("answer.malformed"))
    if len(values) > at_most:
        raise InvalidAnswer(reason("answer.too_many", limit=at_most))
    if not all(isinstance(value, str) for value in values):
        raise InvalidAnswer(reason("answer.malformed"))
    return [value for value in values if value]


def value_of(fields: Fields, name: str) -> str | None:
    """The single value sent under `name`, or None when there is none or it is empty."""
    values = values_of(fields, name, at_most=1)
    return values[0] if values else None


def text_of(fields: Fields, name: str, *, limit: int) -> str | None:
    """A typed text in NFC, or None when it is blank; `InvalidAnswer` when over-long or impossible to store.

    Lines end with `\\n` whoever sent them: a form sends `\\r\\n` where a script sends `\\n`, and the answer is the same.
    """
    text = value_of(fields, name)
    if text is None:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > limit:
        raise InvalidAnswer(reason("answer.too_long", limit=limit))
    try:
        text = clean(text)
    except ValueError:
        raise InvalidAnswer(reason("answer.unstorable")) from None
    return text if text.strip() else None
