"""Images and tables that authors add in the browser."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.authoring.media import checked_type, free_name
from lms.core.errors import InvalidInput
from lms.core.reasons import reason
from tests.authoring.desk import Desk, make_desk
from tests.courses.sample import LOGO_SVG
from tests.learning.reading import words
from tests.quiz.file_samples import picture

KEY = "bienvenue"
JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def add(desk: Desk, name: str, data: bytes, **fields: Any) -> Any:
    return desk.post(f"{desk.path(KEY)}/files", {"file": (BytesIO(data), name), **fields}, **JSON)


def test_an_image_is_added_shown_and_published(desk: Desk) -> None:
    reply = add(desk, "Été à Die.PNG", picture(), alt="Une [ruche] ouverte")
    assert reply.json == {"markdown": "![Une (ruche) ouverte](ete-a-die.png)"}
    shown = desk.client.get(f"{desk.place}/media/ete-a-die.png")
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    text = desk.node(KEY).body["body"]["fr"]
    desk.send(desk.path(KEY), {"body-fr": f"{text}\n\n{reply.json['markdown']}"})
    assert desk.publish().status_code == 303
    assert set(desk.node("accueil").body["media"]) == {"rond.svg", "ete-a-die.png"}


def test_a_table_is_a_link_and_a_decoration_says_nothing(desk: Desk) -> None:
    assert add(desk, "budget.csv", b"a,b\n1,2\n", alt="Le budget").json == {
        "markdown": "[Le budget](budget.csv)"
    }
    assert add(desk, "trait.png", picture(), decorative="y").json == {"markdown": "![](trait.png)"}


def test_the_same_file_keeps_its_name_and_another_gets_one_of_its_own(desk: Desk) -> None:
    first = add(desk, "rond.svg", LOGO_SVG.encode(), alt="Un rond")
    assert first.json == {"markdown": "![Un rond](rond.svg)"}
    other = add(desk, "rond.svg", LOGO_SVG.replace("0F6B3A", "000000").encode(), alt="Un rond")
    assert other.json == {"markdown": "![Un rond](rond-2.svg)"}


@pytest.mark.parametrize(
    ("name", "data", "fields", "told"),
    [
        ("", b"", {"alt": "x"}, "Choose a file."),
        ("a.png", picture(), {}, "Say in words what the image shows"),
        ("a.png", picture(), {"alt": "  "}, "Say in words what the image shows"),
        ("a.exe", b"MZ", {"alt": "x"}, ""),
        ("a.png", b"MZ", {"alt": "x"}, ""),
        ("a.jpg", picture(), {"alt": "x"}, ""),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", {"alt": "x"}, ""),
        (
            "a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            {"alt": "x"},
            "",
        ),
        ("a.csv", b"=cmd|' /C calc'!A0,b\n1,2\n", {}, ""),
    ],
)
def test_what_lessons_can_t_show_is_refused_with_the_reason(
    desk: Desk, name: str, data: bytes, fields: dict[str, str], told: str
) -> None:
    reply = add(desk, name, data, **fields)
    assert reply.status_code == 422
    assert told in reply.json["error"]
    assert reply.json["error"]
    assert set(desk.node("accueil").body["media"]) == {"rond.svg"}


def test_without_a_script_the_page_says_what_to_write(desk: Desk) -> None:
    path = desk.path(KEY)
    desk.post(f"{path}/files", {"file": (BytesIO(picture()), "a.png"), "alt": "Une ruche"})
    assert "Write this where it belongs: ![Une ruche](a.png)" in words(desk.client.get(path).text)
    desk.post(f"{path}/files", {})
    assert "Choose a file." in words(desk.client.get(path).text)


def test_a_file_has_a_largest_size() -> None:
    with pytest.raises(InvalidInput) as caught:
        checked_type("a.png", b"x" * (5 * 1024 * 1024 + 1))
    assert caught.value.reason == reason("file.too_big", limit=5)


def test_names_are_made_plain() -> None:
    assert free_name("C:\\Photos\\Été.JPG", ()) == "ete.jpg"
    assert free_name("../../etc/passwd.png", ()) == "passwd.png"
    assert free_name("日本.png", ()) == "file.png"
    assert free_name("a.png", {"a.png", "a-2.png"}) == "a-3.png"
