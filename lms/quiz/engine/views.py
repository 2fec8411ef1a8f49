"""The plain values that every type's template receives. A text is inline Markdown with the language it is in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lms.core.texts import localize
from lms.quiz.engine.question import Question


def text_view(text: Mapping[str, str], language: str) -> dict[str, str] | None:
    """`{"text": …, "lang": …}`, or None when there is nothing to show."""
    value, lang = localize(text, language)
    return {"text": value, "lang": lang} if value.strip() else None


def asked(question: Question, language: str) -> dict[str, Any]:
    """What every public view begins with: the type, the stem and its language."""
    return {
        "type": question.type,
        "lang": localize(question.stem, language)[1],
        "stem": text_view(question.stem, language),
    }


def reviewed(question: Question, language: str, fraction: Decimal | None) -> dict[str, Any]:
    """What every review begins with; `fraction` is None for a blank answer."""
    return {
        **asked(question, language),
        "explanation": text_view(question.explanation, language),
        "verdict": verdict_of(fraction),
    }


def verdict_of(fraction: Decimal | None) -> str:
    """`right`, `partial`, `wrong`, or `blank` when nothing was answered."""
    if fraction is None:
        return "blank"
    if fraction >= 1:
        return "right"
    return "partial" if fraction > 0 else "wrong"
