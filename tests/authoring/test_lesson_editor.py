"""The lesson editor: saves over the version that was read, shows what others wrote, and lets nothing hostile through."""

import re
from pathlib import Path

import pytest
import yaml
from flask import Flask

from lms.authoring.editing import differences
from lms.authoring.services import read_image
from lms.authoring.writer import course_files
from lms.core.texts import turning_sign
from lms.courses.drafts import draft_document
from lms.courses.queries import draft_versions
from tests.authoring.desk import Desk, make_desk
from tests.learning.reading import words
from tests.payloads import PAYLOADS, active_parts

KEY = "bienvenue"
BROKEN_CHECK = "Avant.\n\n```check\nid: c9\ntype: single_choice\nstem: Qui ?\noptions: []\n```\n\nAprès."


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def test_shows_the_draft_and_saves_over_it(desk: Desk) -> None:
    path = desk.path(KEY)
    page = desk.client.get(path).text
    assert "Bienvenue" in page
    reply = desk.send(
        path, {"title-fr": "Bonjour", "body-fr": "Un **mot**.\r\nDeux.", "minutes": "12", "optional": "y"}
    )
    assert (reply.status_code, reply.location) == (303, path)
    node = desk.node(KEY)
    assert node.body["title"] == {"fr": "Bonjour"}
    assert node.body["body"] == {"fr": "Un **mot**.\nDeux."}
    assert (node.body["minutes"], node.body["optional"], node.version) == (12, True, 2)
    assert node.updated_by_id == desk.author.id
    saved = words(desk.client.get(path).text)
    assert "Saved." in saved
    assert "Author-Quais" in saved or "author-quais" in saved


def test_objectives_and_what_comes_first_are_chosen_from_the_course(desk: Desk) -> None:
    path = desk.path("repondre")
    desk.send(path, {"objectives": ["reponses-choisir"], "requires": [KEY, "accueil"]})
    body = desk.node("repondre").body
    assert (body["objectives"], body["requires"]) == (["reponses-choisir"], [KEY, "accueil"])
    desk.send(path, {"objectives": "Mal nommé"})
    assert desk.node("repondre").version == 2, "what is no id is refused"


def test_a_script_saves_while_its_author_types(desk: Desk) -> None:
    path, json = desk.path(KEY), {"headers": {"Accept": "application/json"}}
    for number, text in enumerate(("a", "ab", "abc"), start=2):
        reply = desk.send(path, {"body-fr": text, "autosave": "1"}, **json)
        assert reply.json == {"version": number}
    assert [(one.number, one.is_autosave) for one in draft_versions(desk.node(KEY).id)] == [
        (4, True),
        (1, False),
    ]


def test_two_authors_overwrite_nothing(desk: Desk) -> None:
    path = desk.path(KEY)
    old = {"version": "1", "title-fr": "Le mien", "body-fr": "Mon texte."}
    desk.send(path, {"body-fr": "Le leur."})
    refused = desk.post(path, old)
    assert refused.status_code == 409
    page = words(refused.text)
    assert "Not saved: someone else saved this page since you opened it" in page
    assert "Le leur." in page
    assert "Mon texte." in page
    assert desk.node(KEY).body["body"]["fr"] == "Le leur."
    as_json = desk.post(path, old, headers={"Accept": "application/json"})
    assert as_json.status_code == 409
    assert as_json.json is not None
    assert as_json.json["version"] == 2
    assert desk.post(path, {**old, "version": "2"}).status_code == 303, "saving on is a new version"
    assert desk.node(KEY).body["body"]["fr"] == "Mon texte."
    assert len(draft_versions(desk.node(KEY).id)) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minutes", "0"),
        ("minutes", "601"),
        ("minutes", "²"),
        ("minutes", ""),
        ("minutes", "1e3"),
        ("body-fr", "x" * 400_001),
    ],
)
def test_bad_input_is_said_and_what_was_typed_stays(desk: Desk, field: str, value: str) -> None:
    reply = desk.send(desk.path(KEY), {"title-fr": "Gardé", field: value})
    assert reply.status_code == 422
    assert "Not saved" in words(reply.text)
    assert desk.node(KEY).version == 1
    reply = desk.send(desk.path(KEY), {field: value}, headers={"Accept": "application/json"})
    assert reply.status_code == 422
    assert reply.json is not None
    assert reply.json["error"]


def test_the_preview_is_the_learner_s_page(desk: Desk) -> None:
    path = desk.path(KEY)
    shown = desk.client.get(f"{path}/preview")
    assert 'name="persona"' in shown.text
    assert f"{desk.place}/media/rond.svg" in shown.text
    image = desk.client.get(f"{desk.place}/media/rond.svg")
    assert (image.status_code, image.mimetype) == (200, "image/svg+xml")
    assert "sandbox" in image.headers["Content-Security-Policy"]
    assert desk.client.get(f"{desk.place}/media/nothing.svg").status_code == 404
    typed = desk.post(f"{path}/preview", {"language": "fr", "body-fr": BROKEN_CHECK})
    page = words(typed.text)
    assert "Avant." in page
    assert "The self-check “c9” can’t be asked yet" in page
    assert desk.node(KEY).version == 1


def test_nothing_hostile_reaches_the_preview_or_the_editor(desk: Desk) -> None:
    path = desk.path(KEY)
    texts = [payload.replace("\x00", "") for payload in PAYLOADS]
    for text in texts:
        shown = desk.post(f"{path}/preview", {"language": "fr", "body-fr": text}).text
        assert active_parts(shown) == [], text
    everything = "\n\n".join(text for text in texts if not turning_sign(text))
    assert desk.send(path, {"title-fr": texts[0], "body-fr": everything}).status_code == 303
    page = desk.client.get(path).text
    assert "<script>alert" not in page.lower()
    assert desk.client.get(desk.place).status_code == 200


def test_versions_side_by_side_and_back(desk: Desk) -> None:
    path, node = desk.path(KEY), desk.node(KEY)
    first = node.body["body"]["fr"]
    desk.send(path, {"body-fr": "Tout autre chose.", "minutes": "3"})
    versions = f"{desk.place}/nodes/{node.id}/versions"
    page = desk.client.get(versions).text
    assert "<ins>Tout autre chose.</ins>" in page
    assert "<del>" in page
    assert "Version 2 beside version 1" in words(page)
    assert "from files" in words(page)
    assert desk.post(f"{versions}/1/restore").status_code == 303
    assert desk.node(KEY).body["body"]["fr"] == first
    assert desk.node(KEY).version == 3
    assert desk.post(f"{versions}/9/restore").status_code == 404
    assert desk.client.get(f"{versions}?version=nonsense").status_code == 200


def test_a_node_of_another_course_is_not_reached_through_one_s_own(
    app: Flask, desk: Desk, tmp_path: Path
) -> None:
    other = make_desk(app, tmp_path, "ailleurs")
    foreign = other.node(KEY).id
    for path in (f"lessons/{foreign}", f"nodes/{foreign}/versions", f"lessons/{foreign}/preview"):
        assert desk.client.get(f"{desk.place}/{path}").status_code == 404
    assert (
        desk.post(f"{desk.place}/lessons/{foreign}", {"version": "1", "body-fr": "Pris."}).status_code == 404
    )
    assert desk.client.get(f"{desk.place}/lessons/{desk.node('quiz-accueil').id}").status_code == 404
    assert other.node(KEY).version == 1


def test_days_of_the_calendar_are_kept_and_come_out_as_files(desk: Desk) -> None:
    path = desk.path(KEY)
    assert desk.send(path, {"day-opens": "0", "day-due": "7"}).status_code == 303
    assert desk.node(KEY).body["calendar"] == {"opens": 0, "due": 7, "closes": None}
    assert 'id="day-due" name="day-due" value="7"' in desk.client.get(path).text
    files = course_files(draft_document(desk.course.id), read_image)
    entries = yaml.safe_load(files["01-accueil/module.yaml"])["items"]
    assert entries[0]["calendar"] == {"opens": 0, "due": 7}
    for wrong in ({"day-due": "-1"}, {"day-due": "3651"}, {"day-opens": "8"}, {"day-closes": "soon"}):
        assert desk.send(path, wrong).status_code == 422
    assert desk.send(path, {"day-opens": "", "day-due": ""}).status_code == 303
    assert "calendar" not in desk.node(KEY).body


def test_a_refusal_keeps_what_was_typed_and_the_version_that_was_read(desk: Desk) -> None:
    path = desk.path(KEY)
    desk.send(path, {"body-fr": "Le leur."})
    refused = desk.post(path, {"version": "1", "title-fr": "Mien", "body-fr": "Mon texte.", "minutes": "dix"})
    assert refused.status_code == 422
    assert "Mon texte." in refused.text
    assert 'value="dix"' in refused.text
    assert 'name="version" value="1"' in refused.text
    late = desk.post(path, {"version": "1", "title-fr": "Mien", "body-fr": "Mon texte.", "minutes": "10"})
    assert late.status_code == 409


def test_an_autosave_whose_answer_was_lost_is_no_conflict(desk: Desk) -> None:
    path = desk.path(KEY)
    json = {"headers": {"Accept": "application/json"}}
    sent = {"version": "1", "title-fr": "Bonjour", "body-fr": "Un mot.", "minutes": "10", "autosave": "1"}
    first = desk.post(path, sent, **json)
    assert (first.status_code, first.json) == (200, {"version": 2})
    again = desk.post(path, sent, **json)
    assert (again.status_code, again.json) == (200, {"version": 2})


@pytest.mark.parametrize("room", ["module", "sheet"])
def test_other_pages_show_what_someone_else_saved_too(desk: Desk, room: str) -> None:
    path = desk.path("accueil") if room == "module" else f"{desk.place}/sheet"
    assert desk.send(path, {"title-fr": "Le leur"}).status_code == 303
    late = desk.send(path, {"title-fr": "Le mien", "version": "1"})
    assert late.status_code == 409
    assert "Le leur" in words(late.text)
    assert 'value="Le mien"' in late.text
    assert 'name="version" value="2"' in late.text
    assert desk.send(path, {"title-fr": " ", "version": "1"}).status_code == 422
    page = desk.client.get(path).text
    versions = re.search(r'href="([^"]+/versions)"', page)
    assert versions
    assert desk.client.get(versions.group(1)).status_code == 200
    assert desk.post(f"{versions.group(1)}/1/restore").status_code == 303


def test_a_module_may_wait_for_another(desk: Desk) -> None:
    assert desk.send(desk.path("accueil"), {"requires": "quiz-final"}).status_code == 303
    assert desk.node("accueil").body["requires"] == ["quiz-final"]


def test_what_stands_after_a_part_that_went_is_the_same_part() -> None:
    before = {"questions": [{"id": id_, "stem": id_} for id_ in "abc"]}
    after = {"questions": [{"id": id_, "stem": id_} for id_ in "bc"]}
    assert [part.name for part in differences(before, after)] == ["questions.a.id", "questions.a.stem"]
