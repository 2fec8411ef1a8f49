"""What the marking page sends: levels, or a mark, or right and wrong; a comment; the version that it was typed over."""

import re
from decimal import Decimal

from werkzeug.datastructures import MultiDict

from lms.core.errors import InvalidInput
from lms.core.reasons import reason
from lms.core.texts import clean
from lms.marking.rules import MAX_COMMENT
from lms.marking.services import Place, Typed
from lms.quiz.engine.numbers import read_number
from lms.quiz.engine.question_type import InvalidAnswer, question_type
from lms.quiz.engine.rubric import ManualQuestion, Row, rubric_fraction
from lms.quiz.late import Verdict

_VERSION = re.compile(r"[0-9]{1,9}\Z")
_SEEN = re.compile(r"[0-9]{1,18}\Z")
VERDICTS = {"right": Decimal(1), "wrong": Decimal(0)}


def rubric_of(place: Place) -> tuple[Row, ...]:
    """The question's rubric, empty without one."""
    return place.question.rubric if isinstance(place.question, ManualQuestion) else ()


def takes_verdict(place: Place) -> bool:
    """Whether the marker only says right or wrong: the program marked what it could of this type itself."""
    return not question_type(place.question.type).is_manual


def read_comment(form: MultiDict[str, str]) -> str:
    """The comment, its line ends as the program keeps them; InvalidInput for one that is too long."""
    text = clean(form.get("comment", "")).replace("\r\n", "\n").strip()
    if len(text) > MAX_COMMENT:
        raise InvalidInput(reason("marking.comment_too_long", limit=MAX_COMMENT), "comment")
    return text


def read_marking(place: Place, form: MultiDict[str, str], *, is_done: bool) -> Typed:
    """A draft, which may lack anything, or a mark, which may not; InvalidInput names the field."""
    version = form.get("version", "")
    if not _VERSION.match(version):
        raise InvalidInput(reason("field.wrong_kind"), "version")
    levels = _levels(rubric_of(place), form)
    fraction = _fraction(place, levels, form)
    if is_done and fraction is None:
        raise _missing(place)
    return Typed(levels, fraction, read_comment(form), int(version), is_done)


def _missing(place: Place) -> InvalidInput:
    if rubric_of(place):
        return InvalidInput(reason("marking.choose_levels"), "levels")
    if takes_verdict(place):
        return InvalidInput(reason("marking.choose_verdict"), "verdict")
    return InvalidInput(reason("marking.mark_needed", points=place.points), "mark")


def _levels(rubric: tuple[Row, ...], form: MultiDict[str, str]) -> dict[str, str]:
    levels = {}
    for row in rubric:
        sent = form.getlist(f"level-{row.id}")
        if len(sent) > 1 or any(one not in [level.id for level in row.levels] for one in sent):
            raise InvalidInput(reason("marking.choose_levels"), "levels")
        if sent:
            levels[row.id] = sent[0]
    return levels


def _fraction(place: Place, levels: dict[str, str], form: MultiDict[str, str]) -> Decimal | None:
    rubric = rubric_of(place)
    if rubric:
        return rubric_fraction(rubric, levels)
    if takes_verdict(place):
        sent = form.getlist("verdict")
        if len(sent) > 1 or any(one not in VERDICTS for one in sent):
            raise _missing(place)
        return VERDICTS[sent[0]] if sent else None
    return _mark(place, form.get("mark", "").strip())


def _mark(place: Place, typed: str) -> Decimal | None:
    if not typed:
        return None
    try:
        mark = read_number(typed[:60]).value
    except InvalidAnswer:
        raise _missing(place) from None
    if not 0 <= mark <= place.points:
        raise _missing(place)
    return min(Decimal(1), mark.quantize(Decimal("0.01")) / place.points)


def read_verdict(form: MultiDict[str, str]) -> Verdict:
    """What is decided of late answers; InvalidInput for what no page of ours sends."""
    act, seen = form.get("go", ""), form.get("seen", "")
    if act not in ("count", "leave") or not _SEEN.match(seen):
        raise InvalidInput(reason("field.wrong_kind"), "go")
    return Verdict(act == "count", clean(form.get("why", "")), int(seen))
