"""What exists is written down: each setting, command and question type is named where a reader looks for it."""

from pathlib import Path

import click
import pytest

import lms.quiz.types  # noqa: F401 - registers the types
from lms.cli import main
from lms.core.config import Settings
from lms.quiz.engine.question_type import question_types

DOCS = Path(__file__).parents[2] / "docs"
OPERATING = (DOCS / "operating.md").read_text()
COURSE_FILES = (DOCS / "course-files.md").read_text()


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    alias = Settings.model_fields[name].validation_alias
    assert f"`{alias or f'LMS_{name.upper()}'}`" in OPERATING


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_documented(name: str) -> None:
    assert f"`lms {name}" in OPERATING
    assert main.commands[name].help
    for child in getattr(main.commands[name], "commands", {}).values():
        assert isinstance(child, click.Command)
        assert child.help


@pytest.mark.parametrize("key", sorted(question_types()))
def test_every_question_type_is_documented(key: str) -> None:
    assert f"**{key}**" in COURSE_FILES
