"""Tokens stand for an author's ids on the page of one attempt, so that the page never shows the ids."""

from collections.abc import Sequence
from random import Random

from lms.core.reasons import reason
from lms.quiz.engine.question_type import InvalidAnswer

Tokens = list[list[str]]
"""`[token, id]` pairs in the order shown: a list, because a JSON database column forgets the order of a map."""


def draw_tokens(ids: Sequence[str], rng: Random) -> Tokens:
    """A random token for each id, in the order given; a token says nothing of the id or of its place."""
    tokens: dict[str, None] = {}
    while len(tokens) < len(ids):
        tokens[f"{rng.getrandbits(48):012x}"] = None
    return [[token, id_] for token, id_ in zip(tokens, ids, strict=True)]


def id_of(tokens: Tokens, token: str) -> str:
    """The id that `token` stands for in this attempt, or `InvalidAnswer` for a foreign token."""
    for known, id_ in tokens:
        if known == token:
            return id_
    raise InvalidAnswer(reason("answer.foreign_option"))
