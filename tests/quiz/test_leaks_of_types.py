"""What `test_leaks` asks of a few types asked of all, their hints too: every reply of a running attempt is searched."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms.quiz.engine.question_type import question_types
from tests.quiz.sitting import Learner, answers, form_of
from tests.quiz.test_leaks import SECRET, bytes_of
from tests.quiz.test_pictures_and_texts import learner_of

KEYS = (SECRET, "987654", "54321", "329218", "tolerance", "reckon", '"correct"', "correct&quot;")
AUTHORS_ID = re.compile(r"[a-z]+-zq\w*")
"""Every id of an author here ends in `-zq…`: one of them on a page could say what is right."""
HIDDEN: dict[str, Any] = {
    "explanation": {"fr": f"{SECRET} parce que"},
    "hints": [f"{SECRET} indice", f"{SECRET} autre indice"],
    "tags": ["skill-zq"],
    "stem": "Répondez.",
}


def guarded() -> list[dict[str, Any]]:
    """Every type, a secret in each field that only a review may show."""
    return [
        {"id": f"ask-zq{number}", **HIDDEN, **one}
        for number, one in enumerate([*_chosen(), *_typed(), *_arranged(), *_handed_in()])
    ]


def _options(name: str, **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{name}-zq{key}",
            "text": f"Choix {key}",
            "correct": key == "b",
            "feedback": f"{SECRET} {key}",
            **more,
        }
        for key in "abc"
    ]


def _chosen() -> Iterator[dict[str, Any]]:
    yield {"type": "single_choice", "options": _options("opt")}
    yield {"type": "multiple_choice", "options": _options("opt")}
    yield {"type": "true_false", "correct": True, "feedback_true": SECRET, "feedback_false": SECRET}
    regions = _options("zone", rectangle=[10, 10, 20, 20])
    yield {"type": "hotspot", "image": "affiche.svg", "alt": "Une affiche", "regions": regions}
    yield {"type": "scale"}


def _typed() -> Iterator[dict[str, Any]]:
    number = {"tolerance": 54321}
    yield {"type": "short_text", "accepted": [f"{SECRET}-mot"]}
    yield {"type": "numeric", "correct": 987654, **number}
    parameters = [{"name": "reckon", "values": [3]}]
    yield {"type": "calculated", "parameters": parameters, "answer": "reckon * 329218", **number}
    gaps = [
        {"id": "hole-zq1", "type": "short_text", "accepted": [f"{SECRET}-trou"]},
        {"id": "hole-zq2", "type": "numeric", "answer": 987654, **number},
        {"id": "hole-zq3", "type": "choice", "options": _options("opt")},
    ]
    yield {"type": "cloze", "text": "[[hole-zq1]], [[hole-zq2]], [[hole-zq3]]", "gaps": gaps}


def _arranged() -> Iterator[dict[str, Any]]:
    pairs = [{"id": f"pair-zq{key}", "left": f"Gauche {key}", "right": f"Droite {key}"} for key in "abc"]
    yield {"type": "matching", "pairs": pairs, "distractors": [{"id": "trap-zq", "text": "Droite d"}]}
    yield {"type": "ordering", "items": [{"id": f"step-zq{key}", "text": f"Étape {key}"} for key in "abcd"]}
    kinds = [{"id": f"kind-zq{key}", "text": f"Sorte {key}"} for key in "ab"]
    items = [{"id": f"thing-zq{key}", "text": f"Objet {key}", "category": "kind-zqa"} for key in "abc"]
    yield {"type": "categorise", "categories": kinds, "items": items}


def _handed_in() -> Iterator[dict[str, Any]]:
    levels = [
        {"id": f"level-zq{points}", "title": f"{SECRET} {points}", "points": points} for points in (0, 2)
    ]
    rubric = [{"id": "row-zq", "title": "Le ton", "levels": levels, "met_from": "level-zq2"}]
    for key in ("long_text", "file_upload"):
        yield {"type": key, "rubric": rubric, "model_answer": f"{SECRET} modèle"}


def walk(learner: Learner, path: str) -> Iterator[TestResponse]:
    """Pages, saves that are taken, refused and stale, and the ways around."""
    count = len(guarded())
    for page in (
        "",
        "/check",
        "/review",
        "/receipt",
        "/clock",
        *(f"?q={slot}" for slot in range(1, count + 1)),
    ):
        yield learner.get(path + page)
    for slot in range(1, count + 1):
        for number, name in enumerate(("choice", "text", "number", "region", "gap-x", "match-x", "file")):
            fields = {name: ["4"]}
            yield learner.save(path, slot, fields, key=f"save-{slot:03d}-{number}")
            yield learner.save(path, slot, fields, key=f"late-{slot:03d}-{number}", sequence=9)
    form = form_of(learner.get(f"{path}?q=1").text)
    for go in ("stay", "check-1", "next", "review"):
        yield learner.post(path, {**form, "go": go})
    for page in ("", "/quiz", "/quiz/attempts", "/progress", "/lecon"):
        yield learner.get(f"/learn/{learner.enrolment.id}{page}")
    yield learner.get("/today")


def assert_no_key(reply: TestResponse) -> None:
    sent = bytes_of(reply)
    for secret in KEYS:
        assert secret not in sent, (secret, reply.request.path)
    assert not AUTHORS_ID.search(sent), reply.request.path
    assert reply.headers.get("ETag") is None or "/static/" in reply.request.path


@pytest.mark.parametrize(
    "policy",
    [
        {"layout": "all", "feedback": "after_close"},
        {"navigation": "sequential", "feedback": "after_close"},
        {"layout": "all", "feedback": "after_submit", "hint_penalty_percent": 10},
        {"preset": "practice"},
    ],
    ids=["exam", "sequential", "priced hints", "practice"],
)
def test_no_reply_holds_a_key_an_id_or_an_unbought_hint(app: Flask, policy: dict[str, Any]) -> None:
    assert {one["type"] for one in guarded()} == set(question_types())
    learner = learner_of(app, *guarded(), **policy)
    path = learner.begin()
    statuses = set()
    for reply in walk(learner, path):
        assert_no_key(reply)
        statuses.add(reply.status_code)
    assert statuses <= {200, 302, 303, 409, 422}
    assert answers(path) or "navigation" in policy  # some of what was sent was an answer


def test_a_bought_hint_shows_and_the_next_one_does_not(app: Flask) -> None:
    question = {**guarded()[6], "hints": ["Premier", "Deuxième"]}
    learner = learner_of(app, question, preset="practice")
    path = learner.begin()
    headers = {"X-CSRFToken": learner.token, "Accept": "application/json"}
    bought = learner.client.post(f"{path}/slots/1/hint", json={"bought": 0}, headers=headers)
    for reply in (bought, learner.get(path), learner.save(path, 1, {"number": ["4"]})):
        assert_no_key(reply)
        assert "Deuxième" not in reply.text
        assert "Deuxi\\u00e8me" not in reply.text
    assert "Premier" in bought.text
