"""Texts that turn their direction, are too many or too long, through the browser and through files: refused with the reason."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.authoring.files import CourseFileErrors, read_folder
from lms.authoring.normalise import normalise
from lms.authoring.problems import Problem
from lms.core.db import transaction
from lms.core.texts import turning_sign
from lms.courses import drafts
from lms.courses.plain_yaml import dump_yaml
from lms.courses.queries import draft_items
from lms.courses.rendering import render_blocks, render_inline
from tests.authoring.desk import Desk, make_desk
from tests.authoring.test_files import LESSON, edit
from tests.authoring.test_hostile import DEEP
from tests.authoring.test_question_editor import SOURCE
from tests.courses.sample import true_false, write_sample
from tests.factories import NOW
from tests.learning.reading import words

KEY, QUIZ = "bienvenue", "quiz-accueil"
SIGNS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
WHY = "This text holds an invisible sign (U+202E) that turns the direction of what follows it. Remove that sign."
TURNED = "exe\u202etxt.pdf"


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def state(desk: Desk) -> str:
    return drafts.fingerprint(draft_items(desk.course.id))


def test_which_signs_turn_a_text() -> None:
    assert [turning_sign(f"a{sign}b") for sign in SIGNS] == [f"U+{ord(sign):04X}" for sign in SIGNS]
    assert turning_sign("שלום, العربية\u200f, a\u200eb") is None, (
        "the languages themselves turn nothing round"
    )


@pytest.mark.parametrize("field", ["title-fr", "body-fr"])
@pytest.mark.parametrize("sign", SIGNS)
def test_a_lesson_that_turns_its_direction_is_refused(desk: Desk, field: str, sign: str) -> None:
    before = state(desk)
    typed = f"Avant {sign}après"
    page = desk.send(desk.path(KEY), {field: typed})
    assert page.status_code == 422
    assert f"U+{ord(sign):04X}" in words(page.text)
    assert "Avant" in page.text, "what was typed stays"
    saved = desk.send(desk.path(KEY), {field: typed, "autosave": "1"}, headers={"Accept": "application/json"})
    assert saved.status_code == 422
    assert saved.json is not None
    assert "turns the direction" in saved.json["error"]
    assert state(desk) == before


def test_every_other_field_refuses_it_too(desk: Desk) -> None:
    before = state(desk)
    new = f"{desk.path(QUIZ)}/questions/new"
    sources = [SOURCE.replace("Que faire ?", TURNED), SOURCE.replace("Que faire ?", '"a\\u202eb"')]
    replies = [
        desk.arrange("rename", KEY, **{"title-fr": TURNED}),
        desk.arrange("add", "accueil", kind="lesson", title=TURNED),
        desk.send(desk.path(QUIZ), {"title-fr": TURNED}),
        desk.send(desk.path("accueil"), {"summary-fr": TURNED}),
        desk.send(desk.path("accueil"), {"goal-accueil-definir-fr": TURNED}),
        desk.send(f"{desk.place}/sheet", {"tagline-fr": TURNED}),
        desk.send(f"{desk.place}/sheet", {"goals-fr": TURNED}),
        *(desk.post(new, {"source": source, "version": "1", "go": "save"}) for source in sources),
    ]
    for number, reply in enumerate(replies):
        assert (number, reply.status_code) == (number, 422)
        assert WHY in words(reply.text), number
    assert state(desk) == before


def test_a_new_course_with_such_a_title_is_not_begun(desk: Desk) -> None:
    sent = {"centre": str(desk.centre.id), "title": TURNED, "languages": "fr"}
    reply = desk.post("/teach/courses", sent)
    assert reply.status_code == 422
    assert WHY in words(reply.text)
    assert desk.client.get("/teach/courses").text.count("exe") == 0


def test_files_are_refused_at_the_line_that_holds_it(tmp_path: Path) -> None:
    folder = write_sample(tmp_path / "animer")
    edit(folder, LESSON, "Bonjour", "Bon\u202ejour")
    edit(folder, "01-accueil/module.yaml", "title: Accueillir", 'title: "Acc\\u202eueillir"')
    found = {(one.file, one.line, one.reason.code) for one in problems(folder)}
    assert ("01-accueil/module.yaml", 1, "field.unstorable") in found
    edit(folder, "01-accueil/module.yaml", "\\u202e", "")
    assert [(one.file, one.line, one.reason.code, one.reason.params) for one in problems(folder)] == [
        (LESSON, 5, "text.turning", {"sign": "U+202E"})
    ]


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(CourseFileErrors) as caught:
        read_folder(folder)
    return caught.value.problems


@pytest.mark.parametrize("written", ["&#8238;", "&#x202E;", "&#x2067;", "\u202e"])
def test_what_was_published_before_turns_nothing(written: str) -> None:
    blocks = render_blocks(f"Avant {written}après", language="fr", media_url=None)
    assert [str(block.html) for block in blocks] == ["<p>Avant après</p>\n"]  # type: ignore[union-attr]
    assert render_inline(f"a{written}b") == "ab"


@pytest.mark.parametrize("sign", ["&#8238;", "&#x2066;", "&#12;"])
def test_a_sign_that_files_may_not_hold_stays_an_entity(sign: str) -> None:
    assert normalise(f"Avant {sign} après, &eacute;\n") == f"Avant {sign} après, &eacute;\n"
    assert normalise("Avant &eacute;\n") == "Avant é\n"


def many(count: int) -> list[dict[str, Any]]:
    return [true_false(f"q{number}") for number in range(count)]


def write_quiz(folder: Path, name: str, count: int, **more: object) -> None:
    questions = [
        {"id": f"{name}-{n}", "type": "true_false", "stem": "x", "correct": True} for n in range(count)
    ]
    head = {"id": name, **({"title": "Quiz"} if not name.startswith("banque") else {})}
    text = dump_yaml({**head, **more, **({"questions": questions} if count else {})})
    (folder / "01-accueil" / f"{name}.yaml").write_text(text, "utf-8")


@pytest.mark.parametrize("count", [1001, 10_000])
def test_files_with_too_many_questions_are_refused(tmp_path: Path, count: int) -> None:
    folder = write_sample(tmp_path / "animer")
    write_quiz(folder, QUIZ, count)
    (problem,) = problems(folder)
    assert problem.file == "01-accueil/quiz-accueil.yaml"
    assert problem.reason.code == ("field.too_many" if count == 1001 else "yaml.too_many_values")


def test_banks_count_towards_their_quiz(tmp_path: Path) -> None:
    folder = write_sample(tmp_path / "animer")
    for name in ("banque-a", "banque-b"):
        write_quiz(folder, name, 501)
    write_quiz(folder, QUIZ, 0, banks=["banque-a", "banque-b"])
    (problem,) = problems(folder)
    assert (problem.reason.code, problem.reason.params) == ("questions.full", {"most": 1000})


def test_a_full_quiz_still_opens_and_takes_no_more(desk: Desk) -> None:
    with transaction():
        node = drafts.node_for_update(desk.course.id, desk.node(QUIZ).id)
        body = {**node.body, "questions": many(1000)}
        drafts.edit_node(node, body, base=node.version, actor_id=desk.author.id, now=NOW)
    assert desk.client.get(desk.path(QUIZ)).status_code == 200
    sent = {"source": SOURCE, "version": "2", "go": "save"}
    refused = desk.post(f"{desk.path(QUIZ)}/questions/new", sent)
    assert refused.status_code == 422
    assert "This quiz is full: it holds 1000 questions." in words(refused.text)
    assert desk.node(QUIZ).version == 2


def test_ten_thousand_questions_in_one_form_are_refused(desk: Desk) -> None:
    before = state(desk)
    source = dump_yaml({"questions": many(10_000)})
    sent = {"source": source, "version": "1", "go": "save"}
    refused = desk.post(f"{desk.path(QUIZ)}/questions/new", sent)
    assert refused.status_code == 422
    assert "This text is too long" in words(refused.text)
    assert state(desk) == before


@pytest.mark.parametrize("name", DEEP)
def test_deep_and_tangled_files_are_read_or_refused(tmp_path: Path, name: str) -> None:
    folder = write_sample(tmp_path / "animer")
    lesson = folder / LESSON
    head = lesson.read_text("utf-8").split("---\n")[1]
    lesson.write_text(f"---\n{head}---\n\n{DEEP[name]}\n", "utf-8")
    refusal = None
    try:
        read_folder(folder)
    except CourseFileErrors as error:
        refusal = error
    assert refusal is None or {one.file for one in refusal.problems} == {LESSON}
