"""Importing into drafts and publishing, all or nothing."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.authoring import services
from lms.authoring.files import CourseFileErrors, read_course
from lms.authoring.writer import course_files, write_course
from lms.centres.models import Centre
from lms.core.db import session, transaction
from lms.core.storage import storage
from lms.courses import queries
from lms.courses.models import Course, DraftItem, MediaFile
from lms.courses.services import media_key
from tests.authoring.test_files import LESSON, edit
from tests.courses.sample import write_sample
from tests.factories import NOW


@pytest.fixture
def centre(app: Flask) -> Centre:
    with transaction() as current:
        place = Centre(slug="die", name="Centre de Die", created_at=NOW)
        current.add(place)
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_sample(tmp_path / "animer")


def load(centre: Centre, folder: Path) -> services.Imported:
    with transaction():
        return services.import_course(centre_id=centre.id, path=folder, actor_id=None, now=NOW)


def publish(course: Course) -> int:
    with transaction():
        return services.publish_course(course_id=course.id, actor_id=None, now=NOW).number


def test_a_folder_becomes_a_published_course(centre: Centre, folder: Path, tmp_path: Path) -> None:
    imported = load(centre, folder)
    assert (imported.is_new, imported.is_changed, imported.course.slug) == (True, True, "animer")
    assert imported.course.latest_revision_id is None
    assert publish(imported.course) == 1
    assert imported.course.latest_revision_id is not None
    document = queries.revision_document(imported.course.latest_revision_id)
    assert document.digest == read_course(folder).digest
    media = queries.media_of(document, "rond.svg")
    assert media is not None
    assert storage().get(media_key(media.sha256)) == (folder / "01-accueil" / "rond.svg").read_bytes()
    write_course(services.document_to_export(imported.course), tmp_path / "out", services.read_image)
    assert course_files(read_course(tmp_path / "out"), services.read_image) == course_files(
        document, services.read_image
    )


def test_importing_again_changes_nothing(centre: Centre, folder: Path) -> None:
    course = load(centre, folder).course
    publish(course)
    again = load(centre, folder)
    assert (again.is_new, again.is_changed, again.course.id) == (False, False, course.id)
    assert publish(course) == 1
    assert session().scalar(select(func.count()).select_from(MediaFile)) == 1


def test_a_changed_lesson_is_a_new_version_and_the_next_revision(centre: Centre, folder: Path) -> None:
    course = load(centre, folder).course
    publish(course)
    edit(folder, LESSON, "Bonjour", "Bonsoir")
    assert load(centre, folder).is_changed
    versions = {node.key: node.version for node in queries.draft_items(course.id)}
    assert (versions["bienvenue"], versions["repondre"]) == (2, 1)
    assert publish(course) == 2


def test_a_broken_folder_writes_nothing(centre: Centre, folder: Path) -> None:
    edit(folder, "02-reponses/quiz-final.yaml", "type: numeric", "type: guess")
    with pytest.raises(CourseFileErrors):
        load(centre, folder)
    counts = [
        session().scalar(select(func.count()).select_from(table)) for table in (Course, DraftItem, MediaFile)
    ]
    assert counts == [0, 0, 0]
    assert not (storage().root / "media").exists()


def test_two_centres_may_have_the_same_course(centre: Centre, folder: Path) -> None:
    with transaction() as current:
        other = Centre(slug="valence", name="Centre de Valence", created_at=NOW)
        current.add(other)
    load(centre, folder)
    assert load(other, folder).course.slug == "animer-2"


def test_a_course_in_two_languages(centre: Centre, folder: Path) -> None:
    for path in folder.rglob("*.fr.md"):
        english = path.read_text("utf-8").replace("Bonjour", "Hello")
        path.with_name(path.name.replace(".fr.", ".en.")).write_text(english, "utf-8")
    edit(folder, "course.yaml", "  - fr", "  - fr\n  - en")
    with pytest.raises(CourseFileErrors) as caught:
        read_course(folder)
    assert {p.reason.code for p in caught.value.problems} == {"text.missing_translation"}
    assert all(p.file.endswith(".yaml") for p in caught.value.problems)
    edit(folder, "01-accueil/bienvenue.en.md", "id: check-accueil", "id: check-welcome")
    with pytest.raises(CourseFileErrors) as caught:
        read_course(folder)
    missing = [p for p in caught.value.problems if p.reason.code == "check.missing"]
    assert [(p.file, p.reason.params["id"]) for p in missing] == [
        ("01-accueil/bienvenue.en.md", "check-accueil"),
        ("01-accueil/bienvenue.en.md", "check-welcome"),
    ]


def test_images_of_one_name_must_be_one_image(folder: Path) -> None:
    lesson = folder / "02-reponses" / "repondre.fr.md"
    lesson.write_text(lesson.read_text("utf-8") + "\n![](rond.svg)\n", "utf-8")
    first = (folder / "01-accueil" / "rond.svg").read_text("utf-8")
    (folder / "02-reponses" / "rond.svg").write_text(first, "utf-8")
    assert set(read_course(folder).modules[1].media) == {"rond.svg"}
    (folder / "02-reponses" / "rond.svg").write_text(first.replace("0F6B3A", "000000"), "utf-8")
    with pytest.raises(CourseFileErrors) as caught:
        read_course(folder)
    assert [p.reason.code for p in caught.value.problems] == ["image.repeated_name"]
