"""A draft through the eyes of learners who do not exist: nothing is recorded, and the rules are everyone's."""

from pathlib import Path

import pytest
from flask import Flask

from lms.authoring.hints import hints_of
from lms.authoring.personas import paper_of
from lms.quiz.engine.policy import policy_of
from tests.authoring.desk import Desk, make_desk
from tests.learning.reading import row_counts, words

KEY, FINAL = "quiz-accueil", "quiz-final"


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def test_a_beginner_and_who_did_half_stand_elsewhere_in_the_outline(desk: Desk) -> None:
    before = row_counts()
    begins = words(desk.client.get(f"{desk.place}/preview?persona=new").text)
    half = words(desk.client.get(f"{desk.place}/preview?persona=half").text)
    assert "Pas commencé" in begins
    assert half.count("Fait") > begins.count("Fait")
    assert row_counts() == before


def test_the_quiz_says_the_own_time_and_draws_another_paper(desk: Desk) -> None:
    node = desk.node(FINAL)
    desk.send(desk.path(FINAL), {"time_limit_minutes": "30"})
    usual = words(desk.client.get(f"{desk.path(FINAL)}/preview").text)
    more = words(desk.client.get(f"{desk.path(FINAL)}/preview?persona=more_time").text)
    assert "temps majoré" not in usual
    assert "40 min, temps majoré" in more
    assert (
        desk.client.get(f"{desk.path(FINAL)}/preview?draw=99999999&persona=x&language=xx").status_code == 200
    )
    assert desk.node(FINAL).body["questions"] == node.body["questions"]


def test_papers_differ_by_their_number_and_not_from_one_look_to_the_next() -> None:
    questions = [
        {"id": f"q{number}", "type": "true_false", "stem": {"fr": f"Q{number} ?"}, "correct": True}
        for number in range(30)
    ]
    policy = policy_of("exam", {"sections": [{"id": "a", "title": {"fr": "Partie"}, "draw": {"count": 10}}]})
    papers = [[one.question.id for one in paper_of(policy, questions, "fr", draw)] for draw in (1, 1, 2)]
    assert papers[0] == papers[1] != papers[2]
    first, *others = paper_of(policy, questions, "fr", 1)
    assert first.opens == {"fr": "Partie"}
    assert not any(one.opens for one in others)


def test_a_lesson_that_is_locked_for_this_learner_says_why(desk: Desk) -> None:
    desk.send(desk.path("bienvenue"), {"requires": KEY})
    page = words(desk.client.get(f"{desk.path('bienvenue')}/preview").text)
    assert "Cet apprenant ne peut pas encore l’ouvrir" in page


def test_a_quiz_that_can_t_be_asked_yet_says_so(desk: Desk) -> None:
    form = {"version": str(desk.node(KEY).version), "count": "1", "s-0-questions": "nowhere"}
    assert desk.post(f"{desk.path(KEY)}/sections", form).status_code == 303
    page = words(desk.client.get(f"{desk.path(KEY)}/preview").text)
    assert "Ce quiz ne peut pas encore être posé" in page
    assert desk.client.get(f"{desk.place}/preview").status_code == 200


def test_the_page_is_in_the_learner_s_language(desk: Desk) -> None:
    page = desk.client.get(f"{desk.place}/preview?language=fr")
    assert "rien n’est enregistré" in page.text


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("## Un\n\n#### Trois\n", [(3, "hint.heading_jump")]),
        ("# Un\n\n### Deux\n\n## Un\n", []),
        ("Lisez [ici](https://example.org).\n", [(1, "hint.vague_link")]),
        ("Lisez [Cliquez **ici**…](https://example.org).\n", [(1, "hint.vague_link")]),
        ("Voir [le guide](https://example.org) et <https://example.org/x>\n", [(1, "hint.bare_address")]),
        ("Une image :\n\n![](vue.png)\n", [(3, "hint.no_words")]),
        ("**Mes outils**\n\nUn texte.\n", [(1, "hint.false_heading")]),
        ("**C’est important.**\n\n**Gras** puis suite\n", []),
    ],
)
def test_hints_say_what_is_harder_to_reach(text: str, codes: list[tuple[int, str]]) -> None:
    assert [(line, why.code) for line, why in hints_of(text)] == codes


def test_hints_are_shown_beside_the_preview_and_stop_no_publication(desk: Desk) -> None:
    text = "Lisez [ici](https://example.org)."
    shown = desk.post(f"{desk.path('bienvenue')}/preview", {"language": "fr", "body-fr": text}).text
    assert "The link “ici” says nothing on its own" in words(shown)
