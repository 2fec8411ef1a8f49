"""The question bank: search, tags, moving and copying many at a time; sections and draws; what an author is warned of."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.authoring import bank, services
from lms.authoring.quiz_sections import warnings_of
from lms.cohorts.queries import DatedWindow
from lms.core.db import transaction
from lms.quiz.engine.policy import policy_of
from tests.authoring.desk import Desk, make_desk
from tests.factories import NOW
from tests.learning.reading import words
from tests.quiz.sitting import form_of

KEY, FINAL = "quiz-accueil", "quiz-final"


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def ids(desk: Desk, key: str = KEY) -> list[str]:
    return [one["id"] for one in desk.node(key).body["questions"]]


def ref(desk: Desk, question: str, key: str = KEY) -> str:
    return f"{desk.course.id}:{desk.node(key).id}:{question}"


def tags(desk: Desk, key: str = KEY) -> dict[str, list[str]]:
    return {one["id"]: one.get("tags", []) for one in desk.node(key).body["questions"]}


def act(desk: Desk, act: str, *refs: str, place: str = "", **fields: Any) -> Any:
    return desk.post(place or f"{desk.place}/bank", {"act": act, "question": list(refs), **fields})


def found(page: str) -> list[str]:
    return re.findall(r'name="question" value="\d+:\d+:([^"]+)"', page)


def test_every_question_of_the_course_is_listed_with_its_use(desk: Desk) -> None:
    page = desk.client.get(f"{desk.place}/bank").text
    assert found(page) == [*ids(desk), *ids(desk, FINAL)]
    assert "in every paper" in words(page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("q=ECOUTER", {"accueil-q1", "final-q1"}), ("q=accueil-q2", {"accueil-q2"}), ("q=zzzz", set())],
)
def test_words_are_found_without_accents_or_case_in_every_text(
    desk: Desk, query: str, expected: set[str]
) -> None:
    assert set(found(desk.client.get(f"{desk.place}/bank?{query}").text)) == expected


def test_filters_by_type_quiz_and_tag_join(desk: Desk) -> None:
    act(desk, "tag", ref(desk, "accueil-q1"), tags="Écoute, base")
    quiz = desk.node(KEY).id
    assert found(desk.client.get(f"{desk.place}/bank?tag=ecoute&quiz={quiz}").text) == ["accueil-q1"]
    kind = desk.node(FINAL).body["questions"][0]["type"]
    listed = found(desk.client.get(f"{desk.place}/bank?type={kind}&tag=ecoute").text)
    assert set(listed) <= {"accueil-q1"}


def test_tags_are_added_and_taken_away_many_at_a_time(desk: Desk) -> None:
    chosen = [ref(desk, "accueil-q1"), ref(desk, ids(desk, FINAL)[0], FINAL)]
    reply = act(desk, "tag", *chosen, tags="base urgent base")
    assert reply.status_code == 303
    assert tags(desk)["accueil-q1"] == ["base", "urgent"]
    assert tags(desk, FINAL)[ids(desk, FINAL)[0]] == ["base", "urgent"]
    act(desk, "untag", chosen[0], tags="urgent")
    assert tags(desk)["accueil-q1"] == ["base"]
    assert tags(desk)["accueil-q2"] == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"question": []}, "Tick at least one question."),
        ({"question": ["1:x:y"]}, "Choose the quiz"),
        ({"tags": "no/tag"}, "A tag is made of"),
        ({"tags": ""}, "A tag is made of"),
        ({"tags": " ".join(f"t{number}" for number in range(21))}, "at most 20 tags"),
        ({"act": "move", "target": ""}, "Choose the quiz to move them to."),
        ({"act": "move", "target": "{final}:nowhere"}, "Choose the quiz to move them to."),
    ],
)
def test_what_can_t_be_done_is_said_and_nothing_changes(desk: Desk, fields: dict[str, Any], why: str) -> None:
    before = (desk.node(KEY).body, desk.node(FINAL).body)
    final = f"{desk.course.id}:{desk.node(FINAL).id}"
    sent = {"act": "tag", "question": [ref(desk, "accueil-q1")], "tags": "base", **fields}
    sent["target"] = str(sent.get("target", "")).format(final=final)
    reply = desk.post(f"{desk.place}/bank", sent)
    assert reply.status_code == 422
    assert why in words(reply.text)
    assert (desk.node(KEY).body, desk.node(FINAL).body) == before


def test_questions_move_to_another_quiz_of_the_course(desk: Desk) -> None:
    final = ids(desk, FINAL)
    target = f"{desk.course.id}:{desk.node(FINAL).id}"
    reply = act(desk, "move", ref(desk, "accueil-q2"), target=target)
    assert reply.status_code == 303, words(reply.text)
    assert ids(desk) == ["accueil-q1"]
    assert ids(desk, FINAL) == [*final, "accueil-q2"]
    assert desk.client.get(f"{desk.place}/publication").status_code == 200


def test_a_question_that_a_section_names_stays(desk: Desk) -> None:
    send_sections(desk, {"s-0-questions": "accueil-q1"})
    target = f"{desk.course.id}:{desk.node(FINAL).id}"
    reply = act(desk, "move", ref(desk, "accueil-q1"), target=target)
    assert reply.status_code == 422
    assert "is named in a section" in words(reply.text)


def test_questions_of_another_course_are_copied_with_ids_of_their_own(desk: Desk, tmp_path: Path) -> None:
    with transaction():
        other = services.begin_course(
            centre_id=desk.centre.id,
            title="Autre cours",
            languages=["fr"],
            names=("Module", "Leçon"),
            actor_id=desk.author.id,
            now=NOW,
        )
    other_desk = Desk(desk.app, desk.centre, other, desk.author, desk.client)
    other_desk.arrange("add", next(iter(other_desk.keys())), kind="quiz", title="Contrôle")
    goal = other_desk.node("controle")
    target = f"{other.id}:{goal.id}"
    for _ in range(2):
        reply = act(desk, "move", ref(desk, "accueil-q1"), place="/teach/bank", target=target)
        assert reply.status_code == 303, words(reply.text)
    copies = other_desk.node("controle").body["questions"]
    assert [one["id"] for one in copies] == ["accueil-q1", "accueil-q1-2"]
    assert {one["objective"] for one in copies} == {None}
    assert ids(desk)[0] == "accueil-q1", "the first course keeps its own"


def test_nobody_changes_a_course_that_they_may_not_edit(desk: Desk, app: Flask, tmp_path: Path) -> None:
    other = make_desk(app, tmp_path, "ailleurs")
    before = tags(desk)
    for place in ("/teach/bank", f"{other.place}/bank"):
        assert act(other, "tag", ref(desk, "accueil-q1"), place=place, tags="pris").status_code == 404
    assert (
        act(
            other, "move", ref(other, "accueil-q1"), target=f"{desk.course.id}:{desk.node(FINAL).id}"
        ).status_code
        == 404
    )
    mixed = [ref(other, "accueil-q1"), ref(desk, "accueil-q1")]
    assert act(other, "tag", *mixed, place="/teach/bank", tags="pris").status_code == 404
    assert tags(desk) == before
    assert tags(other)["accueil-q1"] == [], "nothing by half"
    assert f">{desk.course.id}:" not in other.client.get("/teach/bank").text


def test_a_picture_stays_in_its_module() -> None:
    stored = {
        "id": "vue",
        "type": "true_false",
        "stem": {"fr": "Que montre ![une affiche](affiche.png) ?"},
        "correct": True,
    }
    with pytest.raises(bank.InvalidInput) as refused:
        bank.refuse_pictures([stored])
    assert refused.value.reason is not None
    assert refused.value.reason.code == "bank.has_picture"


# Sections and draws


def send_sections(desk: Desk, changes: dict[str, Any], key: str = KEY) -> Any:
    page = desk.client.get(desk.path(key)).text
    form = page[page.index('class="form sections-form"') :]
    fields = form_of(form[: form.index("</form>")])
    return desk.post(f"{desk.path(key)}/sections", {**fields, **changes})


def test_sections_name_questions_and_draw_others(desk: Desk) -> None:
    act(
        desk,
        "tag",
        ref(desk, ids(desk, FINAL)[1], FINAL),
        ref(desk, ids(desk, FINAL)[2], FINAL),
        tags="reserve",
    )
    first = ids(desk, FINAL)[0]
    reply = send_sections(
        desk,
        {"s-0-title-fr": "Pour tous", "s-0-questions": first, "s-0-draw": "1", "s-0-tags": "reserve"},
        FINAL,
    )
    assert reply.status_code == 303, words(reply.text)
    (section,) = desk.node(FINAL).body["policy"]["sections"]
    assert section == {
        "id": "part",
        "title": {"fr": "Pour tous"},
        "questions": [first],
        "draw": {"count": 1, "bank": None, "tags": ["reserve"], "by_objective": False},
    }
    page = words(desk.client.get(f"{desk.place}/bank").text)
    assert "Pour tous: in a pool from which 1 are drawn" in page.replace("\xa0", " ").replace(" :", ":")
    reply = send_sections(desk, {"s-1-draw": "1", "s-1-order": "1", "s-0-order": "2"}, FINAL)
    assert reply.status_code == 303
    assert [one["id"] for one in desk.node(FINAL).body["policy"]["sections"]] == ["part-2", "part"]
    send_sections(desk, {"s-0-remove": "y", "s-1-remove": "y"}, FINAL)
    assert "sections" not in desk.node(FINAL).body["policy"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"s-0-draw": "many"}, "Enter a whole number."),
        ({"s-0-draw": "0"}, "draw.count"),
        ({"s-0-questions": "x", "s-0-order": "-1"}, "Enter a whole number."),
        ({"count": "31"}, "at most 30 sections"),
    ],
)
def test_sections_that_make_no_sense_are_refused(desk: Desk, changes: dict[str, str], why: str) -> None:
    before = desk.node(KEY).body
    reply = send_sections(desk, changes)
    assert reply.status_code == 422
    assert why in words(reply.text)
    assert desk.node(KEY).body == before


def test_sections_over_someone_else_s_are_a_conflict(desk: Desk) -> None:
    assert send_sections(desk, {"version": "0", "s-0-draw": "1"}).status_code == 409


def test_the_page_warns_of_a_pool_smaller_than_its_draw(desk: Desk) -> None:
    assert "Before you publish" not in words(desk.client.get(desk.path(KEY)).text)
    assert send_sections(desk, {"s-0-draw": "9"}).status_code == 303
    page = words(desk.client.get(desk.path(KEY)).text)
    assert "Before you publish" in page


def test_unequal_points_and_short_windows_are_warned_of() -> None:
    questions = [{"id": f"q{number}", "type": "true_false", "points": number} for number in (1, 2, 3)]
    sections = [{"id": "a", "draw": {"count": 2}}]
    policy = policy_of("exam", {"sections": sections})
    found = warnings_of(policy, questions, [DatedWindow("Groupe", 45), DatedWindow("Autre", 60)])
    assert [(why.code, dict(why.params)) for why in found] == [
        ("quiz.unequal_points", {"least": "1", "most": "3"}),
        ("quiz.short_window", {"cohort": "Groupe", "minutes": 45, "limit": 60}),
    ]
    assert warnings_of(policy_of("exam", {"sections": [{"id": "a", "draw": {"count": 3}}]}), questions) == []
