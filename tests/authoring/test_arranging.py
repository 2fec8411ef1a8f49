"""The outline's editor: add, rename, move, copy, delete, bring back; by its page, and whatever the order of acts."""

import re
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.authoring import arranging
from lms.authoring.copies import free_key, question_ids
from lms.authoring.outline import outline_of
from lms.core.db import session, transaction
from lms.core.errors import Conflict, InvalidInput, NotFound
from tests.authoring.desk import Desk, make_desk
from tests.factories import NOW
from tests.learning.reading import words

FIRST, SECOND = "accueil", "reponses"
AS_WRITTEN = {
    FIRST: ["bienvenue", "pour-aller-plus-loin", "quiz-accueil"],
    SECOND: ["repondre", "quiz-final"],
}


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def outline(desk: Desk) -> str:
    return words(desk.client.get(desk.place).text)


def test_shows_modules_and_items_in_their_order(desk: Desk) -> None:
    page = outline(desk)
    assert "Everything is published." in page
    assert page.index("1. Accueillir") < page.index("Bienvenue") < page.rindex("2. Répondre")
    assert desk.keys() == AS_WRITTEN


def test_adds_what_is_marked_as_new(desk: Desk) -> None:
    added = desk.arrange("add", FIRST, kind="lesson", title="  L’été :   un plan ")
    assert added.status_code == 303
    assert desk.keys()[FIRST][-1] == "l-ete-un-plan"
    assert desk.node("l-ete-un-plan").body["title"] == {"fr": "L’été : un plan"}
    desk.arrange("add", kind="module", title="Mesurer")
    desk.arrange("add", "mesurer", kind="quiz", title="Quiz")
    assert desk.keys() == {**AS_WRITTEN, FIRST: [*AS_WRITTEN[FIRST], "l-ete-un-plan"], "mesurer": ["quiz"]}
    page = outline(desk)
    assert "3 changes since the last publication." in page
    assert "New" in page


def test_moves_step_by_step_and_on_into_the_next_module(desk: Desk) -> None:
    desk.arrange("down", "bienvenue")
    assert desk.keys()[FIRST] == ["pour-aller-plus-loin", "bienvenue", "quiz-accueil"]
    for _ in range(2):
        reply = desk.arrange("down", "bienvenue")
    assert reply.location.endswith(f"#node-{desk.node('bienvenue').id}")
    assert desk.keys() == {
        FIRST: ["pour-aller-plus-loin", "quiz-accueil"],
        SECOND: ["bienvenue", "repondre", "quiz-final"],
    }
    desk.arrange("up", "bienvenue")
    assert desk.keys()[FIRST] == ["pour-aller-plus-loin", "quiz-accueil", "bienvenue"]
    desk.arrange("down", FIRST)
    assert list(desk.keys()) == [SECOND, FIRST]
    for key, act in ((FIRST, "down"), (SECOND, "up"), ("repondre", "up")):
        before = desk.keys()
        desk.arrange(act, key)
        assert desk.keys() == before, "nothing beyond the ends"


def test_moves_to_a_place_of_a_module(desk: Desk) -> None:
    module = desk.node(FIRST).id
    desk.arrange("move", "quiz-final", module=module, place="1")
    assert desk.keys() == {
        FIRST: ["bienvenue", "quiz-final", "pour-aller-plus-loin", "quiz-accueil"],
        SECOND: ["repondre"],
    }
    desk.arrange("move", "bienvenue", module=module)
    assert desk.keys()[FIRST][-1] == "bienvenue"


def test_renames_in_every_language(desk: Desk) -> None:
    desk.arrange("rename", "bienvenue", **{"title-fr": "Bonjour"})
    assert desk.node("bienvenue").body["title"] == {"fr": "Bonjour"}
    assert desk.node("bienvenue").version == 2


@pytest.mark.parametrize(
    ("title", "why"),
    [("", "Enter a title."), (" \t ", "Enter a title."), ("x" * 201, "This title is too long")],
)
def test_a_title_that_says_nothing_or_too_much_is_refused(desk: Desk, title: str, why: str) -> None:
    for act, key, fields in (
        ("add", FIRST, {"kind": "lesson", "title": title}),
        ("rename", FIRST, {"title-fr": title}),
    ):
        reply = desk.arrange(act, key, **fields)
        assert reply.status_code == 422
        assert why in words(reply.text)
    assert desk.keys() == AS_WRITTEN


def test_a_copy_has_ids_of_its_own(desk: Desk) -> None:
    desk.arrange("duplicate", "bienvenue")
    desk.arrange("duplicate", "quiz-accueil")
    assert desk.keys()[FIRST] == [
        "bienvenue",
        "bienvenue-copy",
        "pour-aller-plus-loin",
        "quiz-accueil",
        "quiz-accueil-copy",
    ]
    ids = [one for key in desk.keys()[FIRST] for one in question_ids(desk.node(key))]
    assert (
        len(ids)
        == len(set(ids))
        == 2 * len([*question_ids(desk.node("bienvenue")), *question_ids(desk.node("quiz-accueil"))])
    )
    assert desk.node("quiz-accueil-copy").body["title"] == {"fr": "Quiz : accueillir (copy)"}


def test_a_copy_of_a_module_refers_to_itself_and_can_be_published(desk: Desk) -> None:
    desk.arrange("duplicate", FIRST)
    copy = f"{FIRST}-copy"
    assert list(desk.keys()) == [FIRST, copy, SECOND]
    assert desk.keys()[copy] == [f"{key}-2" for key in AS_WRITTEN[FIRST]]
    assert desk.node(copy).body["title"] == {"fr": "Accueillir (copy)"}
    assert desk.node("bienvenue-2").body["title"] == desk.node("bienvenue").body["title"]
    goals, copied = (desk.node(key).body["objectives"] for key in (FIRST, copy))
    assert [goal["id"] for goal in copied] == [f"{goal['id']}-2" for goal in goals]
    asked = desk.node("quiz-accueil-2").body["questions"]
    assert {question.get("objective") for question in asked} == {goal["id"] for goal in copied}
    assert desk.node("quiz-accueil-2").body["requires"] == ["bienvenue-2"]
    assert desk.publish().status_code == 303


def test_a_module_moves_to_any_place(desk: Desk) -> None:
    desk.arrange("add", kind="module", title="Mesurer")
    for place, expected in (
        (0, ["mesurer", FIRST, SECOND]),
        (1, [FIRST, "mesurer", SECOND]),
        (9, [*AS_WRITTEN, "mesurer"]),
    ):
        assert desk.arrange("move", "mesurer", place=place).status_code == 303
        assert list(desk.keys()) == expected
    assert desk.arrange("move", "bienvenue", place=0).status_code == 404


def test_what_is_deleted_waits_in_the_bin(desk: Desk) -> None:
    reply = desk.arrange("delete", "repondre")
    assert reply.location.endswith("#bin")
    assert "“Répondre à chacun” is in the bin" in outline(desk)
    assert desk.client.get(desk.path("repondre")).status_code == 404
    desk.arrange("delete", SECOND)
    assert desk.keys() == {FIRST: AS_WRITTEN[FIRST]}
    assert "2 changes" not in outline(desk)
    with pytest.raises(Conflict), transaction():
        arranging.restore(_editor(desk), desk.node("quiz-final").id)
    desk.arrange("restore", SECOND)
    assert desk.keys()[SECOND] == ["quiz-final"], "what was deleted before stays in the bin"
    desk.arrange("restore", "repondre")
    assert desk.keys() == {FIRST: AS_WRITTEN[FIRST], SECOND: ["quiz-final", "repondre"]}


def _editor(desk: Desk) -> arranging.Editor:
    return arranging.edit(desk.course.id, desk.author.id, NOW)


def test_foreign_and_senseless_acts_are_refused(app: Flask, desk: Desk, tmp_path: Path) -> None:
    other = make_desk(app, tmp_path, "ailleurs")
    foreign = str(other.node("bienvenue").id)
    for fields, status in (
        ({"act": "explode"}, 422),
        ({"act": "up"}, 422),
        ({"act": "up", "node": "-1"}, 422),
        ({"act": "up", "node": "1" * 30}, 422),
        ({"act": "up", "node": foreign}, 404),
        ({"act": "delete", "node": foreign}, 404),
        ({"act": "restore", "node": foreign}, 404),
        ({"act": "add", "kind": "course", "title": "x"}, 422),
        ({"act": "add", "kind": "lesson", "title": "x", "node": foreign}, 404),
        ({"act": "move", "node": str(desk.node("bienvenue").id), "module": foreign}, 404),
        ({"act": "restore", "node": str(desk.node("bienvenue").id)}, 404),
    ):
        assert desk.post(f"{desk.place}/outline", fields).status_code == status, fields
    assert desk.keys() == other.keys() == AS_WRITTEN
    assert desk.client.get(other.place).status_code == 404


def test_a_full_course_takes_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranging, "MOST_NODES", 3)
    reply = desk.arrange("add", FIRST, kind="lesson", title="Une de trop")
    assert reply.status_code == 409
    assert "This course is full" in words(reply.text)


def test_ids_come_from_titles() -> None:
    assert free_key("Élans & Œuvres !", ()) == "elans-oeuvres" or free_key("Élans", ()) == "elans"
    assert free_key("2026", ()) == "page-2026"
    assert free_key("日本語", ()) == "page"
    assert free_key("Module", ()) == "module-2"
    assert free_key("x", {"x", "x-2"}) == "x-3"
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,59}", free_key("é" * 300, ()))


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["up", "down", "delete", "restore", "move", "place", "copy"]), st.integers(0, 12)
    ),
    max_size=12,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(acts=ACTS)
def test_any_order_of_acts_leaves_one_order_of_everything(desk: Desk, acts: list[tuple[str, int]]) -> None:
    for act, index in acts:
        with transaction():
            _try(_editor(desk), act, index)
    shown = outline_of(desk.course)
    for branch in shown.branches:
        assert [row.node.position for row in branch.items] == list(range(len(branch.items)))
    assert [one.module.node.position for one in shown.branches] == list(range(len(shown.branches)))
    live = [row.node.id for branch in shown.branches for row in (branch.module, *branch.items)]
    everything = {node.id for node in arranging.queries.draft_items(desk.course.id, with_deleted=True)}
    assert {*live, shown.head.node.id, *(node.id for node in shown.bin)} == everything
    assert len(live) == len(set(live))
    session().rollback()


def _try(editor: arranging.Editor, act: str, index: int) -> None:
    node = editor.nodes[index % len(editor.nodes)]
    modules = editor.siblings("module", editor.course.key)
    try:
        if act == "delete":
            arranging.delete(editor, node.id)
        elif act == "restore":
            arranging.restore(editor, node.id)
        elif act == "copy":
            arranging.duplicate(editor, node.id, "(copy)")
        elif act == "move" and modules:
            arranging.move_to(editor, node.id, modules[index % len(modules)].id, index)
        elif act == "place":
            arranging.move_module(editor, node.id, index)
        elif act in ("up", "down"):
            arranging.move(editor, node.id, 1 if act == "down" else -1)
    except (NotFound, Conflict, InvalidInput):
        return
