"""What staff grant one learner: requests answered with one button, minutes, an attempt more, an attempt opened again."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.quiz.asking import latest_request
from lms.quiz.clocks import allowance_for
from lms.quiz.closing import close_due_attempts
from lms.quiz.models import QuizOverride
from tests.factories import make_centre
from tests.followup.staff import Staff, make_staff
from tests.quiz.sitting import KEY, NOW, Learner, answers, attempt_row, course_with, events, make_learner
from tests.quiz.test_clocks import after

TIMED = {"time_limit_minutes": 20}
ESSAY = {"id": "e1", "type": "long_text", "stem": {"fr": "Racontez."}, "points": 4}


def ended(app: Flask) -> tuple[Learner, Staff]:
    """A learner without attempts left, who asks for one more."""
    learner = make_learner(app, course_with(attempts=1))
    with clock.at(NOW):
        path = learner.begin()
        learner.post(f"{path}/submit", {"confirm": "y"})
        learner.post(f"/learn/{learner.enrolment.id}/{KEY}/ask", {"message": "<b>Power</b> cut"})
    return learner, make_staff(app, learner)


def waiting_id(learner: Learner) -> int:
    session().expire_all()
    found = latest_request(learner.enrolment.id, KEY)
    assert found is not None
    return found.id


def decide(staff: Staff, decision: str) -> int:
    with clock.at(after(1)):
        path = f"/teach/requests/{waiting_id(staff.learner)}"
        return staff.post(path, {"decision": decision}).status_code


@pytest.mark.parametrize(("decision", "extra"), [("grant", 1), ("decline", 0)])
def test_a_request_waits_in_the_list_and_one_button_answers_it(app: Flask, decision: str, extra: int) -> None:
    learner, staff = ended(app)
    home = staff.get("/teach").text
    for words in (
        "Requests from learners",
        "Teach (1)",
        "&lt;b&gt;Power&lt;/b&gt; cut",
        "Grant: 1 more attempt",
    ):
        assert words in home
    assert decide(staff, decision) == 303
    assert allowance_for(learner.enrolment, KEY).extra_attempts == extra
    home = staff.get("/teach").text
    assert "Requests from learners" not in home
    assert "Teach (" not in home
    assert decide(staff, "grant") == 409, "it was answered"
    actions = [one.action for one in session().scalars(select(AuditEvent)) if "override" in one.action]
    assert actions == ["quiz_override.granted" if extra else "quiz_override.declined"]


def test_who_may_not_decide_changes_nothing(app: Flask) -> None:
    learner, staff = ended(app)
    stranger = make_staff(app, learner, centre_id=make_centre("elsewhere").id)
    assert "Requests from learners" not in stranger.get("/teach").text
    path = f"/teach/requests/{waiting_id(learner)}"
    assert stranger.post(path, {"decision": "grant"}).status_code == 404
    assert learner.post(path, {"decision": "grant"}).status_code == 403
    assert staff.post(path, {"decision": "perhaps"}).status_code == 422
    assert staff.post("/teach/requests/999", {"decision": "grant"}).status_code == 404
    assert staff.client.post(path, data={"decision": "grant"}).status_code == 419
    found = latest_request(learner.enrolment.id, KEY)
    assert found is not None
    assert found.decided_at is None


def test_ten_more_minutes_from_the_learner_s_page(app: Flask) -> None:
    learner = make_learner(app, course_with(**TIMED))
    staff = make_staff(app, learner)
    with clock.at(NOW):
        path = learner.begin()
    before = attempt_row(path).due_at
    assert before is not None
    act = f"{staff.learner_path}/attempts/{attempt_row(path).id}/time"
    with clock.at(after(1)):
        assert f'action="{act}"' in staff.get(staff.learner_path).text
        assert staff.post(act, {"minutes": "500", "actor_id": "1"}).status_code == 303
    assert attempt_row(path).due_at == before + timedelta(minutes=10)
    with clock.at(after(60)):
        assert staff.post(act).status_code == 409
        assert staff.post(f"{staff.learner_path}/attempts/9999/time").status_code == 404


def test_one_more_attempt_from_the_learner_s_page(app: Flask) -> None:
    learner, staff = ended(app)
    act = f"{staff.learner_path}/quizzes/{KEY}/attempt"
    assert f'action="{act}"' in staff.get(staff.learner_path).text
    assert staff.post(act).status_code == 303
    assert staff.post(f"{staff.learner_path}/quizzes/lecon/attempt").status_code == 404
    assert allowance_for(learner.enrolment, KEY).extra_attempts == 1
    with clock.at(after(1)):
        assert learner.begin()


def closed_by_time(app: Flask, *, marked_by_person: bool) -> tuple[Staff, str]:
    questions = None if not marked_by_person else [ESSAY]
    learner = make_learner(app, course_with(questions, **TIMED))
    with clock.at(NOW):
        path = learner.begin()
        if marked_by_person:
            learner.save(path, 1, {"text": ["Il pleuvait."]})
    close_due_attempts(after(21))
    return make_staff(app, learner), path


def test_an_unmarked_attempt_that_time_closed_opens_again_with_a_reason(app: Flask) -> None:
    staff, path = closed_by_time(app, marked_by_person=True)
    receipt = attempt_row(path).receipt_code
    act = f"{staff.learner_path}/attempts/{attempt_row(path).id}/reopen"
    with clock.at(after(30)):
        assert "Reopen attempt" in staff.get(staff.learner_path).text
        for bad in (
            {"minutes": "15"},
            {"why": "x"},
            {"why": " ", "minutes": "15"},
            {"why": "x", "minutes": "0"},
        ):
            assert staff.post(act, bad).status_code == 422
        assert attempt_row(path).state == "submitted"
        assert staff.post(act, {"why": "Power cut", "minutes": "15"}).status_code == 303
        assert staff.post(act, {"why": "Power cut", "minutes": "15"}).status_code == 409
    attempt = attempt_row(path)
    assert (attempt.state, attempt.receipt_code, attempt.submitted_at, attempt.pending) == (
        "open",
        None,
        None,
        0,
    )
    assert attempt.due_at is not None
    assert abs(attempt.due_at - after(45)) < timedelta(seconds=9)
    assert attempt.due_reason["code"] == "deadline.reopened"
    assert [one.outcome for one in answers(path).values()] == [None]
    (reopened,) = [event for event in events(path) if event.kind == "reopened"]
    assert reopened.payload == {"receipt": receipt}
    with clock.at(after(31)):
        learner = staff.learner
        assert learner.get(path).status_code == 200
        assert learner.save(path, 1, {"text": ["Suite"]}, sequence=1, key="save-again").status_code == 200
        assert learner.post(f"{path}/submit", {"confirm": "y"}).status_code == 303
    assert attempt_row(path).receipt_code not in (None, receipt)
    (line,) = [one for one in session().scalars(select(AuditEvent)) if one.action == "attempt.reopened"]
    assert (line.details["why"], line.actor_id) == ("Power cut", staff.user_id)


def test_a_marked_attempt_stays_closed(app: Flask) -> None:
    """Its result may have been seen: another attempt is the way."""
    staff, path = closed_by_time(app, marked_by_person=False)
    act = f"{staff.learner_path}/attempts/{attempt_row(path).id}/reopen"
    assert "Reopen attempt" not in staff.get(staff.learner_path).text
    assert staff.post(act, {"why": "Power cut", "minutes": "15"}).status_code == 409
    assert attempt_row(path).state == "submitted"


def test_grants_reach_no_other_centre_s_learner(app: Flask) -> None:
    staff, path = closed_by_time(app, marked_by_person=True)
    other = make_staff(app, staff.learner, Role.MANAGER, make_centre("elsewhere").id)
    place, attempt = staff.learner_path, attempt_row(path).id
    for act in (f"attempts/{attempt}/time", f"attempts/{attempt}/reopen", f"quizzes/{KEY}/attempt"):
        assert other.post(f"{place}/{act}", {"why": "x", "minutes": "5"}).status_code == 404
        wrong = place.replace(f"cohorts/{staff.learner.cohort.id}", "cohorts/999")
        assert staff.post(f"{wrong}/{act}", {"why": "x", "minutes": "5"}).status_code == 404
    assert session().query(QuizOverride).count() == 0
