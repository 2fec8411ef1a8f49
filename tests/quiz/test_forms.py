"""Reading a page's form costs what the form weighs, however many questions and fields are made up."""

import pytest
from werkzeug.datastructures import MultiDict

from lms.core.errors import InvalidInput
from lms.quiz.forms import MAX_SLOTS, read_form


class Counted(MultiDict[str, str]):
    """A form that counts how often its fields are read."""

    reads = 0

    def getlist(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.reads += 1
        return super().getlist(*args, **kwargs)


def test_each_field_is_read_once_whatever_the_number_of_questions() -> None:
    form = Counted({f"base-{slot}": "0" for slot in range(1, MAX_SLOTS + 1)})
    form.update({f"q{slot}-choice": "x" for slot in range(1, MAX_SLOTS + 1)})
    form.update({f"junk{number}": "x" for number in range(2000)})
    typed = read_form(form)
    assert [one.fields for one in typed] == [{"choice": ["x"]}] * MAX_SLOTS
    assert form.reads <= len(form)


@pytest.mark.parametrize("again", ["01", "001", "000000001"])
def test_a_question_comes_once(again: str) -> None:
    with pytest.raises(InvalidInput):
        read_form(MultiDict({"base-1": "0", f"base-{again}": "0"}))


def test_one_question_s_fields_are_not_another_s() -> None:
    form = MultiDict(
        [("base-1", "0"), ("base-12", "3"), ("q1-a", "x"), ("q1-a", "y"), ("q12-a", "z"), ("q1-q12-a", "w")]
    )
    first, twelfth = read_form(form)
    assert (first.slot, first.base, first.fields) == (1, 0, {"a": ["x", "y"], "q12-a": ["w"]})
    assert (twelfth.slot, twelfth.base, twelfth.fields) == (12, 3, {"a": ["z"]})
