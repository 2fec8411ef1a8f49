"""Private notes: written and removed by those who follow the group, read by nobody else, and never by another centre."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.followup.models import StaffNote
from lms.followup.notes import LONGEST_NOTE, notes_of
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.followup.classroom import Classroom, make_classroom
from tests.learning.reading import words
from tests.quiz.sitting import sign_in

SAID = "Appelée mardi.\nReprend lundi <b>matin</b>."


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


@pytest.fixture
def teacher(app: Flask, room: Classroom) -> FlaskClient:
    return browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "teacher"))


def place(room: Classroom, name: str = "Zoé") -> str:
    return f"/teach/cohorts/{room.cohort.id}/learners/{room.learners[name].id}"


def note(browser: FlaskClient, room: Classroom, text: str = SAID) -> int:
    return post(browser, f"{place(room)}/notes", {"text": text}).status_code


def kept(room: Classroom, name: str = "Zoé") -> list[str]:
    session().rollback()
    return [one.text for one in notes_of(room.learners[name].id)]


def test_colleagues_read_what_was_noted_and_the_learner_does_not(
    app: Flask, room: Classroom, teacher: FlaskClient
) -> None:
    assert "Nothing noted yet." in teacher.get(place(room)).text
    assert note(teacher, room) == 303
    assert note(teacher, room) == 303, "a double click is one note"
    boss = browser_of(app, make_staff(room.centre, Role.MANAGER, "boss"))
    page = boss.get(place(room)).text
    assert "Reprend lundi &lt;b&gt;matin&lt;/b&gt;." in page
    assert kept(room) == [SAID]
    own = room.learners["Zoé"]
    learner = sign_in(app, own.user_id, clock.now())
    for path in ("", "/progress"):
        assert "Appelée" not in learner.get(f"/learn/{own.id}{path}").text
    assert post(learner, f"{place(room)}/notes", {"text": "moi"}).status_code == 403
    told = session().scalars(select(AuditEvent).where(AuditEvent.action == "note.added")).all()
    assert len(told) == 1
    assert "Appelée" not in str(told[0].details), "the log says that, not what"


@pytest.mark.parametrize(
    ("text", "said"),
    [("  \n ", "Write something before you save."), ("a" * (LONGEST_NOTE + 1), "at most 2000 characters")],
    ids=["empty", "too-long"],
)
def test_a_note_that_cannot_be_kept_stays_in_its_form(
    room: Classroom, teacher: FlaskClient, text: str, said: str
) -> None:
    answer = post(teacher, f"{place(room)}/notes", {"text": text})
    assert answer.status_code == 422
    assert said in words(answer.text).replace("2,000", "2000")
    assert text.strip() in answer.text
    assert kept(room) == []


def test_a_note_is_removed_by_who_wrote_it_or_by_a_manager(
    app: Flask, room: Classroom, teacher: FlaskClient
) -> None:
    other = browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "other"))
    boss = browser_of(app, make_staff(room.centre, Role.MANAGER, "boss"))
    for remover, status in ((teacher, 303), (boss, 303)):
        assert note(teacher, room) == 303
        session().rollback()
        remove = f"{place(room)}/notes/{notes_of(room.learners['Zoé'].id)[0].id}/remove"
        assert "Remove this note" not in other.get(place(room)).text
        assert post(other, remove).status_code == 403
        assert post(remover, remove).status_code == status
        assert post(remover, remove).status_code == status, "a second time changes nothing"
        assert kept(room) == []
    assert set(session().scalars(select(StaffNote.text))) == {""}, "its words are gone"
    actions = session().scalars(select(AuditEvent.action).where(AuditEvent.action == "note.removed")).all()
    assert len(actions) == 2


def test_a_note_is_reached_through_its_own_learner_alone(
    app: Flask, room: Classroom, teacher: FlaskClient
) -> None:
    note(teacher, room)
    session().rollback()
    note_id = notes_of(room.learners["Zoé"].id)[0].id
    assert post(teacher, f"{place(room, 'Bruno')}/notes/{note_id}/remove").status_code == 404
    elsewhere = make_classroom("ailleurs")
    stranger = browser_of(app, make_staff(elsewhere.centre, Role.MANAGER, "stranger"))
    assert post(stranger, f"{place(room)}/notes/{note_id}/remove").status_code == 404
    assert post(stranger, f"{place(elsewhere, 'Bruno')}/notes/{note_id}/remove").status_code == 404
    assert kept(room) == [SAID]
