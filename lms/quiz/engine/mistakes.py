"""What was wrong in an answer, so that the same mistake of several learners can be counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lms.core.texts import Text
from lms.quiz.engine.options import Named


@dataclass(frozen=True)
class Mistake:
    """`key` is the same for all who made it; `text` says it by language, empty where the type's template has the word.

    `least` is how many people must have made it before it may be told: what somebody typed is theirs.
    """

    key: str
    text: Text
    least: int = 1


def wrong_options(
    options: Sequence[Named], chosen: Collection[str], fitting: Collection[str]
) -> tuple[Mistake, ...]:
    """The options that were chosen and don't fit, in the author's order."""
    return tuple(
        Mistake(option.id, dict(option.text))
        for option in options
        if option.id in chosen and option.id not in fitting
    )
