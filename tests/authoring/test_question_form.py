"""The form of a question, made from its type's model: what it shows is what it saves, for every type."""

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.authoring.field_names import CHOICES, FIELDS
from lms.authoring.question_forms import Spec, source_of, specs_of
from lms.core.db import transaction
from lms.courses.models import DraftItem
from lms.courses.plain_yaml import load_yaml
from lms.quiz.engine.question_type import question_types
from lms.quiz.engine.questions import load_question
from tests.authoring.desk import Desk, make_desk
from tests.learning.reading import words
from tests.quiz.sitting import form_of

KEY = "quiz-accueil"


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def version(desk: Desk) -> str:
    return str(desk.node(KEY).version)


def controls(page: str) -> dict[str, Any]:
    """What a browser would send of the question's form, untouched; the trial of it apart."""
    texts = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S)
    ticked = re.findall(r'<input type="checkbox"[^>]*name="([^"]+)" value="([^"]+)" checked>', page)
    several: dict[str, list[str]] = {}
    for name, value in ticked:
        several.setdefault(name, []).append(value)
    plain = {name: html.unescape(value.removeprefix("\n")) for name, value in texts}
    found = {**form_of(page), **plain, **several}
    return {name: value for name, value in found.items() if not name.startswith("try-")}


def test_the_form_of_every_type_says_what_its_source_says(desk: Desk) -> None:
    """Saved untouched, a question is the question that it was: each sample of each type."""
    path, seen = f"{desk.path(KEY)}/questions", 0
    for kind in question_types().values():
        for number, question in enumerate(_distinct(kind.samples())):
            stored = {**question, "id": f"{kind.key.replace('_', '-')}-{number}"}
            wanted = load_question(_in_french(stored), "fr")
            node = desk.node(KEY)
            with transaction() as current:
                current.get_one(DraftItem, node.id).body = {
                    **node.body,
                    "questions": [wanted.model_dump(mode="json")],
                }
            page = desk.client.get(f"{path}/{wanted.id}").text
            sent = {**controls(page), "version": version(desk), "go": "save"}
            reply = desk.post(f"{path}/{wanted.id}", sent)
            assert reply.status_code == 303, (kind.key, words(reply.text))
            assert load_question(desk.node(KEY).body["questions"][0], "fr") == wanted, kind.key
            seen += 1
    assert seen > 25


def _distinct(samples: Sequence[Any]) -> list[dict[str, Any]]:
    return list({str(one.question): dict(one.question) for one in samples}.values())


def _in_french(value: Any) -> Any:
    if isinstance(value, dict) and value and set(value) <= {"fr", "en"}:
        return {"fr": next(iter(value.values()))}
    if isinstance(value, dict):
        return {name: _in_french(one) for name, one in value.items()}
    return [_in_french(one) for one in value] if isinstance(value, list | tuple) else value


def test_rows_are_added_ordered_and_taken_away_in_the_form(desk: Desk) -> None:
    path = f"{desk.path(KEY)}/questions/accueil-q1"
    sent = controls(desk.client.get(path).text)
    sent |= {
        "options.3.text.fr": "La publier",
        "options.3.order": "1",
        "options.1.text.fr": "",
        "options.1.feedback.fr": "",
    }
    assert desk.post(path, {**sent, "version": version(desk), "go": "save"}).status_code == 303
    options = desk.node(KEY).body["questions"][0]["options"]
    assert [(one["id"], one["text"]["fr"]) for one in options] == [
        ("b", "La publier"),
        ("a", "L’écouter"),
        ("c", "L’ignorer"),
    ]


def test_the_form_says_what_is_wrong_beside_its_field_and_keeps_what_was_typed(desk: Desk) -> None:
    path = f"{desk.path(KEY)}/questions/accueil-q1"
    sent = controls(desk.client.get(path).text) | {
        "stem.fr": "",
        "points": "beaucoup",
        "explanation.fr": "Gardée",
    }
    reply = desk.post(path, {**sent, "version": version(desk), "go": "save"})
    assert reply.status_code == 422
    assert 'id="f-points-error"' in reply.text
    assert "beaucoup" in reply.text
    assert "Gardée" in reply.text
    hotspot = desk.client.get(f"{desk.path(KEY)}/questions/new?type=hotspot").text
    broken = controls(hotspot) | {"regions.0.rectangle": "[1, 2"}
    reply = desk.post(f"{desk.path(KEY)}/questions/new", {**broken, "version": version(desk), "go": "save"})
    assert reply.status_code == 422
    assert "This is not valid YAML" in words(reply.text)
    assert "[1, 2" in reply.text
    assert desk.post(path, {"kind": "guess", "go": "save"}).status_code == 404
    assert desk.post(path, {**sent, "options.count": "9" * 30}).status_code == 422


def test_every_field_and_choice_has_a_name() -> None:
    def walk(specs: Sequence[Spec]) -> Iterator[Spec]:
        for spec in specs:
            yield spec
            yield from walk(spec.fields)

    found = [spec for kind in question_types().values() for spec in walk(specs_of(kind.model))]
    assert {spec.name for spec in found} == set(FIELDS)
    assert {choice for spec in found for choice in spec.choices} == set(CHOICES)


def test_a_list_is_shown_as_yaml_that_reads_back() -> None:
    for value in ([], [1, 2.5], [[10, 25], [90, 50]], {"a": 1}, ["x"]):
        assert load_yaml(source_of(value)).value == value
    assert source_of(None) == ""
