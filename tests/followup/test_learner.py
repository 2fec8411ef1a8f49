"""One learner as staff see them (P32): outline, attempts, timeline, certificate."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Role
from lms.quiz.models import Attempt
from tests.certificates.holder import browser_of, make_staff
from tests.followup.classroom import Classroom, make_classroom
from tests.progress.study import Learner


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


@pytest.fixture
def staff(app: Flask, room: Classroom) -> FlaskClient:
    return browser_of(app, make_staff(room.centre, Role.MANAGER, "boss"))


def page(room: Classroom, name: str, query: str = "") -> str:
    return f"/teach/cohorts/{room.cohort.id}/learners/{room.learners[name].id}?{query}"


def sit(enrolment: Enrolment, number: int, **values: object) -> None:
    now = clock.now() - timedelta(hours=10 - number)
    with transaction():
        session().add(
            Attempt(
                centre_id=enrolment.centre_id,
                enrolment_id=enrolment.id,
                user_id=enrolment.user_id,
                revision_id=enrolment.revision_id,
                item_key="quiz-accueil",
                number=number,
                paper={},
                language="fr",
                started_at=now,
                due_reason={},
                max_mark=Decimal(20),
                **values,
            )
        )


def test_the_outline_says_states_and_reasons(staff: FlaskClient, room: Classroom) -> None:
    text = staff.get(page(room, "Adèle")).text
    assert "Marked done" in text
    assert "Finish “Accueillir” first" in text
    assert "1 of 4 steps" in text
    assert "Inactive" in text


def test_attempts_are_listed_newest_first(staff: FlaskClient, room: Classroom) -> None:
    adele = room.learners["Adèle"]
    sit(adele, 1, state="submitted", mark=Decimal("9.5"), passed=False, submitted_at=clock.now())
    sit(adele, 2, state="submitted", mark=Decimal(16), passed=True, submitted_at=clock.now())
    sit(adele, 3, state="open")
    text = staff.get(page(room, "Adèle")).text
    table = text.split('id="attempts"')[1].split("</table>")[0]
    assert re.findall(r"Attempt (\d)", table) == ["3", "2", "1"]
    assert "9.5 / 20" in table
    assert table.index("In progress") < table.index("Passed") < table.index("Not passed")


def test_the_timeline_goes_back_page_by_page(staff: FlaskClient, room: Classroom) -> None:
    learner, start = Learner(room.learners["Bruno"]), clock.now() - timedelta(days=90)
    for day in range(40):
        learner.opens("bienvenue", start + timedelta(days=day))
    first = staff.get(page(room, "Bruno")).text
    assert first.count('class="timeline-item"') == 30
    older = re.search(r'rel="next" href="([^"#]*)', first)
    assert older is not None
    second = staff.get(older[1].replace("&amp;", "&")).text
    assert second.count('class="timeline-item"') == 11
    assert "Enrolled</strong>" in second
    assert 'rel="next"' not in second
    for odd in ("before=x", "before=-1", f"before={10**40}"):
        assert staff.get(page(room, "Bruno", odd)).text.count('class="timeline-item"') == 30


def test_a_manager_sees_how_to_revoke_and_an_instructor_does_not(
    app: Flask, staff: FlaskClient, room: Classroom
) -> None:
    assert "/revoke" in staff.get(page(room, "Élodie")).text
    assert "/revoke" not in staff.get(page(room, "Zoé")).text
    instructor = browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "teacher"))
    text = instructor.get(page(room, "Élodie")).text
    assert "/certificate.pdf" in text
    assert "/revoke" not in text


def test_a_learner_is_found_in_their_own_cohort_only(app: Flask, staff: FlaskClient, room: Classroom) -> None:
    other = make_classroom("ailleurs")
    foreign = other.learners["Zoé"].id
    assert staff.get(page(other, "Zoé")).status_code == 404
    assert staff.get(f"/teach/cohorts/{room.cohort.id}/learners/{foreign}").status_code == 404
    assert (
        staff.get(f"/teach/cohorts/{other.cohort.id}/learners/{room.learners['Zoé'].id}").status_code == 404
    )
    assert staff.get(f"/teach/cohorts/{room.cohort.id}/learners/987654").status_code == 404
