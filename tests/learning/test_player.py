"""The lesson player: reading, done, on to the next (P8)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.models import User
from lms.centres.models import Centre
from lms.cohorts.models import Cohort, Enrolment, LearningEvent
from lms.core import clock
from lms.core.db import session, transaction
from lms.courses.document import load_document
from tests.browsing import csrf_token, post
from tests.courses.sample import sample_data
from tests.factories import make_cohort, make_course, make_enrolment
from tests.learning.reading import row_counts, words
from tests.learning.test_today import mark_done, set_date

DAY = timedelta(days=1)
Count = Callable[[], Any]


@pytest.fixture
def path(enrolment: Enrolment) -> str:
    return f"/learn/{enrolment.id}"


def kinds() -> list[str]:
    return list(session().scalars(select(LearningEvent.kind).order_by(LearningEvent.id)))


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}/bienvenue").location == f"/sign-in?next={path}/bienvenue"


@pytest.mark.parametrize("act", ["opened", "done", "checks/check-accueil"])
def test_a_stranger_finds_nothing_and_changes_nothing(stranger: FlaskClient, path: str, act: str) -> None:
    before = row_counts()
    assert stranger.get(f"{path}/bienvenue").status_code == 404
    assert post(stranger, f"{path}/bienvenue/{act}").status_code == 404
    assert row_counts() == before


@pytest.mark.parametrize("act", ["", "/opened", "/done", "/checks/check-accueil"])
def test_an_unknown_step_is_not_found(learner: FlaskClient, path: str, act: str) -> None:
    answer = post(learner, f"{path}/none{act}") if act else learner.get(f"{path}/none")
    assert answer.status_code == 404


@pytest.mark.parametrize("act", ["opened", "done", "checks/check-accueil"])
def test_an_act_needs_its_token(learner: FlaskClient, path: str, act: str) -> None:
    assert learner.post(f"{path}/bienvenue/{act}").status_code == 419


def test_a_lesson_shows_its_place_and_its_text(learner: FlaskClient, path: str) -> None:
    page = learner.get(f"{path}/bienvenue")
    assert page.status_code == 200
    shown = words(page.text)
    assert "Step 1 of 5" in shown
    assert "se parlent" in shown
    assert "Mark done & continue" in shown
    assert '<h1><span lang="fr">Bienvenue</span></h1>' in page.text
    assert f'sticky-next" href="{path}/pour-aller-plus-loin"' in page.text
    assert f'data-opened-url="{path}/bienvenue/opened"' in page.text


def test_reading_writes_nothing_and_costs_five_statements(
    learner: FlaskClient, path: str, count_statements: Count
) -> None:
    learner.get(f"{path}/bienvenue")
    before = row_counts()
    with count_statements() as statements:
        assert learner.get(f"{path}/bienvenue").status_code == 200
    assert len(statements) <= 5
    assert row_counts() == before


def test_opening_is_recorded_once_a_day_by_the_page_s_script(
    learner: FlaskClient, enrolment: Enrolment, path: str
) -> None:
    headers = {"X-CSRFToken": csrf_token(learner), "Accept": "application/json"}
    for _ in range(2):
        assert learner.post(f"{path}/bienvenue/opened", headers=headers).status_code == 204
    assert kinds() == ["enrolled", "item_opened"]
    assert "In progress" in words(learner.get(path).text)


def test_done_leads_to_the_next_open_step(learner: FlaskClient, path: str) -> None:
    assert post(learner, f"{path}/bienvenue/done").location == f"{path}/pour-aller-plus-loin"
    assert post(learner, f"{path}/pour-aller-plus-loin/done").location == f"{path}/quiz-accueil"
    assert kinds() == ["enrolled", *["item_opened", "item_done"] * 2]
    assert post(learner, f"{path}/bienvenue/done").status_code == 303
    assert kinds().count("item_done") == 2, "a second time changes nothing"
    page = learner.get(f"{path}/bienvenue").text
    assert "Mark done" not in page
    assert f'<a class="btn btn-primary" href="{path}/pour-aller-plus-loin">Continue</a>' in page


def test_a_quiz_has_its_own_page_and_is_not_marked_done(
    learner: FlaskClient, enrolment: Enrolment, path: str
) -> None:
    mark_done(enrolment)
    assert learner.get(f"{path}/quiz-accueil").location == f"{path}/quiz-accueil/quiz"
    page = post(learner, f"{path}/quiz-accueil/done")
    assert page.status_code == 422
    assert "not when it is marked done" in page.text


@pytest.mark.parametrize("key", ["repondre", "quiz-accueil", "quiz-final"])
def test_a_locked_step_says_what_to_finish_first(learner: FlaskClient, path: str, key: str) -> None:
    before = row_counts()
    page = learner.get(f"{path}/{key}")
    assert page.status_code == 403
    assert "Finish “" in page.text
    assert "Go there" in page.text
    assert "1 heure" not in page.text, "nothing of the lesson shows"
    assert post(learner, f"{path}/{key}/opened").status_code == 409
    assert post(learner, f"{path}/repondre/done").status_code == 409
    assert row_counts() == before


def test_a_missed_lesson_can_be_read_but_not_marked(learner: FlaskClient, group: Cohort, path: str) -> None:
    set_date(group, "bienvenue", closes=-DAY)
    page = learner.get(f"{path}/bienvenue")
    assert page.status_code == 200
    assert "Missed" in words(page.text)
    assert "Mark done" not in page.text
    assert post(learner, f"{path}/bienvenue/done").status_code == 409


def test_the_last_step_leads_back_to_the_outline(learner: FlaskClient, user: User, centre: Centre) -> None:
    data = sample_data()
    data["id"] = "court"
    data["modules"] = [{**data["modules"][0], "items": data["modules"][0]["items"][:1]}]
    enrolment = make_enrolment(user, make_cohort(make_course(centre, load_document(data))), now=clock.now())
    path = f"/learn/{enrolment.id}"
    assert "Last step" in learner.get(f"{path}/bienvenue").text
    answer = post(learner, f"{path}/bienvenue/done")
    assert answer.location == path
    assert "You have completed the course. Congratulations!" in learner.get(path).text


def test_a_practice_quiz_starts_inside_the_lesson(learner: FlaskClient, user: User, centre: Centre) -> None:
    data = sample_data()
    data["id"] = "entrainement"
    first, _, quiz = data["modules"][0]["items"]
    data["modules"] = [{**data["modules"][0], "items": [first, {**quiz, "preset": "practice"}]}]
    enrolment = make_enrolment(user, make_cohort(make_course(centre, load_document(data))), now=clock.now())
    path = f"/learn/{enrolment.id}"
    assert "Practise now" not in learner.get(f"{path}/bienvenue").text, "it is still locked"
    assert post(learner, f"{path}/bienvenue/done").location == f"{path}/bienvenue#practice"
    page = learner.get(f"{path}/bienvenue").text
    assert "2 questions" in words(page)
    begin = f"{path}/quiz-accueil/quiz"
    assert f'<form method="post" action="{begin}">' in page
    started = post(learner, begin)
    assert started.status_code == 303
    assert learner.get(started.location).status_code == 200


def test_an_ended_enrolment_is_closed(learner: FlaskClient, enrolment: Enrolment, path: str) -> None:
    with transaction() as current:
        current.merge(enrolment).ended_at = clock.now()
    assert learner.get(f"{path}/bienvenue").status_code == 403
    assert post(learner, f"{path}/bienvenue/opened").status_code == 403
    assert post(learner, f"{path}/bienvenue/done").status_code == 403
