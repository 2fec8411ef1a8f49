"""A text with gaps: words, numbers or choices, each marked by itself."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Annotated, Any

from pydantic import Field

from lms.core.reasons import reason
from lms.core.texts import Text, localize
from lms.quiz.engine.accepted import shown
from lms.quiz.engine.fields import text_of, value_of
from lms.quiz.engine.gaps import (
    Gap,
    check_gap,
    check_places,
    gaps_in,
    marking_of,
    paragraphs,
    right_option,
    standing,
)
from lms.quiz.engine.numbers import format_number, read_number, reading_view, without_unit
from lms.quiz.engine.options import require_text
from lms.quiz.engine.outcomes import SPELLING, Mark, Outcome, Pending
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import (
    Answer,
    Fields,
    InvalidAnswer,
    InvalidQuestion,
    Prepared,
    QuestionType,
    Sample,
    register,
)
from lms.quiz.engine.tokens import draw_tokens, id_of
from lms.quiz.engine.views import asked, reviewed, text_view

FIELD = "gap-"
MAX_GAPS = 40
LENGTHS = {"short_text": 200, "numeric": 60}
Given = dict[str, Any]


class ClozeQuestion(Question):
    """A text in which `[[id]]` stands for the gap of that id, once in each language."""

    text: Text
    gaps: Annotated[tuple[Gap, ...], Field(min_length=1, max_length=MAX_GAPS)]


@register
class Cloze(QuestionType[ClozeQuestion]):
    """The answer is `{"gaps": {gap id: …}}`, empty gaps absent: `{"text"}` for a word, `{"option"}` for a choice,
    `{"text", "number", "is_ambiguous"}` for a number.

    A text that is no number has None for its number and is wrong: refusing it would keep the other gaps from being saved.
    """

    key = "cloze"
    model = ClozeQuestion
    secret = frozenset(
        {"accepted", "ignore", "answer", "tolerance", "tolerance_kind", "correct", "feedback", "explanation"}
    )

    def check(self, question: ClozeQuestion) -> None:
        require_text(question.text, "text")
        ids = [gap.id for gap in question.gaps]
        for index, gap in enumerate(question.gaps):
            if gap.id in ids[:index]:
                raise InvalidQuestion(reason("question.repeated_id", id=gap.id), f"gaps.{index}.id")
            check_gap(gap, f"gaps.{index}")
        check_places(question.text, ids, "text")

    def prepare(self, question: ClozeQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        options: list[str] = []
        for gap in question.gaps:
            ids = [_option(gap, option.id) for option in gap.options]
            if shuffle:
                rng.shuffle(ids)
            options += ids
        # An id may say what is right: the page knows gaps and options by their tokens.
        return {
            "gaps": draw_tokens([gap.id for gap in question.gaps], rng),
            "options": draw_tokens(options, rng),
        }

    def public(
        self, question: ClozeQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        given = _given(answer)
        tokens = {id_: token for token, id_ in prepared["gaps"]}
        gaps = [
            {**_public(gap, prepared, language, given.get(gap.id)), "token": tokens[gap.id]}
            for gap in _in_order(question, language)
        ]
        return {**_asked(question, language), "gaps": gaps}

    def read(self, question: ClozeQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        gaps = {gap.id: gap for gap in question.gaps}
        names = {FIELD + token: gaps[id_] for token, id_ in prepared["gaps"]}
        if any(name.startswith(FIELD) and name not in names for name in fields):
            raise InvalidAnswer(reason("answer.foreign_option"))
        found = {gap.id: _read(gap, prepared, fields, name) for name, gap in names.items()}
        given = {id_: value for id_, value in found.items() if value is not None}
        return {"gaps": given} if given else None

    def grade(self, question: ClozeQuestion, prepared: Prepared, answer: Answer) -> Outcome:
        given = _given(answer)
        states = [standing(gap, given[gap.id]) for gap in question.gaps if gap.id in given]
        mark = Mark(Decimal(len(states) - states.count("wrong")) / len(question.gaps))
        if "near" in states:
            settled = Mark(mark.fraction, (SPELLING,))
            return Pending(reason("pending.near_spelling"), if_settled=settled)
        return mark

    def review(
        self, question: ClozeQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        outcome = self.grade(question, prepared, answer) if answer else None
        mark = outcome.if_settled if isinstance(outcome, Pending) else outcome
        given = _given(answer)
        gaps = [_reviewed(gap, language, given.get(gap.id)) for gap in _in_order(question, language)]
        fraction = mark.fraction if isinstance(mark, Mark) else None
        return {**reviewed(question, language, fraction), **_asked(question, language), "gaps": gaps}

    def marking_fields(self, question: ClozeQuestion) -> dict[str, Any]:
        return {"gaps": {gap.id: {"type": gap.type, **marking_of(gap)} for gap in question.gaps}}

    def samples(self) -> Sequence[Sample]:
        words, numbers = _WORDS, _NUMBERS
        right = {"who": {"text": "Abonnés"}, "where": {"option": "feed"}}
        near, wrong = {"who": {"text": "abonnes"}}, {"who": {"text": "robots"}, "where": {"option": "shop"}}
        slip = {"who": {"text": "abonés"}, "where": {"option": "feed"}}
        rate = {"text": "12,5 %", "number": "12.5", "is_ambiguous": False}
        unread = {"text": "cent", "number": None, "is_ambiguous": False}
        return [
            Sample(words, {"gaps": right}, Decimal(1)),
            Sample(words, {"gaps": near}, Decimal("0.5")),
            Sample(words, {"gaps": slip}, None),
            Sample(words, {"gaps": wrong}, Decimal(0)),
            Sample(numbers, {"gaps": {"rate": rate, "total": unread}}, Decimal("0.5")),
            Sample(
                numbers,
                {"gaps": {"total": {"text": "1,000", "number": "1.000", "is_ambiguous": True}}},
                Decimal(0),
            ),
        ]


_WORDS: dict[str, Any] = {
    "id": "sample-cloze",
    "type": "cloze",
    "stem": {"fr": "Complétez.", "en": "Complete."},
    "text": {
        "fr": "La portée compte les [[who]].\n\nElle se lit **dans** [[where]].",
        "en": "Seen in [[where]], reach counts [[who]].",
    },
    "gaps": [
        {"id": "who", "type": "short_text", "accepted": [{"fr": "abonnés", "en": "followers"}, "membres"]},
        {
            "id": "where",
            "type": "choice",
            "options": [
                {"id": "feed", "text": {"fr": "le fil", "en": "the feed"}, "correct": True},
                {"id": "shop", "text": {"fr": "la boutique", "en": "the shop"}},
            ],
        },
    ],
    "explanation": {"fr": "La portée compte des personnes.", "en": "Reach counts people."},
}
_NUMBERS: dict[str, Any] = {
    "id": "sample-cloze-numbers",
    "type": "cloze",
    "stem": {"fr": "Complétez.", "en": "Complete."},
    "text": {"fr": "Taux : [[rate]], sur [[total]] vues.", "en": "Rate: [[rate]], of [[total]] views."},
    "gaps": [
        {"id": "rate", "type": "numeric", "answer": 12.5, "tolerance": 0.1, "unit": "%", "width": "short"},
        {"id": "total", "type": "numeric", "answer": 100, "tolerance": 2, "tolerance_kind": "relative"},
    ],
}


def _asked(question: ClozeQuestion, language: str) -> dict[str, Any]:
    """The text in pieces; a gap's place is its index among the gaps as this language orders them."""
    text, lang = localize(question.text, language)
    order = list(gaps_in(text))
    pieces = [
        [{"gap": order.index(value)} if kind == "gap" else {"text": value} for kind, value in part]
        for part in paragraphs(text)
    ]
    return {**asked(question, language), "paragraphs": pieces, "text_lang": lang}


def _in_order(question: ClozeQuestion, language: str) -> list[Gap]:
    gaps = {gap.id: gap for gap in question.gaps}
    return [gaps[id_] for id_ in gaps_in(localize(question.text, language)[0])]


def _option(gap: Gap, option_id: str) -> str:
    """What a token of an option stands for: an id names an option only within its gap."""
    return f"{gap.id}/{option_id}"


def _given(answer: Answer | None) -> Mapping[str, Given]:
    return answer["gaps"] if answer else {}


def _public(gap: Gap, prepared: Prepared, language: str, given: Given | None) -> dict[str, Any]:
    labels = {_option(gap, option.id): text_view(option.text, language) for option in gap.options}
    chosen = _option(gap, given["option"]) if given and "option" in given else ""
    return {
        **_typed(gap, language, given),
        "width": gap.width,
        "max_length": LENGTHS.get(gap.type),
        "options": [
            {"token": token, "label": labels[id_], "checked": id_ == chosen}
            for token, id_ in prepared["options"]
            if id_ in labels
        ],
    }


def _typed(gap: Gap, language: str, given: Given | None) -> dict[str, Any]:
    """What stands in a gap, and what there is to say about a number in it."""
    number = given.get("number") if given else None
    is_ambiguous = bool(number and given and given["is_ambiguous"])
    return {
        "kind": gap.type,
        "value": given.get("text", "") if given else "",
        "unit": text_view(gap.unit, language),
        "read_as": reading_view(Decimal(number), language) if number and is_ambiguous else None,
        "is_unread": bool(given) and gap.type == "numeric" and number is None,
    }


def _read(gap: Gap, prepared: Prepared, fields: Fields, name: str) -> Given | None:
    if gap.type == "choice":
        token = value_of(fields, name)
        return {"option": _chosen(gap, prepared, token)} if token else None
    text = text_of(fields, name, limit=LENGTHS[gap.type])
    if text is None or gap.type == "short_text":
        return None if text is None else {"text": text}
    try:
        reading = read_number(without_unit(text, gap.unit))
    except InvalidAnswer:
        return {"text": text, "number": None, "is_ambiguous": False}
    return {"text": text, "number": str(reading.value), "is_ambiguous": reading.is_ambiguous}


def _chosen(gap: Gap, prepared: Prepared, token: str) -> str:
    gap_id, _, option_id = id_of(prepared["options"], token).partition("/")
    if gap_id != gap.id:
        raise InvalidAnswer(reason("answer.foreign_option"))
    return option_id


def _reviewed(gap: Gap, language: str, given: Given | None) -> dict[str, Any]:
    state = standing(gap, given) if given else "blank"
    options = {option.id: option for option in gap.options}
    option = options.get(given["option"]) if given and "option" in given else None
    return {
        **_typed(gap, language, given),
        "verdict": "right" if state == "near" else state,
        "is_near": state == "near",
        "chosen": text_view(option.text, language) if option else None,
        "feedback": text_view(option.feedback, language) if option else None,
        "right": _right(gap, language),
        "margin": _margin(gap, language),
    }


def _right(gap: Gap, language: str) -> list[dict[str, str]]:
    """What would have been right, as plain texts or inline Markdown with its language."""
    if gap.type == "short_text":
        return shown(gap.accepted, language)
    if gap.type == "numeric":
        assert gap.answer is not None  # `check_gap` saw to it
        return [{"text": format_number(gap.answer, language), "lang": language}]
    view = text_view(right_option(gap).text, language)
    return [view] if view else []


def _margin(gap: Gap, language: str) -> dict[str, Any] | None:
    """The tolerance of a number, when it has one."""
    if not gap.tolerance:
        return None
    return {
        "kind": gap.tolerance_kind,
        "size": format_number(gap.tolerance, language),
        "figures": int(gap.tolerance),
    }
