"""Learners at risk (P31): each reason, what counts, putting aside, writing to them, who may, at any size."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from lms.accounts.models import User
from lms.cohorts import services as cohorts
from lms.cohorts.models import Enrolment, LearningEvent
from lms.core import clock, jobs
from lms.core.db import session, transaction
from lms.core.mail import run_in_worker_context
from lms.core.models import AuditEvent, OutboxJob
from lms.core.permissions import Role
from lms.followup import watching
from lms.followup.models import RiskSnooze
from lms.quiz.models import Attempt
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.cohorts.setting import race
from tests.factories import make_enrolment, make_user
from tests.followup.classroom import Classroom, make_classroom
from tests.progress.study import Learner

Counter = Callable[[], AbstractContextManager[list[str]]]
DAY = timedelta(days=1)


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


@pytest.fixture
def staff(app: Flask, room: Classroom) -> FlaskClient:
    return browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "teacher"))


def place(room: Classroom, more: str = "") -> str:
    return f"/teach/cohorts/{room.cohort.id}/at-risk{more}"


def reasons(browser: FlaskClient, room: Classroom) -> dict[str, list[str]]:
    """The sentences beside each learner at risk."""
    text = browser.get(place(room)).text.split('id="aside"')[0]
    rows = re.findall(r'<strong dir="auto">([^<]*)</strong>.*?<ul class="reasons">(.*?)</ul>', text, re.S)
    return {name: re.findall(r"<li>(.*?)</li>", body) for name, body in rows}


def enrol(room: Classroom, name: str, days_ago: int) -> Learner:
    then = clock.now() - days_ago * DAY
    user = make_user(f"{name.lower()}@example.org", name, then, password=None)
    room.learners[name] = make_enrolment(user, room.cohort, then)
    return Learner(room.learners[name])


def fails(enrolment: Enrolment, times: int, key: str = "quiz-accueil") -> None:
    """Some failed tries, marked."""
    now = clock.now()
    with transaction() as current:
        for number in range(1, times + 1):
            values: dict[str, Any] = {"state": "submitted", "submitted_at": now, "marked_at": now}
            values |= {
                "paper": {},
                "language": "fr",
                "due_reason": {},
                "mark": Decimal(0),
                "max_mark": Decimal(1),
            }
            people = {"enrolment_id": enrolment.id, "user_id": enrolment.user_id}
            people |= {"centre_id": enrolment.centre_id, "revision_id": enrolment.revision_id}
            current.add(
                Attempt(item_key=key, number=number, passed=False, started_at=now, **people, **values)
            )


def run_jobs(app: Flask) -> list[Any]:
    with run_in_worker_context(app):
        jobs.run_due_jobs(clock.now())
    return list(getattr(app.extensions["mailman"], "outbox", []))


def test_each_reason_is_a_sentence(staff: FlaskClient, room: Classroom) -> None:
    enrol(room, "Nour", 6)
    fails(room.learners["Zoé"], 2)
    late = (clock.now() - 5 * DAY).strftime("%Y-%m-%dT10:00")
    with transaction():
        cohorts.set_item_date(cohort_id=room.cohort.id, item_key="repondre", now=clock.now(), due_local=late)
    found = reasons(staff, room)
    assert found["Nour"][0] == "Never signed in since they were enrolled 6 days ago"
    assert found["Adèle"][0] == "No activity for 10 days"
    assert any(one.startswith("2 failed tries at ") for one in found["Zoé"])
    assert any(re.match(r"Overdue: .+ since \d+ \w+", one) for one in found["Zoé"])
    assert "Élodie" not in found


def test_who_is_far_below_the_median_is_at_risk_from_five_learners_on(
    staff: FlaskClient, room: Classroom
) -> None:
    for name in ("Hugo", "Lina", "Ravi"):
        room.add(name).finishes("bienvenue", clock.now())
        Learner(room.learners[name]).submits("quiz-accueil", "1", clock.now())
    assert reasons(staff, room)["Bruno"] == ["Progress 50 points below the group’s median"]


def test_a_passed_quiz_was_not_failed(staff: FlaskClient, room: Classroom) -> None:
    fails(room.learners["Zoé"], 2)
    Learner(room.learners["Zoé"]).submits("quiz-accueil", "1", clock.now())
    assert "Zoé" not in reasons(staff, room)


def test_what_counts_is_set_for_each_group(staff: FlaskClient, room: Classroom) -> None:
    assert "Adèle" in reasons(staff, room)
    typed = {"never": "y", "inactive": "y", "inactive_days": "11", "failed_tries": "3", "behind_points": "30"}
    assert post(staff, place(room, "/thresholds"), typed).status_code == 303
    assert "Adèle" not in reasons(staff, room)
    del typed["inactive"]
    assert post(staff, place(room, "/thresholds"), {**typed, "inactive_days": "2"}).status_code == 303
    assert "Adèle" not in reasons(staff, room)
    wrong = post(staff, place(room, "/thresholds"), {**typed, "inactive_days": "0", "failed_tries": "77"})
    assert wrong.status_code == 422
    assert 'value="77"' in wrong.text
    assert "Enter a whole number from 1 to 365." in wrong.text


def test_a_learner_is_put_aside_for_a_week_and_taken_back(staff: FlaskClient, room: Classroom) -> None:
    enrolment = room.learners["Adèle"]
    assert post(staff, place(room, f"/{enrolment.id}/snooze"), {}).status_code == 303
    assert post(staff, place(room, f"/{enrolment.id}/snooze"), {}).status_code == 303
    assert "Adèle" not in reasons(staff, room)
    assert "1 put aside" in staff.get(place(room)).text
    assert post(staff, place(room, f"/{enrolment.id}/wake"), {}).status_code == 303
    assert "Adèle" in reasons(staff, room)
    with transaction():
        session().add(
            RiskSnooze(
                enrolment_id=enrolment.id,
                by_id=enrolment.user_id,
                at=clock.now() - 9 * DAY,
                until=clock.now() - 2 * DAY,
            )
        )
    assert "Adèle" in reasons(staff, room)
    actions = set(session().scalars(select(AuditEvent.action)))
    assert {"risk.snoozed", "risk.unsnoozed"} <= actions


def test_who_comes_back_is_resolved(staff: FlaskClient, room: Classroom) -> None:
    enrolment = room.learners["Adèle"]
    post(staff, place(room, f"/{enrolment.id}/snooze"), {})
    assert "resolved by itself" not in staff.get(place(room)).text
    Learner(enrolment).opens("quiz-accueil", clock.now())
    assert "1 resolved by itself" in staff.get(place(room)).text


def test_each_ticked_learner_gets_a_mail_of_their_own(
    app: Flask, staff: FlaskClient, room: Classroom
) -> None:
    french = enrol(room, "Nour", 6).enrolment
    with transaction() as current:
        current.get_one(User, french.user_id).language = "fr"
    ids = [room.learners["Adèle"].id, french.id]
    page = staff.get(place(room, f"/message?to={ids[0]}&to={ids[1]}&to=x&to=99999999"))
    assert "I have not seen you in the course for 10 days." in page.text
    assert f'name="body-{french.id}"' in page.text
    hostile = "<script>alert(1)</script>\r\nBcc: everyone@example.org"
    typed = {"to": [str(one) for one in ids]}
    typed |= {f"subject-{one}": f"Nouvelles {one}" for one in ids}  # type: ignore[dict-item]
    typed |= {f"body-{one}": hostile for one in ids}  # type: ignore[dict-item]
    for says in ("2 mails are on their way", "These mails were sent already"):
        assert says in post(staff, place(room, "/message"), typed, follow_redirects=True).text
    sent = run_jobs(app)
    assert sorted(mail.to[0] for mail in sent) == sorted(
        session().scalars(
            select(User.email).join(Enrolment, Enrolment.user_id == User.id).where(Enrolment.id.in_(ids))
        )
    )
    for mail in sent:
        assert mail.reply_to == ["teacher@example.org"]
        assert mail.message()["Bcc"] is None
        assert mail.message().get_content_type() == "text/plain"
        assert "<script>" in mail.body
    notes = session().scalars(select(LearningEvent).where(LearningEvent.kind == "staff_message")).all()
    assert sorted(note.enrolment_id for note in notes) == sorted(ids), (
        "a page that is sent again notes nothing"
    )
    noted = session().scalars(select(AuditEvent).where(AuditEvent.action == "risk.message_sent")).all()
    assert len(noted) == 2
    assert all(set(note.payload) == {"by"} for note in notes)
    assert "Staff wrote a message" in staff.get(f"/teach/cohorts/{room.cohort.id}/learners/{ids[0]}").text


def test_ten_clicks_at_once_send_one_mail_and_note_it_once(app: Flask, room: Classroom) -> None:
    who = make_user("boss@example.org", "Boss", clock.now(), password=None)
    one, now = room.learners["Adèle"], clock.now()
    letter = watching.Letter(one.id, one.user_id, "adele@example.org", "fr", "Bonjour", "Revenez.")

    def write() -> int:
        with transaction():
            sender = watching.Sender(who.id, "Boss", "boss@example.org")
            return watching.write(cohort=room.cohort, letters=[letter], sender=sender, now=now)

    assert sum(map(int, map(str, race(app, *[write] * 10)))) == 1
    notes = session().scalars(select(LearningEvent).where(LearningEvent.kind == "staff_message")).all()
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("", "Bonjour"),
        ("Un\r\nBcc: x@example.org", "Bonjour"),
        ("Un", "  "),
        ("x" * 151, "a"),
        ("a", "x" * 5001),
    ],
)
def test_a_bad_mail_is_not_sent_and_nothing_typed_is_lost(
    staff: FlaskClient, room: Classroom, subject: str, body: str
) -> None:
    one = room.learners["Adèle"].id
    typed = {"to": str(one), f"subject-{one}": subject, f"body-{one}": body}
    reply = post(staff, place(room, "/message"), typed)
    assert reply.status_code == 422
    assert body in reply.text
    assert session().scalars(select(OutboxJob).where(OutboxJob.kind == "mail")).all() == []


def test_learners_of_other_groups_are_not_written_to(app: Flask, staff: FlaskClient, room: Classroom) -> None:
    other = make_classroom("ailleurs")
    stranger = other.learners["Adèle"].id
    typed = {"to": str(stranger), f"subject-{stranger}": "a", f"body-{stranger}": "b"}
    assert post(staff, place(room, "/message"), typed).status_code == 422
    for act in ("snooze", "wake"):
        assert post(staff, place(room, f"/{stranger}/{act}"), {}).status_code == 404
        assert post(staff, place(other, f"/{stranger}/{act}"), {}).status_code == 404
    assert post(staff, place(other, "/message"), typed).status_code == 404
    assert staff.get(place(other)).status_code == 404
    assert staff.get(place(room, f"/message?to={stranger}")).status_code == 303
    assert session().scalars(select(RiskSnooze)).all() == []


def crowd(room: Classroom, count: int) -> None:
    """Many learners who were enrolled a while ago, in a few statements."""
    then = clock.now() - 20 * DAY
    like = room.learners["Bruno"]
    with transaction() as current:
        people = [
            {"email": f"c{n}@x.org", "email_key": f"C{n}@X.ORG", "name": f"Crowd {n}", "created_at": then}
            for n in range(count)
        ]
        ids = list(current.scalars(insert(User).returning(User.id), people))
        place = {"centre_id": like.centre_id, "course_id": like.course_id, "cohort_id": like.cohort_id}
        place |= {"revision_id": like.revision_id, "language": "fr", "enrolled_at": then, "required_count": 4}
        rows = [
            {
                **place,
                "user_id": id_,
                "printed_name": f"Crowd {n}",
                "name_key": f"crowd {n}",
                "done_count": n % 4,
            }
            for n, id_ in enumerate(ids)
        ]
        current.execute(insert(Enrolment), rows)


def test_ten_thousand_learners_take_as_many_statements_as_ten(
    app: Flask, staff: FlaskClient, room: Classroom, count_statements: Counter
) -> None:
    enrol(room, "Nour", 6)
    boss = browser_of(app, make_staff(room.centre, Role.MANAGER, "boss"))
    pages = (place(room), "/teach", f"/teach/cohorts/{room.cohort.id}")
    before = []
    for path in pages:
        boss.get(path)
        with count_statements() as statements:
            boss.get(path)
        before.append(len(statements))
    crowd(room, 10_000)
    for path, few in zip(pages, before, strict=True):
        with count_statements() as statements:
            text = boss.get(path).text
        assert len(statements) == few, statements
        assert "100" in text
    assert before[0] <= 14
    assert before[1] <= 16
