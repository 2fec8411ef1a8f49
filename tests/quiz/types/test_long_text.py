"""long_text beyond the contract."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lms.quiz.types  # noqa: F401 - registers the types
from lms.core.reasons import reason
from lms.quiz.engine.draw import Picked
from lms.quiz.engine.grading import Marking, grade_paper
from lms.quiz.engine.outcomes import Pending, Unmarked
from lms.quiz.engine.paper import make_paper, marking_version
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.question_type import InvalidAnswer, question_type
from lms.quiz.engine.questions import load_question
from lms.quiz.types.long_text import MAX_LENGTH, count_words
from tests.quiz.types import pages
from tests.quiz.types.faults import fault, sample

KIND = question_type("long_text")


def asked(text: str, **changes: Any) -> str:
    question = load_question(sample("long_text", **changes), "fr")
    return pages.ask(KIND.public(question, {}, "fr", {"text": text} if text else None))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"min_words": 20, "max_words": 19}, ("max_words", "question.words_crossed")),
        ({"min_words": 0}, ("min_words", "field.below")),
        ({"rubric": [{"id": "a", "title": "A", "levels": []}]}, ("rubric.0.levels", "field.too_few")),
    ],
)
def test_what_can_not_be_asked(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert fault(sample("long_text", **changes)) == expected


def test_words_may_be_bounded_on_one_side_or_exactly() -> None:
    for low, high in ((None, 5), (5, None), (5, 5)):
        load_question(sample("long_text", min_words=low, max_words=high), "fr")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Bonjour\u202f! Ça va\u00a0?", 3),
        ("l’été 2026 — oui", 3),
        ("un\n\ndeux\ttrois", 3),
        ("…", 0),
    ],
)
def test_words_are_counted_as_people_count_them(text: str, count: int) -> None:
    assert count_words(text) == count


@given(st.text(), st.text())
@settings(max_examples=50)
def test_two_texts_have_the_words_of_both(one: str, other: str) -> None:
    assert count_words(f"{one} {other}") == count_words(one) + count_words(other)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (2, 5, "Write 2 to 5 words."),
        (2, None, "Write at least 2 words."),
        (None, 5, "Write at most 5 words."),
    ],
)
def test_the_page_says_how_many_words_are_expected(low: int | None, high: int | None, expected: str) -> None:
    html = asked("", min_words=low, max_words=high)
    assert expected in html
    assert 'aria-describedby="q3-text-hint q3-text-criteria q3-text-count"' in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ">Words: 0.<"),
        ("un", ">Words: 1. Still missing: 1.<"),
        ("un deux", ">Words: 2.<"),
        ("un deux trois quatre", ">Words: 4. Too many: 1.<"),
    ],
)
def test_the_page_says_how_the_count_stands(text: str, expected: str) -> None:
    assert expected in asked(text, min_words=2, max_words=3)


def test_without_limits_or_criteria_the_page_only_counts() -> None:
    html = asked("un deux", min_words=None, max_words=None, rubric=[])
    assert 'aria-describedby="q3-text-count"' in html
    assert "What counts" not in html
    assert ">Words: 2.<" in html


def test_too_few_or_too_many_words_are_kept_for_the_marker() -> None:
    question = load_question(sample("long_text", min_words=2, max_words=2), "fr")
    for text in ("un", "un deux trois"):
        answer = KIND.read(question, {}, {"text": [text]})
        assert answer == {"text": text}
        assert KIND.grade(question, {}, answer) == Pending(reason("pending.marker"))


def test_a_hundred_thousand_characters_fit_and_one_more_says_the_limit() -> None:
    question = load_question(sample("long_text"), "fr")
    # Line ends count once, whatever the browser sends for each.
    text = "é" * (MAX_LENGTH - 1) + "\n"
    assert KIND.read(question, {}, {"text": [text.replace("\n", "\r\n")]}) == {"text": text}
    with pytest.raises(InvalidAnswer) as caught:
        KIND.read(question, {}, {"text": [text + "é"]})
    assert caught.value.reason == reason("answer.too_long", limit=100_000)
    # Nothing cuts a text that is pasted: it stays, with the reason beside it.
    assert "maxlength" not in asked("")
    view = {**KIND.public(question, {}, "fr", None), "value": "trop long", "error": "Too long."}
    html = pages.ask(view)
    assert "trop long</textarea>" in html
    assert 'id="q3-text-error"' in html
    assert "q3-text-error" in html.split("aria-describedby=", 1)[1].split(">", 1)[0]


def test_a_running_attempt_shows_what_counts_and_not_what_it_is_worth() -> None:
    html = asked("Merci")
    assert "What counts" in html
    assert "Le ton" in html
    for secret in (
        "Complet",
        "En partie",
        "Chaque critique",
        "Merci de votre retour",
        "Nous regrettons",
        "Aucun fait",
    ):
        assert secret not in html


def test_the_review_shows_the_rubric_the_levels_reached_and_a_model_answer() -> None:
    question = load_question(sample("long_text"), "fr")
    view = KIND.review(question, {}, {"text": "Merci\nbien"}, "fr")
    html = pages.review(view)
    for words in ("Merci\nbien", "Complet", "Chaque critique", "A model answer", "Merci de votre retour."):
        assert words in html
    assert "Level reached" not in html
    reached = pages.review({**view, "levels": {"tone": "full"}})
    assert reached.count("Level reached") == reached.count("rubric-chosen") == 1


def test_a_blank_answer_shows_what_was_expected() -> None:
    question = load_question(sample("long_text", rubric=[]), "fr")
    html = pages.review(KIND.review(question, {}, None, "fr"))
    assert "Not answered" in html
    assert "A model answer" in html
    assert "rubric" not in html
    plain = load_question(sample("long_text", model_answer={}), "fr")
    assert "A model answer" not in pages.review(KIND.review(plain, {}, None, "fr"))


def test_the_marking_version_follows_what_levels_are_worth_and_not_their_wording() -> None:
    rubric = sample("long_text")["rubric"]
    reworded = [
        {**row, "title": "Autre", "levels": [{**level, "title": "x"} for level in row["levels"]]}
        for row in rubric
    ]
    dearer = [
        {**row, "levels": [{**level, "points": level["points"] * 2} for level in row["levels"]]}
        for row in rubric
    ]
    same = [
        {**row, "levels": [{**level, "points": f"{level['points']}.00"} for level in row["levels"]]}
        for row in rubric
    ]
    first, *others = (
        marking_version(load_question(sample("long_text", rubric=each), "fr"))
        for each in (rubric, reworded, same, dearer)
    )
    assert [version == first for version in others] == [True, True, False]


def test_who_assesses_themselves_waits_for_nobody_and_a_blank_needs_no_marker() -> None:
    question = load_question(sample("long_text"), "fr")
    paper = make_paper([Picked(question)], Policy(), 1)
    questions, answer = {question.id: question}, {"text": "Merci."}
    waiting = grade_paper(paper, questions, {1: answer})
    assert (waiting.pending, waiting.is_final) == (1, False)
    assert grade_paper(paper, questions, {1: None}).is_final
    alone = grade_paper(paper, questions, {1: answer}, Marking(Policy(), assesses_itself=True))
    assert (alone.outcomes, alone.max) == ({1: Unmarked()}, 0)
