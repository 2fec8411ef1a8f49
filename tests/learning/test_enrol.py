"""Enrolling in an open course (P2)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.models import User
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from lms.courses.models import Course
from tests.browsing import post
from tests.factories import make_cohort, make_enrolment, make_user
from tests.learning.reading import row_counts
from tests.payloads import PAYLOADS, active_parts

PATH = "/courses/animer/enrol"


def enrolments() -> list[Enrolment]:
    return list(session().scalars(select(Enrolment).execution_options(populate_existing=True)))


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client: FlaskClient, open_cohort: Cohort) -> None:
    answer = client.get(PATH)
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next={PATH}")
    assert post(client, PATH, {"printed_name": "Ada"}).status_code == 303
    assert enrolments() == []


def test_the_name_is_prefilled_and_printed(learner: FlaskClient, user: User, open_cohort: Cohort) -> None:
    assert 'value="Ada Lovelace"' in learner.get(PATH).text
    answer = post(learner, PATH, {"printed_name": "  Ada   King ", "language": "fr"})
    (mine,) = enrolments()
    assert (answer.status_code, answer.location) == (303, f"/learn/{mine.id}")
    assert (mine.user_id, mine.printed_name, mine.language) == (user.id, "Ada King", "fr")
    assert mine.revision_id == open_cohort.course.latest_revision_id
    assert "You are enrolled." in learner.get(answer.location).text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Enter the name to print on your certificate."),
        ("   ", "Enter the name to print on your certificate."),
        ("x" * 301, "Write the name in 300 characters at most."),
        ("é" * 70_000, "Write the name in 300 characters at most."),
        ("Ada \U0001f9ff\ue000", "print these characters"),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused(
    learner: FlaskClient, open_cohort: Cohort, name: str, said: str
) -> None:
    page = post(learner, PATH, {"printed_name": name, "language": "fr"})
    assert page.status_code == 422
    assert said in page.text
    assert "<title>Error: Enrol" in page.text
    assert enrolments() == []


def test_a_nul_in_the_name_is_refused(learner: FlaskClient, open_cohort: Cohort) -> None:
    assert post(learner, PATH, {"printed_name": "A\x00da"}).status_code == 422
    assert enrolments() == []


def test_other_fields_are_ignored(
    learner: FlaskClient, user: User, open_cohort: Cohort, group: Cohort
) -> None:
    other = make_user("grace@example.org")
    forged = {"user_id": other.id, "cohort_id": group.id, "completed_at": "2020-01-01", "done_count": 4}
    post(learner, PATH, {"printed_name": "Ada", "language": "xx", **forged})
    (mine,) = enrolments()
    assert (mine.user_id, mine.cohort_id) == (user.id, open_cohort.id)
    assert (mine.completed_at, mine.done_count, mine.language) == (None, 0, "fr")


def test_a_second_enrolment_leads_to_the_first(
    learner: FlaskClient, enrolment: Enrolment, open_cohort: Cohort
) -> None:
    for answer in (learner.get(PATH), post(learner, PATH, {"printed_name": "Ada"})):
        assert (answer.status_code, answer.location) == (303, f"/learn/{enrolment.id}")
    assert len(enrolments()) == 1


def test_a_course_with_groups_only_is_not_found(learner: FlaskClient, group: Cohort) -> None:
    page = learner.get(PATH)
    assert page.status_code == 404
    assert "not open for enrolment" in page.text
    assert post(learner, PATH, {"printed_name": "Ada"}).status_code == 404
    assert learner.get("/courses/none/enrol").status_code == 404


@pytest.mark.parametrize("is_ended", [True, False])
def test_a_full_or_ended_course_says_why(learner: FlaskClient, course: Course, is_ended: bool) -> None:
    if is_ended:
        make_cohort(course, is_open=True, ends_on=clock.now().date() - timedelta(days=2))
    else:
        make_enrolment(make_user("grace@example.org"), make_cohort(course, is_open=True, seats=1))
    before = row_counts()
    for page in (learner.get(PATH), post(learner, PATH, {"printed_name": "Ada", "language": "fr"})):
        assert page.status_code == 409
        assert ("takes no more enrolments" if is_ended else "Every place in this group is taken") in page.text
    assert row_counts() == before


def test_an_ended_enrolment_is_not_reopened(learner: FlaskClient, user: User, open_cohort: Cohort) -> None:
    left = make_enrolment(user, open_cohort)
    with transaction() as current:
        current.merge(left).ended_at = clock.now()
    page = post(learner, PATH, {"printed_name": "Ada", "language": "fr"})
    assert page.status_code == 403
    assert [mine.ended_at is None for mine in enrolments()] == [False]


def test_a_name_that_tries_to_run_is_inert(learner: FlaskClient, open_cohort: Cohort) -> None:
    plain = active_parts(post(learner, PATH, {"printed_name": "x" * 301}).text)
    for start in range(0, len(PAYLOADS), 20):
        page = post(learner, PATH, {"printed_name": " ".join(PAYLOADS[start : start + 20]) + "x" * 301})
        assert page.status_code == 422
        assert active_parts(page.text) == plain
