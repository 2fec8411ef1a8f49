"""The plan of an import: what it says of each part, what it asks, and what each decision leaves."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from lms.authoring import arranging, importing, publishing, services
from lms.authoring.cli import content
from lms.authoring.files import read_folder
from lms.core.db import transaction
from lms.core.errors import Conflict
from lms.courses import queries
from tests.authoring.room import Room, run
from tests.authoring.test_cli import installed  # noqa: F401 - the fixture
from tests.authoring.test_files import LESSON, edit
from tests.courses.sample import write_sample
from tests.factories import NOW

MODULE = "01-accueil/module.yaml"
OPTIONAL = "  - lesson: pour-aller-plus-loin\n    minutes: 5\n    optional: true\n"


@pytest.fixture
def room(installed: Flask, tmp_path: Path) -> Room:  # noqa: F811 - the fixture
    folder = write_sample(tmp_path / "animer")
    assert run("import", folder).exit_code == 0
    return Room(folder)


def move_the_optional_lesson_up(folder: Path) -> None:
    edit(folder, MODULE, OPTIONAL, "")
    edit(folder, MODULE, "items:\n", f"items:\n{OPTIONAL}")


def test_files_that_say_the_same_have_no_plan(room: Room) -> None:
    assert room.lines() == []
    assert room.load("--dry-run").output == "Nothing was loaded: this was a dry run.\n"
    assert room.load().output.startswith("Nothing changed in the draft of animer:")


def test_each_part_is_told_with_its_fields(room: Room) -> None:
    edit(room.folder, LESSON, "Bonjour", "Bonsoir")
    edit(room.folder, "01-accueil/quiz-accueil.yaml", "id: accueil-q2", "id: accueil-q9")
    edit(room.folder, "course.yaml", "hours: 2", "hours: 3")
    assert room.lines() == [
        ("change", "animer", ("sheet.hours",)),
        ("change", "bienvenue", ("body.fr",)),
        ("change", "quiz-accueil", ("questions.accueil-q2", "questions.accueil-q9")),
    ]
    shown = room.load().output.splitlines()
    assert shown[:3] == [
        "To the draft, this import would do the following:",
        "  change   course animer “Animer une communauté”: sheet.hours",
        "  change   lesson bienvenue “Bienvenue” (accueil, 1): body.fr",
    ]
    assert shown[4] == "3 to change."
    assert shown[5].startswith("Updated the draft of animer")


def test_one_move_is_one_line(room: Room) -> None:
    move_the_optional_lesson_up(room.folder)
    assert room.lines() == [("change", "pour-aller-plus-loin", ("place",))]
    assert room.load().exit_code == 0
    assert room.outline()[:2] == ["accueil/pour-aller-plus-loin", "accueil/bienvenue"]
    assert room.lines() == []


def test_what_the_files_lack_goes_to_the_bin_once_someone_agrees(room: Room) -> None:
    edit(room.folder, MODULE, OPTIONAL, "")
    made = room.add("Écrite ici")
    assert room.lines() == [("remove", "pour-aller-plus-loin", ()), ("remove", made.key, ())]
    before = room.outline()
    refused = room.load()
    assert refused.exit_code == 3
    assert "2 to the bin." in refused.output
    assert "Say --yes to do it: what goes stays in the bin for 30 days." in refused.output
    assert room.outline() == before
    assert room.load("--yes").exit_code == 0
    assert made.key not in " ".join(room.outline())
    gone = room.node(made.key)
    assert gone.deleted_at is not None
    assert gone.body["title"] == {"fr": "Écrite ici"}
    assert room.lines() == []


def test_two_edits_of_one_lesson_are_a_conflict_until_someone_decides(room: Room) -> None:
    room.say("Écrit ici.")
    edit(room.folder, LESSON, "Bonjour", "Bonsoir")
    edit(room.folder, "course.yaml", "hours: 2", "hours: 3")
    assert room.lines()[1] == ("conflict", "bienvenue", ("body.fr",))
    for args in ((), ("--yes",), ("--keep", "mine")):
        refused = room.load(*args)
        assert refused.exit_code == 3, args
        assert "Nothing was loaded." in refused.output
    assert (room.node("bienvenue").version, room.text()[:10]) == (2, "Écrit ici.")
    assert room.load("--dry-run", "--yes", "--keep", "files").output.endswith("this was a dry run.\n")
    assert room.node("bienvenue").version == 2
    mixed = room.load("--yes", "--keep", "mine", "--publish")
    assert (mixed.exit_code, "publish it in the browser" in mixed.output) == (1, True)
    assert room.load("--yes", "--keep", "mine").exit_code == 0
    assert room.text()[:10] == "Écrit ici."
    assert room.lines() == [("conflict", "bienvenue", ("body.fr",))], "what was kept is asked again"
    assert room.load("--yes", "--keep", "files").exit_code == 0
    assert "Bonsoir" in room.text()
    assert "Écrit ici." not in room.text()
    assert room.lines() == []
    versions = queries.draft_versions(room.node("bienvenue").id)
    assert ["Écrit ici." in one.body["body"]["fr"] for one in versions] == [False, True, False]


def test_files_that_were_exported_after_the_edit_are_no_conflict(room: Room, tmp_path: Path) -> None:
    room.say("Écrit ici.")
    assert room.lines() == [("conflict", "bienvenue", ("body.fr",))]
    room.folder = tmp_path / "out"
    assert run("export", "animer", room.folder).exit_code == 0
    assert room.lines() == []
    edit(room.folder, LESSON, "Écrit ici.", "Écrit là.")
    assert room.lines() == [("change", "bienvenue", ("body.fr",))]
    assert room.load().exit_code == 0
    assert room.text()[:9] == "Écrit là."


def test_an_edit_that_was_taken_back_is_none(room: Room) -> None:
    former = room.node("bienvenue").body
    room.say("Écrit ici.")
    room.rewrite("bienvenue", lambda body: former)
    edit(room.folder, LESSON, "Bonjour", "Bonsoir")
    assert room.lines() == [("change", "bienvenue", ("body.fr",))]


def test_what_was_deleted_in_the_browser_comes_back_only_when_told(room: Room) -> None:
    room.arrange(arranging.delete, "pour-aller-plus-loin")
    assert room.lines() == [("conflict", "pour-aller-plus-loin", ("deleted",))]
    assert room.load("--yes", "--keep", "mine").exit_code == 0
    assert room.node("pour-aller-plus-loin").deleted_at is not None
    assert room.load("--yes", "--keep", "files").exit_code == 0
    assert room.node("pour-aller-plus-loin").deleted_at is None
    assert room.lines() == []


def test_an_edited_lesson_that_the_files_dropped_is_a_conflict(room: Room) -> None:
    room.say("Écrit ici.", "pour-aller-plus-loin")
    edit(room.folder, MODULE, OPTIONAL, "")
    assert room.lines() == [("conflict", "pour-aller-plus-loin", ("removed",))]
    before = room.outline()
    assert room.load("--yes", "--keep", "mine").exit_code == 0
    assert room.outline() == before
    assert room.load("--yes", "--keep", "files").exit_code == 0
    assert room.node("pour-aller-plus-loin").deleted_at is not None


def test_a_kept_lesson_keeps_its_module(room: Room) -> None:
    room.say("Écrit ici.", "repondre")
    edit(room.folder, "course.yaml", "  - 02-reponses\n", "")
    assert room.lines() == [
        ("remove", "reponses", ()),
        ("conflict", "repondre", ("removed",)),
        ("remove", "quiz-final", ()),
    ]
    assert room.load("--yes", "--keep", "mine").exit_code == 0
    assert room.outline()[-1] == "reponses/repondre"
    assert room.node("reponses").deleted_at is None
    assert room.node("quiz-final").deleted_at is not None


def test_a_deleted_module_stays_away_with_all_that_is_in_it(room: Room) -> None:
    room.arrange(arranging.delete, "reponses")
    assert {line[0] for line in room.lines()} == {"conflict"}
    assert room.load("--yes", "--keep", "mine").exit_code == 0
    assert all("reponses" not in one for one in room.outline())


def test_a_module_comes_back_for_what_the_files_added_to_it(room: Room) -> None:
    room.arrange(arranging.delete, "reponses")
    lesson = room.folder / "02-reponses" / "repondre.fr.md"
    (room.folder / "02-reponses" / "neuve.fr.md").write_text(lesson.read_text("utf-8"), "utf-8")
    edit(room.folder, "02-reponses/module.yaml", "items:\n", "items:\n  - lesson: neuve\n    minutes: 5\n")
    assert room.load("--yes", "--keep", "mine").exit_code == 0
    assert room.outline()[-1] == "reponses/neuve"
    assert room.node("reponses").deleted_at is None


def test_two_moves_of_one_lesson_are_a_conflict(room: Room) -> None:
    room.arrange(arranging.move, "pour-aller-plus-loin", 1)
    move_the_optional_lesson_up(room.folder)
    assert room.lines() == [("conflict", "pour-aller-plus-loin", ("place",))]
    assert room.load("--yes", "--keep", "mine").exit_code == 0
    assert room.outline()[1:3] == ["accueil/quiz-accueil", "accueil/pour-aller-plus-loin"]
    assert room.load("--yes", "--keep", "files").exit_code == 0
    assert room.outline()[0] == "accueil/pour-aller-plus-loin"


def test_images_of_a_kept_lesson_stay(room: Room) -> None:
    text = room.text()
    room.say("Écrit ici.")
    edit(room.folder, LESSON, "![Un rond vert](rond.svg)", "Sans image.")
    (room.folder / "01-accueil" / "rond.svg").unlink()
    assert "![" in text
    assert room.load("--yes", "--keep", "mine").exit_code == 0
    assert list(room.node("accueil").body["media"]) == ["rond.svg"]


def test_a_draft_that_changed_since_the_plan_is_left_alone(room: Room) -> None:
    plan = room.plan()
    files = read_folder(room.folder)
    room.say("Entre-temps.")
    with pytest.raises(Conflict) as caught, transaction():
        services.import_files(centre_id=room.course.centre_id, files=files, actor_id=None, now=NOW, plan=plan)
    assert caught.value.reason is not None
    assert caught.value.reason.code == "import.changed"
    assert room.text().startswith("Entre-temps.")


def test_the_command_says_that_the_draft_changed_meanwhile(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = room.plan()
    room.say("Entre-temps.")
    monkeypatch.setattr(importing, "plan_import", lambda **given: stale)
    refused = room.load("--yes", "--keep", "files")
    assert refused.exit_code == 3
    assert "The draft was changed while it was being compared with the files." in refused.output


def test_on_a_terminal_it_asks(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(room.folder, MODULE, OPTIONAL, "")
    monkeypatch.setattr("lms.authoring.consent.is_terminal", lambda: True)
    said_no = CliRunner().invoke(content, ["import", str(room.folder)], input="n\n")
    assert (said_no.exit_code, "Do this? [y/N]" in said_no.output) == (1, True)
    assert room.node("pour-aller-plus-loin").deleted_at is None
    assert CliRunner().invoke(content, ["import", str(room.folder)], input="y\n").exit_code == 0
    assert room.node("pour-aller-plus-loin").deleted_at is not None


def test_a_title_can_not_play_with_the_terminal(room: Room) -> None:
    made = room.add("Rouge \x1b[31m vif")
    shown = room.load("--dry-run").output
    assert f"  remove   lesson {made.key} “Rouge ?[31m vif” (accueil, 4)\n" in shown


def test_what_was_typed_in_another_form_is_no_change_until_it_is_published(
    room: Room, tmp_path: Path
) -> None:
    typed = "* un\n* deux\n\nTitre\n-----\n"
    room.rewrite("pour-aller-plus-loin", lambda body: {**body, "body": {"fr": typed}})
    room.folder = tmp_path / "out"
    run("export", "animer", room.folder)
    assert room.load().output.startswith("Nothing changed in")
    assert room.text("pour-aller-plus-loin") == typed
    assert room.load("--publish").output.endswith("Revision 1 is published.\n")
    assert room.text("pour-aller-plus-loin") == "- un\n- deux\n\n## Titre\n"
    assert room.lines() == []


def test_publishing_in_the_browser_is_no_edit(room: Room, tmp_path: Path) -> None:
    room.rewrite("pour-aller-plus-loin", lambda body: {**body, "body": {"fr": "* un\n* deux\n"}})
    room.folder = tmp_path / "out"
    run("export", "animer", room.folder)
    checked = publishing.check_draft(room.course, NOW.date())
    with transaction():
        publishing.publish(room.course, checked, actor_id=room.author.id, now=NOW)
    assert room.text("pour-aller-plus-loin") == "- un\n- deux\n"
    edit(room.folder, "01-accueil/pour-aller-plus-loin.fr.md", "* un", "* trois")
    assert room.lines() == [("change", "pour-aller-plus-loin", ("body.fr",))]
