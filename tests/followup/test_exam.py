"""The exam console (P35): who stands where, time for one and for all, announcements; nothing of it for strangers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert

from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from lms.followup import exam
from lms.followup.exam import Presence
from lms.quiz.announcements import current
from lms.quiz.models import ExamAnnouncement, QuizOverride
from tests.factories import make_centre
from tests.followup.staff import Staff, make_staff
from tests.quiz.sitting import KEY, NOW, Learner, attempt_row, course_with, join, make_learner
from tests.quiz.test_clocks import after

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def learner(app: Flask) -> Learner:
    return make_learner(app, course_with(time_limit_minutes=20))


@pytest.fixture
def staff(app: Flask, learner: Learner) -> Staff:
    return make_staff(app, learner)


def begin(learner: Learner, minutes: float = 0) -> str:
    with clock.at(after(minutes)):
        return learner.begin()


def presences(learner: Learner, minutes: float) -> dict[str, Presence]:
    console = exam.console_of(exam.candidates(learner.cohort.id, KEY), after(minutes))
    return {one.name: presence for presence, one in console.rows}


def test_it_tells_who_works_who_is_silent_and_who_is_done(app: Flask, learner: Learner) -> None:
    names = ("bob", "cyd", "dan")
    bob, cyd, _dan = (join(app, learner.cohort, name) for name in names)
    path = begin(learner)
    done = begin(bob)
    begin(cyd)
    with clock.at(after(1)):
        bob.post(f"{done}/submit", {"confirm": "y"})
    with clock.at(after(5)):
        learner.save(path, 3, {"number": ["120"]})
    expected = {"Cyd": "silent", "Ada": "working", "Dan": "not_started", "Bob": "submitted"}
    assert presences(learner, 5.5) == expected
    assert list(presences(learner, 5.5)) == list(expected), "who may need help comes first"
    assert presences(learner, 6.1)["Ada"] == "silent"
    assert presences(learner, 25)["Ada"] == "submitted", "whether the sweep came by or not"


def test_the_page_shows_figures_last_saves_and_time_left(staff: Staff, learner: Learner) -> None:
    path = begin(learner)
    with clock.at(after(2)):
        learner.save(path, 3, {"number": ["120"]})
    with clock.at(after(5.5)):
        page = staff.get(staff.exam_path).text
    assert "4 minutes ago" in page
    assert "15 min" in page
    assert "Ada" in page
    with clock.at(after(5)):
        cohort = staff.get(staff.cohort_path).text
    assert f'href="{staff.exam_path}"' in cohort
    assert "1 person is sitting it" in cohort


def test_the_part_that_changes_is_sent_only_when_it_did(staff: Staff, learner: Learner) -> None:
    path = begin(learner)
    with clock.at(after(2)):
        first = staff.get(f"{staff.exam_path}/now")
        assert first.headers["Cache-Control"] == "private, no-cache"
        again = {"If-None-Match": first.headers["ETag"]}
        assert staff.get(f"{staff.exam_path}/now", headers=again).status_code == 304
        learner.save(path, 3, {"number": ["120"]})
        assert staff.get(f"{staff.exam_path}/now", headers=again).status_code == 200
    assert "<html" not in first.text


def test_time_for_one_and_for_everyone_who_sits_it(app: Flask, staff: Staff, learner: Learner) -> None:
    bob, other = join(app, learner.cohort, "bob"), join(app, learner.cohort, "cyd")
    ada_path, bob_path = begin(learner), begin(bob)
    ends = [attempt_row(path).due_at for path in (ada_path, bob_path)]
    time = f"{staff.exam_path}/time"
    with clock.at(after(1)):
        staff.post(time, {"minutes": "5", "to": str(attempt_row(ada_path).id)})
        assert staff.post(time, {"minutes": "10", "to": "everyone"}).status_code == 303
    for path, before, minutes in ((ada_path, ends[0], 15), (bob_path, ends[1], 10)):
        assert before is not None
        assert attempt_row(path).due_at == before + timedelta(minutes=minutes)
    begun = attempt_row(begin(other, 2))
    assert begun.due_at == begun.started_at + timedelta(minutes=20), "who starts later has the usual time"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"minutes": "0", "to": "everyone"}, 422),
        ({"minutes": "-5", "to": "everyone"}, 422),
        ({"minutes": "1e3", "to": "everyone"}, 422),
        ({"minutes": "９", "to": "everyone"}, 422),
        ({"minutes": "601", "to": "everyone"}, 422),
        ({"to": "everyone"}, 422),
        ({"minutes": "5", "to": "999999"}, 404),
        ({"minutes": "5"}, 404),
    ],
)
def test_bad_minutes_change_nothing(
    staff: Staff, learner: Learner, data: dict[str, str], status: int
) -> None:
    path = begin(learner)
    before = attempt_row(path).due_at
    with clock.at(after(1)):
        assert staff.post(f"{staff.exam_path}/time", data).status_code == status
    assert attempt_row(path).due_at == before
    assert session().query(QuizOverride).count() == 0


def test_an_attempt_of_another_quiz_or_cohort_can_t_be_named(app: Flask, staff: Staff) -> None:
    stranger = make_learner(app, course_with(time_limit_minutes=20), "zoe")
    path = begin(stranger)
    with clock.at(after(1)):
        to = {"minutes": "5", "to": str(attempt_row(path).id)}
        assert staff.post(f"{staff.exam_path}/time", to).status_code == 404
        elsewhere = f"/teach/cohorts/{stranger.cohort.id}/quizzes/{KEY}"
        assert staff.post(f"{elsewhere}/time", to).status_code == 404
        assert staff.get(elsewhere).status_code == 404
        assert staff.get(f"{staff.cohort_path}/quizzes/lecon").status_code == 404


def test_an_announcement_is_kept_shown_and_harmless(staff: Staff, learner: Learner) -> None:
    said = f"{staff.exam_path}/announcements"
    with clock.at(NOW):
        assert staff.post(said, {"text": "  Question 3: read <b>net</b>,\nnot gross. "}).status_code == 303
        page = staff.get(staff.exam_path).text
        assert "read &lt;b&gt;net&lt;/b&gt;, not gross." in page
        for bad in ("", "  \n", "x" * 301):
            reply = staff.post(said, {"text": bad})
            assert reply.status_code == 422
            assert "There is a problem" in reply.text
    last = current(learner.cohort.id, KEY)
    assert last is not None
    assert last.text == "Question 3: read <b>net</b>, not gross."
    assert session().query(ExamAnnouncement).count() == 1
    assert current(learner.cohort.id, "other") is None


def test_staff_of_another_centre_see_nothing(app: Flask, learner: Learner) -> None:
    other = make_staff(app, learner, centre_id=make_centre("elsewhere").id)
    for path in (other.exam_path, f"{other.exam_path}/now"):
        assert other.get(path).status_code == 404
    assert other.post(f"{other.exam_path}/time", {"minutes": "5", "to": "everyone"}).status_code == 404
    assert other.post(f"{other.exam_path}/announcements", {"text": "x"}).status_code == 404
    assert other.client.post(f"{other.exam_path}/time").status_code == 419


def test_a_console_of_many_takes_six_statements(
    staff: Staff, learner: Learner, count_statements: Counter
) -> None:
    """Who asks, the exam's banner, the count of requests, the cohort, the learners, what was said."""
    begin(learner)
    staff.get(staff.exam_path)
    pattern = session().get_one(Enrolment, learner.enrolment.id)
    columns = {
        name: getattr(pattern, name)
        for name in ("centre_id", "course_id", "cohort_id", "revision_id", "language", "enrolled_at")
    }
    people = [{"name": f"L{number}"} for number in range(40)]
    _enrol(people, columns)
    with count_statements() as statements:
        page = staff.get(staff.exam_path).text
    assert page.count('<th scope="row">') == 41
    assert len(statements) <= 6, statements


def _enrol(people: list[dict[str, str]], columns: dict[str, object]) -> None:
    from lms.accounts.models import User
    from tests.factories import make_user

    first = make_user("many@example.org", password=None)
    template = {
        column.name: getattr(first, column.name) for column in User.__table__.columns if column.name != "id"
    }
    with transaction() as current_session:
        for number, person in enumerate(people):
            mail = {"email": f"m{number}@example.org", "email_key": f"M{number}@EXAMPLE.ORG"}
            user = User(**{**template, **mail})
            current_session.add(user)
            current_session.flush()
            current_session.execute(
                insert(Enrolment).values(user_id=user.id, printed_name=person["name"], **columns)
            )
