"""`lms content`: what it prints, its exit codes, and what it leaves behind."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from lms.authoring import messages
from lms.authoring.cli import content
from lms.centres.models import Centre
from lms.core.db import session, transaction
from lms.courses.models import CourseRevision, DraftItem
from lms.courses.queries import course_by_slug
from tests.authoring.test_files import edit
from tests.courses.sample import write_sample
from tests.factories import NOW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_sample(tmp_path / "animer")


def run(*args: object) -> Result:
    return CliRunner().invoke(content, [str(arg) for arg in args])


@pytest.fixture
def installed(app: Flask, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The environment of an installation with one centre."""
    for name, value in {
        "LMS_MODE": "test",
        "LMS_DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url,
    }.items():
        monkeypatch.setenv(name, value)
    with transaction() as current:
        current.add(Centre(slug="die", name="Centre de Die", created_at=NOW))
    return app


def count(table: type[DraftItem] | type[CourseRevision]) -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(table)) or 0


def test_check_says_what_is_there(folder: Path) -> None:
    result = run("check", folder)
    assert (result.exit_code, result.output) == (
        0,
        "animer (fr): 2 modules, 3 lessons, 2 quizzes, 5 questions, 55 minutes.\n",
    )


def test_check_lists_every_mistake_with_its_place(folder: Path) -> None:
    edit(folder, "course.yaml", "level: beginner", "level: guru")
    edit(folder, "01-accueil/module.yaml", "minutes: 10", "minutes: 0")
    result = run("check", folder)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "01-accueil/module.yaml:9: items.0.minutes: This number must be 1 or more.",
        "course.yaml:13: level: This value must be one of: 'beginner', 'intermediate' or 'advanced'.",
        "2 problems: nothing was loaded.",
    ]


def test_check_speaks_json(folder: Path) -> None:
    fine = json.loads(run("check", folder, "--json").output)
    assert (fine["ok"], fine["modules"], fine["minutes"]) == (True, 2, 55)
    edit(folder, "course.yaml", "level: beginner", "level: guru")
    result = run("check", folder, "--json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.output)["problems"]
    assert (problem["file"], problem["line"], problem["field"]) == ("course.yaml", 13, "level")
    assert problem["code"] == "field.not_one_of"


def test_import_publish_export(installed: Flask, folder: Path, tmp_path: Path) -> None:
    loaded = run("import", folder)
    assert loaded.exit_code == 0, loaded.output
    assert loaded.output.startswith("Created the draft of animer: animer (fr): 2 modules")
    assert count(CourseRevision) == 0
    assert run("import", folder, "--publish", "--centre", "die").output.endswith("Revision 1 is published.\n")
    assert run("import", folder, "--publish").output.endswith("Revision 1 already says this.\n")
    course = course_by_slug("animer")
    assert course is not None
    written = run("export", "animer", tmp_path / "out")
    assert (written.exit_code, written.output) == (0, f"Wrote 9 files of animer to {tmp_path / 'out'}.\n")
    assert run("check", tmp_path / "out").output == run("check", folder).output


def test_nothing_is_loaded_from_a_broken_folder(installed: Flask, folder: Path) -> None:
    edit(folder, "course.yaml", "level: beginner", "level: guru")
    result = run("import", folder)
    assert result.exit_code == 1
    assert "course.yaml:13: level:" in result.output
    assert count(DraftItem) == 0


def test_import_and_export_say_what_is_missing(installed: Flask, folder: Path, tmp_path: Path) -> None:
    assert "There is no centre “lyon”." in run("import", folder, "--centre", "lyon").output
    assert "There is no course “rien”." in run("export", "rien", tmp_path / "out").output
    run("import", folder)
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein" / "notes.txt").write_text("x")
    refused = run("export", "animer", tmp_path / "plein")
    assert refused.exit_code == 1
    assert "holds other files" in refused.output
    with transaction() as current:
        current.add(Centre(slug="valence", name="Centre de Valence", created_at=NOW))
    assert "Say which centre with --centre (die, valence)." in run("import", folder).output


def test_a_course_is_held_to_its_plan(installed: Flask, tmp_path: Path) -> None:
    folder = write_sample(tmp_path / "animer")
    head = folder / "course.yaml"
    plain = head.read_text("utf-8")
    head.write_text(plain + "editorial:\n  hours: {}\n  pools: {}\n", "utf-8")
    checked = run("check", folder)
    assert checked.exit_code == 1
    assert (
        "01-accueil/bienvenue.fr.md: This lesson has 18 words; a lesson has between 600 and 1500."
        in checked.output
    )
    result = json.loads(run("check", folder, "--json").stdout)
    assert not result["ok"]
    assert {"file", "where", "code", "message", "is_advice"} == set(result["findings"][0])
    assert run("import", folder).exit_code == 0
    head.write_text(plain, "utf-8")
    assert run("check", folder).exit_code == 0


def test_every_code_of_this_room_has_a_sentence() -> None:
    import re

    root = Path(messages.__file__).parent
    prefixes = (
        "folder|file|yaml|image|svg|csv|text|id|course|item|lesson|check|quiz|objective|requires|editorial|export|import"
        "|outline|editor|questions|sheet|media|publish|bank|hint|formula|video|captions"
    )
    used: set[str] = set()
    courses = root.parent / "courses"
    for path in [*root.rglob("*.py"), courses / "plain_yaml.py", courses / "formulas.py"]:
        if path.name != "messages.py":
            used |= set(re.findall(rf'"((?:{prefixes})\.[a-z_0-9]+)"', path.read_text("utf-8")))
    used -= {"course.yaml", "module.yaml", "lesson.md", "course.no_draft"}
    assert used == set(messages.SENTENCES)
