"""How being sure and being right go together: the table and its sentences."""

from hypothesis import given
from hypothesis import strategies as st

from lms.quiz.engine.calibration import calibrate


def test_each_level_has_its_count_and_its_sentence() -> None:
    found = calibrate([(3, True)] * 8 + [(3, False)] * 2 + [(1, False)] * 3 + [(None, True)])
    sure, fairly, unsure = found.levels
    assert (sure.certainty, sure.answers, sure.right, sure.percent) == (3, 10, 8, 80)
    assert sure.sentence.code == "calibration.sure"
    assert sure.sentence.params == {"right": 8, "answers": 10}
    assert (fairly.answers, fairly.percent) == (0, None)
    assert fairly.sentence.code == "calibration.never_fairly_sure"
    assert unsure.percent == 0
    assert unsure.is_small
    assert not sure.is_small
    assert found.is_small


def test_without_certainties_there_is_nothing_to_show() -> None:
    assert calibrate([(None, True), (None, False)]).is_empty
    assert calibrate([]).is_empty
    assert not calibrate([]).is_small


@given(st.lists(st.tuples(st.sampled_from([None, 1, 2, 3]), st.booleans())))
def test_no_answer_is_lost_or_counted_twice(judged: list[tuple[int | None, bool]]) -> None:
    found = calibrate(judged)
    assert sum(level.answers for level in found.levels) == sum(level is not None for level, _ in judged)
    assert all(0 <= level.right <= level.answers for level in found.levels)
