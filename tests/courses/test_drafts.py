"""Drafts: every save a version, nothing overwritten in silence, nothing gone at once."""

from datetime import timedelta

import pytest
from flask import Flask

from lms.core.db import session, transaction
from lms.core.errors import InvalidInput, NotFound
from lms.courses import drafts, queries
from lms.courses.document import load_document
from lms.courses.models import Course, DraftItem, DraftVersion
from tests.courses.sample import sample_data, sample_document
from tests.factories import NOW, make_centre, make_course, make_user

MINUTE = timedelta(minutes=1)


@pytest.fixture
def course(app: Flask) -> Course:
    made = make_course(make_centre())
    with transaction():
        drafts.save_draft(course_id=made.id, document=sample_document(), actor_id=None, now=NOW)
    return made


def node(course: Course, key: str) -> DraftItem:
    session().expire_all()
    nodes = queries.draft_items(course.id, with_deleted=True)
    return next(one for one in nodes if one.key == key and one.kind != "course")


def write(course: Course, text: str, minutes: int = 0, *, is_autosave: bool = False, by: int = 0) -> int:
    """Save the first lesson's text over what is stored; its version."""
    author = by or session().scalars(queries.select(drafts.DraftItem.updated_by_id)).first()
    with transaction():
        locked = drafts.node_for_update(course.id, node(course, "bienvenue").id)
        body = {**locked.body, "body": {"fr": text}}
        at = NOW + minutes * MINUTE
        drafts.edit_node(locked, body, base=locked.version, actor_id=author, now=at, is_autosave=is_autosave)
        return locked.version


def kept(course: Course) -> list[tuple[int, str, bool]]:
    """Number, beginning of the text and whether it was an autosave, of each version, the oldest first."""
    found = queries.draft_versions(node(course, "bienvenue").id)
    return [(one.number, one.body["body"]["fr"][:3], one.is_autosave) for one in reversed(found)]


def test_every_save_is_a_version_and_autosaves_of_one_sitting_are_one(course: Course) -> None:
    ada, bob = (make_user(f"{name}@example.org", name).id for name in ("ada", "bob"))
    first = kept(course)[0]
    write(course, "un", 1, is_autosave=True, by=ada)
    write(course, "deu", 2, is_autosave=True, by=ada)
    assert kept(course) == [first, (3, "deu", True)]
    write(course, "tro", 3, is_autosave=True, by=bob)
    write(course, "qua", 4, by=bob)
    write(course, "cin", 30, is_autosave=True, by=bob)
    write(course, "six", 45, is_autosave=True, by=bob)
    assert [number for number, _, _ in kept(course)] == [1, 3, 4, 5, 6, 7]


def test_saving_what_was_autosaved_keeps_it(course: Course) -> None:
    ada = make_user().id
    write(course, "un", 1, is_autosave=True, by=ada)
    assert write(course, "un", 2, by=ada) == 2, "nothing changed"
    assert kept(course)[-1] == (2, "un", False)
    write(course, "deu", 3, is_autosave=True, by=ada)
    assert [number for number, _, _ in kept(course)] == [1, 2, 3]


def test_what_was_there_before_versions_were_kept_is_the_first_one(course: Course) -> None:
    with transaction() as current:
        current.query(DraftVersion).delete()
    before = node(course, "bienvenue").body["body"]["fr"][:3]
    write(course, "un", by=make_user().id)
    assert kept(course) == [(1, before, False), (2, "un", False)]


def test_an_edit_of_an_older_version_overwrites_nothing(course: Course) -> None:
    ada = make_user().id
    write(course, "un", by=ada)
    stale = node(course, "bienvenue")
    with pytest.raises(drafts.StaleEdit) as caught:
        drafts.edit_node(stale, {**stale.body, "minutes": 3}, base=1, actor_id=ada, now=NOW)
    assert caught.value.node.version == 2
    assert node(course, "bienvenue").body["minutes"] == 10


@pytest.mark.parametrize(
    ("key", "change", "field"),
    [
        ("bienvenue", {"minutes": 0}, "minutes"),
        ("bienvenue", {"body": "texte"}, "body"),
        ("quiz-accueil", {"questions": "aucune"}, "questions"),
        ("accueil", {"objectives": [{"id": "Mal nommé", "text": {}}]}, "objectives.0.id"),
    ],
)
def test_what_is_no_part_of_a_course_is_refused(
    course: Course, key: str, change: dict[str, object], field: str
) -> None:
    found = node(course, key)
    with pytest.raises(InvalidInput) as caught:
        drafts.well_formed(found, {**found.body, **change})
    assert caught.value.field == field


def test_a_part_keeps_its_id_whatever_is_sent(course: Course) -> None:
    for key in ("bienvenue", "accueil"):
        found = node(course, key)
        assert drafts.well_formed(found, {**found.body, "id": "autre"}) == found.body


def test_the_sheet_is_checked_and_nothing_else_of_the_course_changes(course: Course) -> None:
    head = next(one for one in queries.draft_items(course.id) if one.kind == "course")
    sheet = {**head.body["sheet"], "hours": "3.5"}
    changed = drafts.well_formed(head, {**head.body, "sheet": sheet, "languages": ["xx"]})
    assert (changed["sheet"]["hours"], changed["languages"]) == ("3.5", ["fr"])
    with pytest.raises(InvalidInput):
        drafts.well_formed(head, {"sheet": {**sheet, "hours": "-1"}})


def test_what_files_lack_goes_into_the_bin_and_comes_back_with_them(course: Course) -> None:
    data = sample_data()
    data["modules"].pop()
    data["modules"][0]["items"].pop()
    with transaction():
        assert drafts.save_draft(course_id=course.id, document=load_document(data), actor_id=None, now=NOW)
    gone = {one.key for one in queries.draft_items(course.id, with_deleted=True) if one.deleted_at}
    assert gone == {"quiz-accueil", "reponses", "repondre", "quiz-final"}
    with pytest.raises(NotFound):
        drafts.node_for_update(course.id, node(course, "repondre").id)
    with transaction():
        assert drafts.save_draft(course_id=course.id, document=sample_document(), actor_id=None, now=NOW)
    assert drafts.draft_document(course.id) == sample_document()
    assert node(course, "repondre").version == 1


def test_the_bin_is_emptied_after_thirty_days(course: Course) -> None:
    data = sample_data()
    data["modules"].pop()
    with transaction():
        drafts.save_draft(course_id=course.id, document=load_document(data), actor_id=None, now=NOW)
    with transaction():
        assert drafts.empty_bins(NOW + timedelta(days=30)) == 0
        assert drafts.empty_bins(NOW + timedelta(days=30, seconds=1)) == 3
    left = {one.key for one in queries.draft_items(course.id, with_deleted=True)}
    assert "repondre" not in left
    assert "bienvenue" in left
    assert session().query(DraftVersion).count() == len(left), "versions go with their page"
