from random import Random

import pytest

from lms.quiz.engine.question_type import InvalidAnswer
from lms.quiz.engine.tokens import draw_tokens, id_of


class StutteringRandom(Random):
    """Draws each number twice in a row."""

    calls = 0

    def getrandbits(self, k: int) -> int:
        self.calls += 1
        return self.calls // 2


def test_two_ids_never_share_a_token() -> None:
    tokens = draw_tokens(["a", "b", "c"], StutteringRandom())
    assert [id_ for _, id_ in tokens] == ["a", "b", "c"]
    assert len({token for token, _ in tokens}) == 3


def test_a_token_gives_its_id_back_and_a_foreign_one_is_refused() -> None:
    tokens = draw_tokens(["a", "b"], Random(1))
    assert [id_of(tokens, token) for token, _ in tokens] == ["a", "b"]
    for foreign in ("a", "0" * 12, ""):
        with pytest.raises(InvalidAnswer):
            id_of(tokens, foreign)
