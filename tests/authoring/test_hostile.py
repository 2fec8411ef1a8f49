"""Bad input in every field of the browser's editor: inert or refused with its reason, never a crash, nothing half-written."""

import io
import struct
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.authoring import arranging, services
from lms.core.db import transaction
from lms.core.texts import turning_sign
from lms.courses import drafts
from lms.courses.plain_yaml import dump_yaml
from lms.courses.queries import draft_items
from lms.courses.rendering import render_blocks
from tests.authoring.desk import Desk, make_desk
from tests.factories import NOW
from tests.learning.reading import words
from tests.payloads import PAYLOADS, active_parts

KEY, QUIZ = "bienvenue", "quiz-accueil"
TEXTS = [payload.replace("\x00", "") for payload in PAYLOADS]
FIT = [text for text in TEXTS if not turning_sign(text)]


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def state(desk: Desk) -> str:
    return drafts.fingerprint(draft_items(desk.course.id))


def added_parts(page: str, innocent: str) -> Counter[str]:
    """What could run on a page and is not on the same page with harmless words."""
    return Counter(active_parts(page)) - Counter(active_parts(innocent))


def test_titles_are_words_wherever_they_are_shown(desk: Desk) -> None:
    pages = [desk.place, f"{desk.place}/publication", desk.path(KEY), f"{desk.place}/revisions"]
    with transaction():
        editor = arranging.edit(desk.course.id, desk.author.id, NOW)
        module = next(node for node in editor.nodes if node.key == "accueil")
        lessons = [arranging.add(editor, "lesson", module.id, f"Titre {place}") for place in range(len(FIT))]
    innocent = {page: desk.client.get(page).text for page in pages}
    with transaction():
        editor = arranging.edit(desk.course.id, desk.author.id, NOW)
        for node, text in zip(lessons, FIT, strict=True):
            arranging.rename(editor, node.id, {"fr": text[:200]})
    for page in pages:
        reply = desk.client.get(page)
        assert reply.status_code == 200, page
        assert added_parts(reply.text, innocent[page]) == {}, page
    assert (
        sum(
            node.body["title"]["fr"] in FIT
            for node in draft_items(desk.course.id, with_deleted=True)
            if node.kind == "lesson"
        )
        > 100
    )


@pytest.mark.parametrize("text", FIT[::12])
def test_each_title_is_kept_as_it_was_typed(desk: Desk, text: str) -> None:
    reply = desk.arrange("rename", KEY, **{"title-fr": text})
    assert reply.status_code == 303
    assert desk.node(KEY).body["title"]["fr"] == " ".join(text.split())
    for page in (desk.path(KEY), f"{desk.path(KEY)}/preview", desk.place, "/teach/courses"):
        shown = desk.client.get(page)
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text.lower()


def question(text: str, key: str = "neuve") -> str:
    options = [{"id": "a", "text": text, "correct": True, "feedback": text}, {"id": "b", "text": "Non"}]
    whole = {"id": key, "type": "single_choice", "stem": text, "options": options, "explanation": text}
    return dump_yaml({**whole, "hints": [text]})


def test_questions_are_inert_for_their_author_and_in_their_trial(desk: Desk) -> None:
    path = f"{desk.path(QUIZ)}/questions/new"
    sent = {"version": "1", "go": "try"}
    innocent = desk.post(path, {**sent, "source": question("Des mots")}).text
    for text in FIT:
        reply = desk.post(path, {**sent, "source": question(text)})
        assert reply.status_code in (200, 422), text
        assert added_parts(reply.text, innocent) == {}, text
    assert desk.node(QUIZ).version == 1


def test_saved_questions_are_inert_in_the_quiz(desk: Desk) -> None:
    path = desk.path(QUIZ)
    for number, text in enumerate(FIT[::15]):
        version = desk.node(QUIZ).version
        sent = {"version": str(version), "go": "save", "source": question(text, f"q{number}")}
        reply = desk.post(f"{path}/questions/new", sent)
        assert reply.status_code in (303, 422), text
        if reply.status_code == 422:
            assert desk.node(QUIZ).version == version
    assert desk.node(QUIZ).version > 5
    page = desk.client.get(path)
    assert page.status_code == 200
    assert "<script>alert" not in page.text.lower()
    asked = desk.node(QUIZ).body["questions"]
    for one in asked:
        assert desk.client.get(f"{path}/questions/{one['id']}").status_code == 200


def test_the_sheet_is_inert_for_authors_and_strangers(desk: Desk, app: Flask) -> None:
    path = f"{desk.place}/sheet"
    innocent = desk.client.get(path).text
    public = app.test_client().get(f"/courses/{desk.course.slug}").text
    for text in ("\n\n".join(FIT), *FIT[::20]):
        fields = {
            f"{name}-fr": text for name in ("title", "tagline", "summary", "audience", "methods", "price")
        }
        reply = desk.send(path, {**fields, "goals-fr": text.replace("\n", " ")})
        assert reply.status_code == 303, words(reply.text)[:500]
        desk.client.get(path)  # says that it was saved, once
        assert added_parts(desk.client.get(path).text, innocent) == {}
        with transaction():
            services.publish_course(course_id=desk.course.id, actor_id=desk.author.id, now=NOW)
        shown = app.test_client().get(f"/courses/{desk.course.slug}").text
        assert "<script>alert" not in shown.lower()
        assert [part for part in added_parts(shown, public) if "javascript" in part or " on" in part] == []


def test_words_of_images_are_inert(desk: Desk) -> None:
    picture = png(4, 4)
    for text in TEXTS:
        file = (io.BytesIO(picture), "photo.png")
        reply = desk.post(
            f"{desk.path(KEY)}/files", {"alt": text, "file": file}, headers={"Accept": "application/json"}
        )
        assert reply.status_code in (200, 422), text
        written = (reply.json or {}).get("markdown", "")
        blocks = render_blocks(written, language="fr", media_url=lambda name: f"/media/{name}")
        assert active_parts("".join(block.html for block in blocks)) == [], text  # type: ignore[union-attr]
    assert list(desk.node("accueil").body["media"]) == ["rond.svg", "photo.png"]


def png(width: int, height: int) -> bytes:
    """A PNG whose header promises so many pixels, and whose data hold a few."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = b"".join(b"\x00" + b"\x00" * min(width, 100) for _ in range(min(height, 100)))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_an_image_of_fifty_thousand_pixels_a_side_is_refused(desk: Desk) -> None:
    before = state(desk)
    sent: dict[str, Any] = {"alt": "Grand", "file": (io.BytesIO(png(50_000, 50_000)), "grand.png")}
    reply = desk.post(f"{desk.path(KEY)}/files", sent, headers={"Accept": "application/json"})
    assert reply.status_code == 422
    assert reply.json == {"error": "This image is too large: the limit is 25 million pixels."}
    assert state(desk) == before


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_ten_megabytes_in_a_lesson_are_refused(desk: Desk, accept: str) -> None:
    before = state(desk)
    sent = {"version": "1", "title-fr": "Long", "body-fr": "x" * 10_000_000, "minutes": "5"}
    for path in (desk.path(KEY), f"{desk.path(KEY)}/preview"):
        reply = desk.post(path, sent, headers={"Accept": accept})
        assert reply.status_code == 413
        assert len(words(reply.text)) > 20
    assert state(desk) == before


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
    ],
)
def test_links_lead_nowhere_unless_they_are_safe(desk: Desk, address: str) -> None:
    text = f"[x]({address}) ![y]({address}) <{address}> [z][r]\n\n[r]: {address}"
    assert desk.send(desk.path(KEY), {"body-fr": text}).status_code == 303
    shown = desk.client.get(f"{desk.path(KEY)}/preview").text
    piece = desk.post(f"{desk.path(KEY)}/preview", {"language": "fr", "body-fr": text}).text
    assert active_parts(piece) == []
    assert f'href="{address}' not in shown
    assert f'src="{address}' not in shown


DEEP = {
    "lists": "\n".join("  " * depth + "- x" for depth in range(500)),
    "numbers": "\n".join("   " * depth + "1. x" for depth in range(350)),
    "quotes": ">" * 500 + " x",
    "both": "> - " * 250 + "x",
    "brackets": "[" * 2000 + "](a)" * 2000,
    "emphasis": "*a **a " * 2000,
    "backticks": "".join("`" * size + "a" for size in range(1, 400)),
    "cells": "|a" * 2000 + "|\n" + "|-" * 2000 + "|\n" + "|b" * 2000 + "|",
    "notes": "".join(f"[^{n}]" for n in range(1000))
    + "\n\n"
    + "\n".join(f"[^{n}]: [^{n}]" for n in range(1000)),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_and_tangled_text_is_saved_shown_and_checked(desk: Desk, name: str) -> None:
    assert desk.send(desk.path(KEY), {"body-fr": DEEP[name]}).status_code == 303
    for page in (f"{desk.path(KEY)}/preview", desk.path(KEY), f"{desk.place}/publication"):
        assert desk.client.get(page).status_code == 200, page
    assert desk.publish().status_code in (303, 409)
