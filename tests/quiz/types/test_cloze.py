"""cloze beyond the contract."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.gaps import paragraphs
from lms.quiz.engine.grading import settle
from lms.quiz.engine.outcomes import Mark, Outcome, Pending
from lms.quiz.engine.paper import marking_version
from lms.quiz.engine.question_type import InvalidAnswer, question_type
from lms.quiz.engine.questions import load_question
from tests.quiz.types import pages
from tests.quiz.types.faults import fault, sample

KIND = question_type("cloze")
WORD = {"id": "w", "type": "short_text", "accepted": ["portée"]}
NUMBER = {"id": "n", "type": "numeric", "answer": 1000, "tolerance": 5, "unit": "vues"}
A, B = (
    {"id": "a", "text": "un fil", "correct": True},
    {"id": "b", "text": "une boutique", "feedback": "Non, on y vend."},
)
CHOICE = {"id": "c", "type": "choice", "options": [A, B]}
TEXT = "La [[w]] compte [[n]] dans [[c]]."


def asked(**changes: Any) -> Any:
    return load_question(sample("cloze", **{"text": TEXT, "gaps": [WORD, NUMBER, CHOICE], **changes}), "fr")


def marked(given: dict[str, Any]) -> Outcome:
    return KIND.grade(asked(), {}, {"gaps": given})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"text": "Rien"}, ("text", "question.unused_gap")),
        ({"text": TEXT + " [[x]]"}, ("text", "question.unknown_gap")),
        ({"text": TEXT + " [[]]"}, ("text", "question.unknown_gap")),
        ({"text": TEXT + " [[w]]"}, ("text", "question.repeated_gap")),
        ({"text": {"fr": TEXT, "en": "The [[w]] of [[n]]"}}, ("text", "question.unused_gap")),
        ({"text": {"fr": TEXT, "en": " "}}, ("text", "question.empty_text")),
        ({"gaps": []}, ("gaps", "field.too_few")),
        ({"gaps": [WORD, {**NUMBER, "id": "w"}, CHOICE]}, ("gaps.1.id", "question.repeated_id")),
        ({"gaps": [{**WORD, "accepted": []}]}, ("gaps.0.accepted", "field.missing")),
        ({"gaps": [{**WORD, "accepted": ["a", "**"]}]}, ("gaps.0.accepted.1", "question.accepts_anything")),
        ({"gaps": [{**WORD, "answer": 3}]}, ("gaps.0.answer", "field.unknown")),
        ({"gaps": [{**WORD, "unit": "€"}]}, ("gaps.0.unit", "field.unknown")),
        ({"gaps": [{**NUMBER, "options": [A, B]}]}, ("gaps.0.options", "field.unknown")),
        ({"gaps": [{**CHOICE, "accepted": ["a"]}]}, ("gaps.0.accepted", "field.unknown")),
        ({"gaps": [{**NUMBER, "answer": None}]}, ("gaps.0.answer", "field.missing")),
        ({"gaps": [{**NUMBER, "answer": "1e40"}]}, ("gaps.0.answer", "question.number_out_of_reach")),
        (
            {"gaps": [{**NUMBER, "answer": 0, "tolerance_kind": "relative"}]},
            ("gaps.0.tolerance_kind", "question.relative_to_zero"),
        ),
        ({"gaps": [{**CHOICE, "options": [A]}]}, ("gaps.0.options", "field.too_few")),
        (
            {"gaps": [{**CHOICE, "options": [B, {**B, "id": "d", "text": "d"}]}]},
            ("gaps.0.options", "question.one_right_option"),
        ),
        ({"gaps": [{**CHOICE, "options": [A, A]}]}, ("gaps.0.options.1.id", "question.repeated_id")),
        ({"gaps": [{**WORD, "type": "essay"}]}, ("gaps.0.type", "field.not_one_of")),
    ],
)
def test_texts_and_gaps_that_can_not_be_asked(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert fault(sample("cloze", **{"text": TEXT, "gaps": [WORD, NUMBER, CHOICE], **changes})) == expected


def test_a_text_is_cut_in_paragraphs_and_gaps() -> None:
    assert paragraphs("[[a]][[ b ]] x\ny\n \n\nz [[c]]") == [
        [("gap", "a"), ("gap", "b"), ("text", " x\ny")],
        [("text", "z "), ("gap", "c")],
    ]


@given(st.text(st.sampled_from("ab[] \n"), max_size=30))
@settings(max_examples=50)
def test_no_piece_of_a_text_is_lost(text: str) -> None:
    parts = [
        "".join(f"[[{value}]]" if kind == "gap" else value for kind, value in part)
        for part in paragraphs(text)
    ]
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() for part in parts) or not text.strip()


def test_each_gap_is_marked_by_itself() -> None:
    number = {"text": "1 003", "number": "1003", "is_ambiguous": False}
    assert marked({"w": {"text": "portee"}}) == Mark(Decimal(1) / 3)
    assert marked({"w": {"text": "portee"}, "n": number, "c": {"option": "b"}}) == Mark(Decimal(2) / 3)
    assert marked({"w": {"text": "portee"}, "n": number, "c": {"option": "a"}}) == Mark(Decimal(1))


def test_one_slip_makes_the_whole_question_wait_and_settles_to_the_sum_of_its_gaps() -> None:
    outcome = marked({"w": {"text": "porté"}, "c": {"option": "b"}})
    assert isinstance(outcome, Pending)
    assert outcome.reason.code == "pending.near_spelling"
    assert settle(outcome) == Mark(Decimal(1) / 3, ("spelling",))
    view = KIND.review(asked(), {}, {"gaps": {"w": {"text": "porté"}, "c": {"option": "b"}}}, "fr")
    assert view["verdict"] == "partial"
    html = pages.review(view)
    for words in ("Check the spelling", "portée", "Non, on y vend.", "Accepted within 5 of it", "1\u202f000"):
        assert words in html


def test_what_is_no_number_is_kept_said_and_wrong_so_that_the_other_gaps_are_saved() -> None:
    question = asked()
    prepared = KIND.prepare(question, Random(1), shuffle=True)
    names = {id_: f"gap-{token}" for token, id_ in prepared["gaps"]}
    answer = KIND.read(question, prepared, {names["n"]: ["NaN"], names["w"]: ["portée"]})
    assert answer == {
        "gaps": {"w": {"text": "portée"}, "n": {"text": "NaN", "number": None, "is_ambiguous": False}}
    }
    assert marked(answer["gaps"]) == Mark(Decimal(1) / 3)
    for html in (
        pages.ask(KIND.public(question, prepared, "fr", answer)),
        pages.review(KIND.review(question, prepared, answer, "fr")),
    ):
        assert "this is not a number" in html
        assert "NaN" in html


@pytest.mark.parametrize(
    ("text", "words"), [("1,234", "a number with decimals"), ("1,000 vues", "is read as 1.")]
)
def test_a_number_in_doubt_says_how_it_was_read(text: str, words: str) -> None:
    question = asked()
    prepared = KIND.prepare(question, Random(1), shuffle=True)
    name = next(f"gap-{token}" for token, id_ in prepared["gaps"] if id_ == "n")
    view = KIND.public(question, prepared, "fr", KIND.read(question, prepared, {name: [text]}))
    html = pages.ask(view)
    assert words in html
    assert f'aria-describedby="q3-{name}-note"' in html
    assert f'id="q3-{name}-note"' in html


@pytest.mark.parametrize(
    ("tolerance", "kind", "words"),
    [(5, "relative", "5 % of it"), (2, "significant", "significant figure"), (0, "absolute", None)],
)
def test_the_review_says_how_far_off_was_still_right(tolerance: int, kind: str, words: str | None) -> None:
    question = asked(gaps=[WORD, {**NUMBER, "tolerance": tolerance, "tolerance_kind": kind}, CHOICE])
    html = pages.review(KIND.review(question, {}, None, "fr"))
    assert ("Accepted" in html) == (words is not None)
    assert (words or "") in html


def test_foreign_gaps_and_options_of_another_gap_are_refused() -> None:
    other = {**CHOICE, "id": "d", "options": [{**A, "text": "x"}, {**B, "text": "y"}]}
    question = asked(text=TEXT + " [[d]]", gaps=[WORD, NUMBER, CHOICE, other])
    prepared = KIND.prepare(question, Random(1), shuffle=True)
    gaps = {id_: f"gap-{token}" for token, id_ in prepared["gaps"]}
    options = {id_: token for token, id_ in prepared["options"]}
    assert KIND.read(question, prepared, {gaps["d"]: [options["d/a"]], "flag": ["1"]}) == {
        "gaps": {"d": {"option": "a"}}
    }
    for fields in (
        {gaps["c"]: [options["d/a"]]},
        {gaps["c"]: ["a"]},
        {"gap-1": ["x"]},
        {gaps["w"]: [options["c/a"], options["c/b"]]},
    ):
        with pytest.raises(InvalidAnswer):
            KIND.read(question, prepared, fields)


def test_the_gaps_are_numbered_as_each_language_places_them() -> None:
    question = load_question(sample("cloze"), "fr")
    prepared = KIND.prepare(question, Random(1), shuffle=True)
    assert [gap["kind"] for gap in KIND.public(question, prepared, "fr", None)["gaps"]] == [
        "short_text",
        "choice",
    ]
    assert [gap["kind"] for gap in KIND.public(question, prepared, "en", None)["gaps"]] == [
        "choice",
        "short_text",
    ]
    html = pages.ask(KIND.public(question, prepared, "fr", None))
    assert html.index("Gap 1 of 2") < html.index("Gap 2 of 2")


def test_a_field_is_as_wide_as_the_author_says_and_its_name_gives_nothing_away() -> None:
    question = asked(gaps=[{**WORD, "id": "portee", "width": "long"}], text="La [[portee]].")
    html = pages.ask(KIND.public(question, KIND.prepare(question, Random(1), shuffle=True), "fr", None))
    assert "gap-long" in html
    assert "portee" not in html


def test_the_marking_version_follows_the_key_and_not_the_wording() -> None:
    reworded = asked(
        text="Ici [[c]], [[n]], [[w]].", gaps=[WORD, {**NUMBER, "unit": "clics"}, {**CHOICE, "width": "long"}]
    )
    others = [
        asked(gaps=[{**WORD, "accepted": ["portées"]}, NUMBER, CHOICE]),
        asked(gaps=[{**WORD, "ignore": []}, NUMBER, CHOICE]),
        asked(gaps=[WORD, {**NUMBER, "tolerance": 6}, CHOICE]),
        asked(gaps=[WORD, NUMBER, {**CHOICE, "options": [{**A, "correct": False}, {**B, "correct": True}]}]),
    ]
    versions = [marking_version(question) for question in (asked(), reworded, *others)]
    assert versions[0] == versions[1]
    assert len(set(versions)) == 5
