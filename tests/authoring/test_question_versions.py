"""A question by itself: its versions, back to one of them, its deletion over what was read, its picture."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from tests.authoring.desk import Desk, make_desk
from tests.learning.reading import words

KEY, QUESTION = "quiz-accueil", "accueil-q1"
HOTSPOT = {
    "kind": "hotspot",
    "id": "affiche",
    "stem.fr": "Où est le rond ?",
    "alt.fr": "Un rond.",
    "regions.count": "2",
    "regions.0.id": "rond",
    "regions.0.text.fr": "Le rond",
    "regions.0.correct": "y",
    "regions.0.circle": "[50, 50, 40]",
    "regions.1.id": "coin",
    "regions.1.text.fr": "Le coin",
    "regions.1.circle": "[5, 5, 4]",
    "explanation.fr": "Au milieu.",
    "points": "1",
    "version": "1",
}


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def place(desk: Desk) -> str:
    return f"{desk.path(KEY)}/questions/{QUESTION}"


def stem(desk: Desk) -> Any:
    return next(one["stem"]["fr"] for one in desk.node(KEY).body["questions"] if one["id"] == QUESTION)


def rewrite(desk: Desk, stem: str, question: str = QUESTION) -> None:
    path = f"{desk.path(KEY)}/questions/{question}"
    assert desk.send(path, {"stem.fr": stem, "go": "save"}).status_code == 303


def delete(desk: Desk, version: int) -> TestResponse:
    return desk.post(f"{place(desk)}/delete", {"version": str(version)})


def picture() -> io.BytesIO:
    sent = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(sent, "PNG")
    sent.seek(0)
    return sent


def test_only_the_versions_in_which_the_question_changed_are_listed(desk: Desk) -> None:
    rewrite(desk, "Premier ?")
    rewrite(desk, "Autre ?", "accueil-q2")
    rewrite(desk, "Second ?")
    page = words(desk.client.get(f"{place(desk)}/versions").text)
    assert [number in page for number in ("Version 1", "Version 2", "Version 3", "Version 4")] == [
        True,
        True,
        False,
        True,
    ]
    assert page.index("Premier ?") < page.index("Second ?")


def test_one_question_comes_back_and_the_others_stay(desk: Desk) -> None:
    former = stem(desk)
    rewrite(desk, "Premier ?")
    rewrite(desk, "Autre ?", "accueil-q2")
    assert "Bring this question back" in words(desk.client.get(f"{place(desk)}/versions?version=1").text)
    assert "Bring this question back" not in words(desk.client.get(f"{place(desk)}/versions").text)
    assert desk.post(f"{place(desk)}/versions/1/restore").status_code == 303
    assert stem(desk) == former
    assert desk.node(KEY).body["questions"][1]["stem"] == {"fr": "Autre ?"}


def test_a_deleted_question_comes_back_too(desk: Desk) -> None:
    order = [one["id"] for one in desk.node(KEY).body["questions"]]
    assert delete(desk, desk.node(KEY).version).status_code == 303
    page = words(desk.client.get(f"{place(desk)}/versions").text)
    assert "Version 2" in page
    assert desk.post(f"{place(desk)}/versions/1/restore").status_code == 303
    assert sorted(one["id"] for one in desk.node(KEY).body["questions"]) == sorted(order)


def test_what_was_never_there_has_no_versions(desk: Desk) -> None:
    base = f"{desk.path(KEY)}/questions"
    assert desk.client.get(f"{base}/nulle-part/versions").status_code == 404
    assert desk.post(f"{base}/nulle-part/versions/1/restore").status_code == 404
    assert desk.post(f"{place(desk)}/versions/9/restore").status_code == 404


def test_a_question_that_somebody_changed_meanwhile_is_not_deleted(desk: Desk) -> None:
    read = desk.node(KEY).version
    rewrite(desk, "Autre ?", "accueil-q2")
    rewrite(desk, "Changée ?")
    refused = delete(desk, read)
    assert refused.status_code == 409
    assert f"{QUESTION} was changed after you had read this page" in words(refused.text)
    assert stem(desk) == "Changée ?"
    assert delete(desk, desk.node(KEY).version).status_code == 303


def test_others_of_the_quiz_may_change_meanwhile(desk: Desk) -> None:
    read = desk.node(KEY).version
    rewrite(desk, "Autre ?", "accueil-q2")
    assert delete(desk, read).status_code == 303


def test_a_picture_is_sent_with_its_question(desk: Desk) -> None:
    path = f"{desk.path(KEY)}/questions/new"
    tried = desk.post(path, {**HOTSPOT, "go": "try", "picture": (picture(), "Mon affiche.PNG")})
    assert 'value="mon-affiche.png" selected' in tried.text
    assert desk.client.get(f"{desk.place}/media/mon-affiche.png").status_code == 200
    saved = desk.post(path, {**HOTSPOT, "image": "mon-affiche.png", "go": "save"})
    assert saved.status_code == 303
    assert desk.node(KEY).body["questions"][-1]["image"] == "mon-affiche.png"
    assert desk.publish().status_code == 303


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<svg onload='x()'/>", "a.svg"),
        (b"MZ", "a.exe"),
        (b"a,b", "a.csv"),
        (b"no picture", "a.png"),
        (b"", "a.png"),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_typed_is_lost(desk: Desk, data: bytes, name: str) -> None:
    sent = {**HOTSPOT, "go": "save", "picture": (io.BytesIO(data), name)}
    refused = desk.post(f"{desk.path(KEY)}/questions/new", sent)
    assert refused.status_code == 422
    assert "Où est le rond ?" in refused.text
    assert set(desk.node("accueil").body["media"]) == {"rond.svg"}
