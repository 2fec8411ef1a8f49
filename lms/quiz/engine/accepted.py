"""Accepted texts: what an author lists as right for a typed answer, and how far an answer is from them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from lms.core.reasons import reason
from lms.core.texts import Text, localize
from lms.quiz.engine.question_type import InvalidQuestion
from lms.quiz.engine.spelling import folded, letters, slips

Accepted = Annotated[tuple[Text, ...], Field(min_length=1, max_length=50)]
"""Texts in any language of the course; `*` stands for any characters."""
Ignored = tuple[Literal["case", "accents", "spaces", "width"], ...]
IGNORED: Ignored = ("case", "accents", "spaces")
MAX_ACCEPTED_LENGTH = 200
MIN_LETTERS = 5
"""Under this many letters a slip makes another word, so it is not forgiven."""

Texts = Sequence[Mapping[str, str]]


def check_accepted(accepted: Texts, ignore: Sequence[str], field: str) -> None:
    """Raise `InvalidQuestion` for an accepted text that is empty, over-long, or accepts any answer; `field` is the list's path."""
    for index, text in enumerate(accepted):
        _check(text, ignore, f"{field}.{index}")


def _check(text: Mapping[str, str], ignore: Sequence[str], field: str) -> None:
    if not text or not all(folded(value, ignore) for value in text.values()):
        raise InvalidQuestion(reason("question.empty_text"), field)
    if any(len(value) > MAX_ACCEPTED_LENGTH for value in text.values()):
        raise InvalidQuestion(reason("question.too_long", limit=MAX_ACCEPTED_LENGTH), field)
    if not all(folded(value, ignore).strip("*") for value in text.values()):
        raise InvalidQuestion(reason("question.accepts_anything"), field)


def patterns(accepted: Texts, ignore: Sequence[str]) -> Iterator[str]:
    """Every accepted text in the form in which it is compared."""
    for text in accepted:
        for value in text.values():
            yield folded(value, ignore)


def distance(accepted: Texts, ignore: Sequence[str], typed: str) -> int | None:
    """0 for an accepted text, 1 for one slip away from an accepted text that is long enough, else None."""
    text = folded(typed, ignore)
    found = [(slips(pattern, text), letters(pattern)) for pattern in patterns(accepted, ignore)]
    if any(steps == 0 for steps, _ in found):
        return 0
    return 1 if any(steps == 1 and count >= MIN_LETTERS for steps, count in found) else None


def shown(accepted: Texts, language: str) -> list[dict[str, str]]:
    """The accepted texts as plain text, without repeats; `…` where anything may stand."""
    texts = {localize(text, language): None for text in accepted}
    return [{"text": text.replace("*", "…"), "lang": lang} for text, lang in texts]
