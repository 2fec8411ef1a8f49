"""The quiz editor: settings and what they say, questions of every type from a worked example, trials, order."""

import html
import re
from pathlib import Path

import pytest
from flask import Flask

from lms.authoring import questions
from lms.core.errors import InvalidInput
from lms.quiz.engine.question_type import question_types
from tests.authoring.desk import Desk, make_desk
from tests.learning.reading import words

KEY, FINAL = "quiz-accueil", "quiz-final"
SOURCE = """\
id: neuve
type: single_choice
stem: Que faire ?
options:
  - {id: a, text: Écouter, correct: true}
  - {id: b, text: Ignorer, feedback: Elle reviendra.}
"""


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def ids(desk: Desk, key: str = KEY) -> list[str]:
    return [one["id"] for one in desk.node(key).body["questions"]]


def version(desk: Desk, key: str = KEY) -> str:
    return str(desk.node(key).version)


def source_on(page: str) -> str:
    found = re.search(r'<textarea[^>]*id="source"[^>]*>(.*?)</textarea>', page, re.S)
    assert found
    return html.unescape(found.group(1))


def test_lists_the_questions_and_says_the_settings(desk: Desk) -> None:
    page = words(desk.client.get(desk.path(FINAL)).text)
    assert "3 questions · 4 points together" in page
    assert "Pass mark 60 %" in page
    assert "One right option" in page
    assert "True or false" in page


def test_every_type_has_a_name_and_an_example_that_can_be_saved(desk: Desk) -> None:
    assert set(questions.TYPE_NAMES) == set(question_types())
    path = desk.path(KEY)
    for kind in sorted(questions.TYPE_NAMES):
        page = desk.client.get(f"{path}/questions/new?type={kind}&as=source")
        assert page.status_code == 200, kind
        sent = {"source": source_on(page.text), "version": version(desk), "go": "save"}
        reply = desk.post(f"{path}/questions/new", sent)
        assert reply.status_code == 303, (kind, words(reply.text))
        assert desk.node(KEY).body["questions"][-1]["type"] == kind
    assert len(set(ids(desk))) == len(ids(desk)) == 2 + len(questions.TYPE_NAMES)


def test_a_question_is_edited_in_its_place(desk: Desk) -> None:
    path = f"{desk.path(KEY)}/questions/accueil-q1"
    before = ids(desk)
    source = source_on(desk.client.get(f"{path}?as=source").text).replace("L’écouter", "L’entendre")
    assert desk.post(path, {"source": source, "version": version(desk), "go": "save"}).status_code == 303
    assert ids(desk) == before
    assert desk.node(KEY).body["questions"][0]["options"][0]["text"] == {"fr": "L’entendre"}
    assert desk.client.get(f"{desk.path(KEY)}/questions/unknown").status_code == 404


def test_an_answer_can_be_tested_and_nothing_is_stored(desk: Desk) -> None:
    path = f"{desk.path(KEY)}/questions/new"
    shown = desk.post(path, {"source": SOURCE, "version": "1", "go": "try"}).text
    assert "Give an answer to see what it would get." in words(shown)
    rows = re.findall(
        r'name="try-choice" value="(\w+)"[^>]*>\s*<span class="choice-text">(.*?)</label>', shown, re.S
    )
    token = {words(label): value for value, label in rows}
    right = desk.post(path, {"source": SOURCE, "version": "1", "go": "try", "try-choice": token["Écouter"]})
    assert "This answer would get 1 of 1." in words(right.text)
    wrong = desk.post(path, {"source": SOURCE, "version": "1", "go": "try", "try-choice": token["Ignorer"]})
    assert "This answer would get 0 of 1." in words(wrong.text)
    assert "Elle reviendra." in wrong.text
    assert source_on(wrong.text) == SOURCE
    assert version(desk) == "1"


def test_works_and_scales_say_who_marks_them(desk: Desk) -> None:
    path = f"{desk.path(KEY)}/questions/new"
    for kind, field, value, told in (
        ("long_text", "try-text", "Merci.", "A person would mark this answer."),
        ("scale", "try-choice", "3", "This answer gets no mark."),
    ):
        source = source_on(desk.client.get(f"{path}?type={kind}&as=source").text)
        reply = desk.post(path, {"source": source, "version": "1", "go": "try", field: value})
        assert told in words(reply.text)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("", "A list of fields is expected here"),
        ("id: [", "This is not valid YAML"),
        ("- a", "A list of fields is expected here"),
        (SOURCE.replace("single_choice", "guess"), "Line 2 ( type )"),
        (SOURCE.replace(", correct: true", ""), "options"),
        (SOURCE.replace("id: neuve", "id: Mal nommé"), "Line 1 ( id )"),
        (SOURCE.replace("Que faire ?", "{en: What to do?}"), "stem"),
        (SOURCE.replace("Que faire ?", "'" + "x" * 30_000 + "'"), "stem"),
        ("a: " + "[" * 50, "Values are nested too deeply here."),
        ("x" * 100_001, "This text is too long"),
        (SOURCE + "points: 1e309\n", "points"),
        (SOURCE + "points: .nan\n", "points"),
        (
            SOURCE.replace("id: neuve", "id: final-q1"),
            "Another question of this course has the id “final-q1”.",
        ),
        (SOURCE.replace("id: neuve", "id: check-accueil"), "Another question of this course has the id"),
    ],
)
def test_what_is_no_question_is_said_line_by_line_and_stays_typed(desk: Desk, source: str, told: str) -> None:
    reply = desk.post(f"{desk.path(KEY)}/questions/new", {"source": source, "version": "1", "go": "save"})
    assert reply.status_code == 422, words(reply.text)
    assert told in words(reply.text)
    assert source_on(reply.text).strip() == source.strip()
    assert version(desk) == "1"


def test_two_authors_of_one_question_overwrite_nothing(desk: Desk) -> None:
    path = f"{desk.path(KEY)}/questions/accueil-q1"
    source = source_on(desk.client.get(f"{path}?as=source").text)
    theirs, mine = (source.replace("L’écouter", word) for word in ("L’entendre", "La lire"))
    assert desk.post(path, {"source": theirs, "version": "1", "go": "save"}).status_code == 303
    tried = desk.post(path, {"source": mine, "version": "1", "go": "try"}).text
    assert 'name="version" value="1"' in tried, "a trial does not move on to what somebody else saved"
    refused = desk.post(path, {"source": mine, "version": "1", "go": "save"})
    assert refused.status_code == 409
    page = words(refused.text)
    assert "Someone else saved this page since you opened it." in page
    assert "L’entendre" in page, "what they wrote is shown"
    assert source_on(refused.text) == mine
    assert f'name="version" value="{version(desk)}"' in refused.text
    assert desk.post(path, {"source": mine, "version": version(desk), "go": "save"}).status_code == 303


def test_two_authors_of_one_quiz_write_different_questions(desk: Desk) -> None:
    place = f"{desk.path(KEY)}/questions"
    source = source_on(desk.client.get(f"{place}/accueil-q2?as=source").text)
    assert desk.post(f"{place}/new", {"source": SOURCE, "version": "1", "go": "save"}).status_code == 303
    late = SOURCE.replace("id: neuve", "id: tardive")
    assert desk.post(f"{place}/new", {"source": late, "version": "1", "go": "save"}).status_code == 303
    assert (
        desk.post(f"{place}/accueil-q2", {"source": source, "version": "1", "go": "save"}).status_code == 303
    )
    assert ids(desk) == ["accueil-q1", "accueil-q2", "neuve", "tardive"]


def test_questions_move_and_go(desk: Desk) -> None:
    base = f"{desk.path(FINAL)}/questions"
    desk.post(f"{base}/final-q1/move", {"to": "down"})
    assert ids(desk, FINAL) == ["final-q2", "final-q1", "final-q3"]
    desk.post(f"{base}/final-q2/move", {"to": "up"})
    assert ids(desk, FINAL) == ["final-q2", "final-q1", "final-q3"]
    desk.post(f"{base}/final-q2/delete", {"version": version(desk, FINAL)})
    assert ids(desk, FINAL) == ["final-q1", "final-q3"]
    assert desk.post(f"{base}/final-q2/delete").status_code == 404
    versions = f"{desk.place}/nodes/{desk.node(FINAL).id}/versions"
    desk.post(f"{versions}/1/restore")
    assert ids(desk, FINAL) == ["final-q1", "final-q2", "final-q3"]


def test_settings_are_kept_as_what_differs_from_the_kind(desk: Desk) -> None:
    path = desk.path(FINAL)
    assert (
        desk.send(
            path, {"time_limit_minutes": "45", "certainty": "y", "release.explanations": "never"}
        ).status_code
        == 303
    )
    policy = desk.node(FINAL).body["policy"]
    assert policy == {
        "pass_percent": 60,
        "attempts": 2,
        "time_limit_minutes": 45,
        "certainty": True,
        "release": {"explanations": "never"},
    }
    page = words(desk.client.get(path).text)
    assert "45 min" in page
    desk.send(path, {"attempts": "", "time_limit_minutes": "60", "pass_percent": "70"})
    policy = desk.node(FINAL).body["policy"]
    assert policy["attempts"] is None
    assert "time_limit_minutes" not in policy
    assert "pass_percent" not in policy


def test_another_kind_begins_with_its_own_settings(desk: Desk) -> None:
    desk.send(desk.path(FINAL), {"preset": "practice", "title-fr": "S’entraîner"})
    body = desk.node(FINAL).body
    assert (body["preset"], body["policy"], body["title"]) == ("practice", {}, {"fr": "S’entraîner"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("attempts", "0"),
        ("attempts", "deux"),
        ("attempts", "-1"),
        ("attempts", "٣"),
        ("pass_percent", "101"),
        ("pass_percent", ""),
        ("time_limit_minutes", "1e3"),
        ("time_limit_minutes", "99999999999999999999"),
        ("layout", "sideways"),
        ("release.marks", "tomorrow"),
        ("release.marks", "on_date"),
        ("preset", "lottery"),
        ("title-fr", ""),
        ("minutes", "0"),
        ("markers", "3"),
    ],
)
def test_bad_settings_are_refused_with_their_field(desk: Desk, field: str, value: str) -> None:
    reply = desk.send(desk.path(FINAL), {field: value})
    assert reply.status_code == 422
    assert "Not saved" in words(reply.text)
    assert version(desk, FINAL) == "1"


def test_settings_saved_meanwhile_are_shown_and_what_was_typed_stays(desk: Desk) -> None:
    path = desk.path(FINAL)
    desk.send(path, {"minutes": "25"})
    late = desk.send(path, {"minutes": "30", "version": "1", "pass_percent": "75"})
    assert late.status_code == 409
    assert "Someone else saved this page since you opened it." in words(late.text)
    assert 'name="minutes" value="30"' in late.text
    assert 'name="pass_percent" value="75"' in late.text
    assert desk.node(FINAL).body["minutes"] == 25


def test_settings_that_are_refused_stay_typed(desk: Desk) -> None:
    typed = {"title-fr": "Un autre titre", "pass_percent": "80,5", "minutes": "12"}
    refused = desk.send(desk.path(FINAL), typed)
    assert refused.status_code == 422
    for name, value in typed.items():
        assert f'name="{name}" value="{value}"' in refused.text
    form = {"version": "1", "count": "1", "s-0-title-fr": "Partie", "s-0-draw": "trois"}
    refused = desk.post(f"{desk.path(FINAL)}/sections", form)
    assert refused.status_code == 422
    assert 'value="trois"' in refused.text
    assert 'value="Partie"' in refused.text


def test_a_full_quiz_takes_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MOST_QUESTIONS", 2)
    found = questions.read_source(SOURCE, ["fr"])
    with pytest.raises(InvalidInput):
        questions.put(desk.node(KEY), found, None, set())


def test_a_question_of_a_bank_stays_in_it(desk: Desk) -> None:
    node = desk.node(KEY)
    node.body = {**node.body, "questions": [{**node.body["questions"][0], "bank": "reserve"}]}
    found = questions.read_source(SOURCE, ["fr"])
    assert questions.put(node, found, "accueil-q1", set())["questions"][0]["bank"] == "reserve"


def test_examples_speak_the_languages_of_the_course() -> None:
    source = questions.sample_source("single_choice", {"single-choice-1"}, ["en", "fr"])
    assert "id: single-choice-1-2" in source
    found = questions.read_source(source, ["en", "fr"])
    assert set(found.stem) == {"en", "fr"}
    assert "es:" in questions.sample_source("cloze", set(), ["es", "fr"])
