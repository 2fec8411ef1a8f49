"""Self-checks inside a lesson: asked, answered in place, never marked (P8)."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.models import User
from lms.centres.models import Centre
from lms.cohorts.models import Enrolment, LearningEvent
from lms.core import clock
from lms.core.db import session, transaction
from lms.courses import services as courses
from lms.courses.document import load_document
from lms.courses.models import Course
from lms.courses.queries import course_for_update
from tests.browsing import post
from tests.courses.sample import sample_data
from tests.factories import make_cohort, make_course, make_enrolment
from tests.learning.reading import choose, row_counts, words
from tests.payloads import PAYLOADS, active_parts

NUMERIC = """```check
id: check-accueil
type: numeric
stem: Combien font 2 h en minutes ?
correct: 120
min: 0
max: 1000
```
"""


@pytest.fixture
def lesson(enrolment: Enrolment) -> str:
    return f"/learn/{enrolment.id}/bienvenue"


def document_with(check: str) -> Any:
    data = sample_data()
    data["modules"][0]["items"][0]["body"]["fr"] = check
    return load_document(data)


def payloads() -> list[dict[str, Any]]:
    found = select(LearningEvent.payload).where(LearningEvent.kind == "self_check_answered")
    return list(session().scalars(found.order_by(LearningEvent.id)))


def answer(learner: FlaskClient, lesson: str, fields: dict[str, object]) -> Any:
    return post(learner, f"{lesson}/checks/check-accueil", fields)


def test_an_answer_is_recorded_and_shown_at_its_place(learner: FlaskClient, lesson: str) -> None:
    page = learner.get(lesson).text
    back = answer(learner, lesson, choose(page, "Personne"))
    assert (back.status_code, back.location) == (303, f"{lesson}#check-check-accueil")
    assert payloads() == [{"check": "check-accueil", "fraction": "0", "answer": {"option": "b"}}]
    section = learner.get(lesson).text.partition('id="check-check-accueil"')[2].partition("</section>")[0]
    assert "Not quite. Here is why:" in words(section)
    assert "Une communauté sans animation s’éteint." in words(section)
    assert 'id="verdict-check-accueil" tabindex="-1"' in section


def test_answering_again_keeps_both_and_shows_the_last(learner: FlaskClient, lesson: str) -> None:
    page = learner.get(lesson).text
    for label in ("Personne", "Le community manager"):
        answer(learner, lesson, choose(page, label))
    assert [payload["fraction"] for payload in payloads()] == ["0", "1"]
    assert "Correct. " in words(learner.get(lesson).text)
    assert "Not quite" not in learner.get(lesson).text


def test_an_answer_is_no_mark(learner: FlaskClient, enrolment: Enrolment, lesson: str) -> None:
    answer(learner, lesson, choose(learner.get(lesson).text, "Le community manager"))
    shown = words(learner.get(f"/learn/{enrolment.id}").text)
    assert "Done 0 %" in shown
    assert "Objectives 0 of 2" in shown


def test_a_blank_answer_is_asked_again_in_its_place(learner: FlaskClient, lesson: str) -> None:
    before = row_counts()
    page = answer(learner, lesson, {})
    assert page.status_code == 422
    section = page.text.partition('id="check-check-accueil"')[2].partition("</section>")[0]
    assert "Choose or type an answer first." in section
    assert row_counts() == before


@pytest.mark.parametrize("token", ["none", "b", "x" * 5000])
def test_a_forged_option_is_refused(learner: FlaskClient, lesson: str, token: str) -> None:
    before = row_counts()
    assert answer(learner, lesson, {"c-check-accueil-choice": token}).status_code == 422
    assert row_counts() == before


def test_two_options_at_once_are_refused(learner: FlaskClient, lesson: str) -> None:
    (name, token), *_ = choose(learner.get(lesson).text, "Personne").items()
    (_, other), *_ = choose(learner.get(lesson).text, "Le community manager").items()
    assert answer(learner, lesson, {name: [token, other]}).status_code == 422
    assert payloads() == []


def test_another_self_check_is_not_found(learner: FlaskClient, lesson: str) -> None:
    assert post(learner, f"{lesson}/checks/check-autre").status_code == 404


def test_the_key_is_not_on_the_page_before_the_answer(learner: FlaskClient, lesson: str) -> None:
    page = learner.get(lesson).text
    for secret in ("L’animation est le cœur du métier.", "Oui, c’est sa mission.", "s’éteint"):
        assert secret not in page


def test_a_number_outside_the_limits_is_asked_again(learner: FlaskClient, user: User, centre: Centre) -> None:
    cohort = make_cohort(make_course(centre, document_with(NUMERIC)))
    lesson = f"/learn/{make_enrolment(user, cohort, now=clock.now()).id}/bienvenue"
    for typed in ("5000", "douze", "NaN", "1e309"):
        page = answer(learner, lesson, {"c-check-accueil-number": typed})
        assert page.status_code == 422, typed
        assert 'class="field-error"' in page.text
    assert answer(learner, lesson, {"c-check-accueil-number": "120"}).status_code == 303


def test_an_answer_that_no_longer_fits_a_corrected_course_is_asked_again(
    learner: FlaskClient, enrolment: Enrolment, course: Course, lesson: str
) -> None:
    answer(learner, lesson, choose(learner.get(lesson).text, "Personne"))
    with transaction() as current:
        corrected = courses.publish_document(
            course=course_for_update(course.id),
            document=document_with(NUMERIC),
            actor_id=None,
            now=clock.now(),
        )
        current.merge(enrolment).revision_id = corrected.id
    page = learner.get(lesson)
    assert page.status_code == 200
    assert "Check my answer" in page.text


def test_typed_and_authored_texts_are_inert(learner: FlaskClient, user: User, centre: Centre) -> None:
    asked = "```check\nid: check-accueil\ntype: short_text\nstem: {stem}\naccepted: [oui]\n```\n"
    cohort = make_cohort(make_course(centre, document_with(asked.format(stem="Oui ?"))))
    lesson = f"/learn/{make_enrolment(user, cohort, now=clock.now()).id}/bienvenue"
    assert answer(learner, lesson, {"c-check-accueil-text": "plain"}).status_code == 303
    plain = active_parts(learner.get(lesson).text)
    for payload in PAYLOADS[::20]:
        assert answer(learner, lesson, {"c-check-accueil-text": payload}).status_code == 303
        assert active_parts(learner.get(lesson).text) == plain, payload


def test_the_address_of_an_answer_leads_back_to_the_lesson(learner: FlaskClient, lesson: str) -> None:
    back = learner.get(f"{lesson}/checks/check-accueil")
    assert (back.status_code, back.location) == (303, f"{lesson}#check-check-accueil")
