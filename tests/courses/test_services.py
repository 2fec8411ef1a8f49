"""Drafts, publication and the documents that a process keeps."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from lms.centres.models import Centre
from lms.core.db import session, transaction
from lms.core.errors import Conflict, NotFound
from lms.core.models import AuditEvent
from lms.courses import drafts, queries, services
from lms.courses.document import load_document
from lms.courses.models import CourseRevision, RevisionIsImmutable
from lms.learning.queries import listed_courses
from tests.courses.sample import sample_data, sample_document
from tests.factories import make_course

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _publish(course, data):  # type: ignore[no-untyped-def]
    with transaction():
        return services.publish_document(course=course, document=load_document(data), actor_id=None, now=NOW)


@pytest.fixture
def centre(app: Flask) -> Centre:
    with transaction() as current:
        place = Centre(slug="die", name="Centre de Die", created_at=NOW)
        current.add(place)
    return place


def test_publishing_numbers_revisions_and_points_to_the_latest(centre: Centre) -> None:
    course = make_course(centre)
    first = queries.latest_revision(course.id)
    assert first is not None
    assert (first.number, first.digest) == (1, sample_document().digest)
    data = sample_data()
    data["sheet"]["title"] = {"fr": "Autre titre"}
    second = _publish(course, data)
    assert (second.number, course.latest_revision_id) == (2, second.id)
    assert queries.revision_document(first.id) == sample_document()
    assert queries.revision_document(second.id).sheet.title == {"fr": "Autre titre"}
    published = session().scalars(select(AuditEvent).where(AuditEvent.action == "course.published")).all()
    assert [event.details["revision"] for event in published] == [1, 2]


def test_an_unchanged_document_makes_no_revision(centre: Centre) -> None:
    course = make_course(centre)
    assert _publish(course, sample_data()).id == course.latest_revision_id
    assert session().scalars(select(CourseRevision)).all() == [queries.latest_revision(course.id)]


def test_numbers_count_by_course(centre: Centre) -> None:
    make_course(centre)
    data = sample_data()
    data["id"] = "autre"
    other = make_course(centre, load_document(data))
    newest = queries.latest_revision(other.id)
    assert newest is not None
    assert newest.number == 1


def test_a_revision_cannot_change(centre: Centre) -> None:
    course = make_course(centre)
    revision = queries.latest_revision(course.id)
    assert revision is not None
    with pytest.raises(RevisionIsImmutable), transaction():
        revision.digest = "0" * 64
    with pytest.raises(RevisionIsImmutable), transaction():
        session().execute(update(CourseRevision).values(number=9))
    with pytest.raises(RevisionIsImmutable), transaction() as current:
        current.delete(queries.latest_revision(course.id))
    assert session().scalar(text("SELECT number FROM course_revision")) == 1


def test_a_document_is_read_once(centre: Centre, count_statements) -> None:  # type: ignore[no-untyped-def]
    course = make_course(centre)
    assert course.latest_revision_id is not None
    with count_statements() as statements:
        first = queries.revision_document(course.latest_revision_id)
        assert queries.revision_document(course.latest_revision_id) is first
    assert len(statements) == 1
    with pytest.raises(NotFound):
        queries.revision_document(999)


def test_a_key_and_an_address_are_taken_once(centre: Centre) -> None:
    make_course(centre)
    with pytest.raises(Conflict), transaction():
        services.create_course(centre_id=centre.id, key="animer", slug="libre", now=NOW)
    with pytest.raises(Conflict), transaction():
        services.create_course(centre_id=centre.id, key="libre", slug="animer", now=NOW)


def test_a_draft_gives_back_the_document(centre: Centre) -> None:
    course = make_course(centre)
    with pytest.raises(Conflict):
        drafts.draft_document(course.id)
    with transaction():
        assert drafts.save_draft(course_id=course.id, document=sample_document(), actor_id=None, now=NOW)
    session().expire_all()
    assert drafts.draft_document(course.id).digest == sample_document().digest


def test_a_draft_keeps_versions_of_what_changed(centre: Centre) -> None:
    course = make_course(centre)
    data = sample_data()
    with transaction():
        drafts.save_draft(course_id=course.id, document=sample_document(), actor_id=None, now=NOW)
    with transaction():
        assert not drafts.save_draft(
            course_id=course.id, document=load_document(data), actor_id=None, now=NOW
        )
    data["modules"][0]["items"][0]["minutes"] = 11
    del data["modules"][0]["items"][1]
    with transaction():
        assert drafts.save_draft(course_id=course.id, document=load_document(data), actor_id=None, now=NOW)
    versions = {node.key: node.version for node in queries.draft_items(course.id)}
    assert "pour-aller-plus-loin" not in versions
    assert versions["bienvenue"] == 2
    assert versions["repondre"] == 1
    assert drafts.draft_document(course.id) == load_document(data)


def test_listed_courses(centre: Centre) -> None:
    course = make_course(centre)
    assert [listed.id for listed in listed_courses()] == [course.id]
    assert queries.course_by_slug("animer") is course
    with transaction():
        course.is_listed = False
    assert listed_courses() == []
