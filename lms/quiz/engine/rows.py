"""Rows that each have one choice: what the types share that match, sort or order things."""

from collections.abc import Sequence
from random import Random

from lms.core.reasons import reason
from lms.quiz.engine.fields import value_of
from lms.quiz.engine.options import Named
from lms.quiz.engine.question_type import Fields, InvalidAnswer
from lms.quiz.engine.tokens import Tokens, draw_tokens


def shuffled_tokens(items: Sequence[Named], rng: Random) -> Tokens:
    """Tokens in a random order that owes nothing to the order in which the author wrote the items, nor to their ids."""
    ids = [item.id for item in sorted(items, key=lambda item: sorted(item.text.items()))]
    rng.shuffle(ids)
    return draw_tokens(ids, rng)


def read_rows(rows: Tokens, fields: Fields, prefix: str) -> dict[str, str]:
    """What was chosen in each row by its id, rows left blank absent; `InvalidAnswer` for a row that is not of this paper."""
    known = {prefix + token: id_ for token, id_ in rows}
    if any(name.startswith(prefix) and name not in known for name in fields):
        raise InvalidAnswer(reason("answer.foreign_option"))
    chosen = {id_: value_of(fields, name) for name, id_ in known.items()}
    return {id_: value for id_, value in chosen.items() if value is not None}
