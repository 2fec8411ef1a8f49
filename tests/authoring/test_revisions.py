"""Revisions: what each changed, who is on which, and moving a cohort with a dry run before."""

from pathlib import Path

import pytest
from flask import Flask

from lms.cohorts.models import Enrolment
from lms.core.db import session
from lms.core.models import AuditEvent
from lms.progress.queries import report_of
from tests.authoring.desk import Desk, make_desk
from tests.factories import NOW, make_centre, make_cohort, make_course
from tests.learning.reading import words
from tests.progress.study import Learner as Student
from tests.quiz.sitting import Learner, attempt_row, join

KEY = "bienvenue"


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def publish(desk: Desk) -> None:
    assert desk.publish().status_code == 303


def enrolment(learner: Learner) -> Enrolment:
    session().expire_all()
    return session().get_one(Enrolment, learner.enrolment.id)


def test_says_what_a_revision_changed(desk: Desk) -> None:
    desk.arrange("delete", "pour-aller-plus-loin")
    desk.arrange("add", "reponses", kind="lesson", title="De plus")
    desk.send(desk.path("de-plus"), {"body-fr": "Un texte."})
    body = desk.node(KEY).body["body"]["fr"]
    desk.send(desk.path(KEY), {"body-fr": body.replace("Bonjour", "Bonsoir")})
    publish(desk)
    page = desk.client.get(f"{desk.place}/revisions?number=2").text
    shown = words(page)
    assert "What revision 2 changed" in shown
    assert "De plus New" in shown
    assert "Pour aller plus loin Taken out" in shown
    assert "<ins>## Bonsoir</ins>" in page


def test_moving_a_cohort_tells_before_and_counts_what_was_done_by_the_new_rules(
    desk: Desk, app: Flask
) -> None:
    cohort = make_cohort(desk.course)
    ada, bob = join(app, cohort, "ada"), join(app, cohort, "bob")
    Student(ada.enrolment).finishes(KEY, NOW)
    attempt = str(ada.post(f"/learn/{ada.enrolment.id}/quiz-accueil/quiz", {"ready": "y"}).location)
    before = attempt_row(attempt).revision_id
    for key in ("quiz-accueil", "quiz-final"):
        desk.arrange("delete", key)
    publish(desk)
    listed = desk.client.get(f"{desk.place}/revisions").text
    assert "2 learners in progress" in words(listed)
    place = f"{desk.place}/revisions/cohorts/{cohort.id}"
    assert place in listed
    page = words(desk.client.get(place).text)
    assert "The progress of 1 learner changes." in page
    assert "Ada 25 % 50 %" in page
    assert "Bob 0 % 0 %" in page
    assert enrolment(ada).revision_id == before, "nothing was written"
    assert desk.post(place).status_code == 303
    assert "2 learners go on in revision 2." in words(desk.client.get(f"{desk.place}/revisions").text)
    for learner, done in ((ada, 1), (bob, 0)):
        moved = enrolment(learner)
        assert moved.revision_id != before
        assert (moved.done_count, moved.required_count) == (done, 2)
    assert attempt_row(attempt).revision_id == before
    event = session().query(AuditEvent).filter_by(action="cohort.moved_to_revision").one()
    assert event.details == {"revision": 2, "learners": 2}
    assert "Nobody to move" in words(desk.client.get(place).text)
    desk.post(place)
    assert "Everyone was on the latest revision already." in words(
        desk.client.get(f"{desk.place}/revisions").text
    )


def test_who_has_done_all_that_is_left_completes(desk: Desk, app: Flask) -> None:
    cohort = make_cohort(desk.course)
    ada = join(app, cohort, "ada")
    Student(ada.enrolment).finishes(KEY, NOW)
    Student(ada.enrolment).finishes("pour-aller-plus-loin", NOW)
    desk.arrange("delete", "quiz-accueil")
    desk.arrange("delete", "reponses")
    publish(desk)
    place = f"{desk.place}/revisions/cohorts/{cohort.id}"
    assert "Completes the course at once" in words(desk.client.get(place).text)
    desk.post(place)
    assert enrolment(ada).completed_at is not None
    assert report_of(ada.enrolment, NOW).completion.complete


def test_who_finished_stays_where_they_finished(desk: Desk, app: Flask) -> None:
    cohort = make_cohort(desk.course)
    done = join(app, cohort, "done")
    Student(done.enrolment).completes(NOW)
    before = enrolment(done).revision_id
    desk.arrange("delete", "pour-aller-plus-loin")
    publish(desk)
    desk.post(f"{desk.place}/revisions/cohorts/{cohort.id}")
    assert enrolment(done).revision_id == before


def test_a_cohort_of_another_course_is_not_moved(desk: Desk) -> None:
    other = make_cohort(make_course(make_centre("ailleurs")), "Ailleurs")
    place = f"{desk.place}/revisions/cohorts/{other.id}"
    assert desk.client.get(place).status_code == 404
    assert desk.post(place).status_code == 404


def test_a_course_that_was_never_published_has_no_revision(desk: Desk) -> None:
    reply = desk.post("/teach/courses", {"title": "Neuf", "languages": ["fr"], "centre": desk.centre.id})
    assert "Not published yet." in words(desk.client.get(f"{reply.location}/revisions").text)
