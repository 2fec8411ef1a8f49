"""The demo's folder: made once, kept, begun anew, never mistaken for another; and the people in it."""

import gc
import html
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.models import User
from lms.accounts.views.demo import ROLES
from lms.centres.models import Accommodation
from lms.certificates.models import Certificate
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import session
from lms.courses.document import Quiz
from lms.courses.queries import revision_document
from lms.demo import cli
from lms.demo.decisions import WHY_CODED
from lms.demo.people import RUNNING
from lms.demo.study import UNTIL_MARKED
from lms.demo.trials import CODED, STUDY
from lms.demo.works import EXAM, WORK
from lms.marking.models import Marking
from lms.marking.rules import code_of
from lms.progress.decisions import history_of
from lms.progress.welcome import AWAY
from lms.quiz.course_calibration import course_calibration
from lms.quiz.engine.policy import Policy, policy_of
from lms.quiz.models import Answer, Attempt, AttemptEvent, AttemptFile, QuizOverride
from tests.browsing import post

UNHASHABLE = {"release", "sections", "release_at"}

pytestmark = pytest.mark.one_database


def quizzes() -> list[Quiz]:
    revision_id = session().scalars(select(Enrolment.revision_id).limit(1)).one()
    return [item for _, item in revision_document(revision_id).items() if isinstance(item, Quiz)]


def enrolment_of(role: str) -> Enrolment:
    own = select(Enrolment).join(User, User.id == Enrolment.user_id)
    return session().scalars(own.where(User.email_key == f"{role}@demo.example")).one()


@contextmanager
def signed_in(demo: Flask, role: str) -> Iterator[FlaskClient]:
    """A browser of its own: what a request remembers ends with the context."""
    with demo.app_context():
        client = demo.test_client()
        assert post(client, "/demo/sign-in", {"role": role}).status_code == 303
        yield client


def page_of(demo: Flask, role: str, path: str) -> str:
    with signed_in(demo, role) as client:
        return client.get(path).text


def test_two_cohorts_of_fifteen_one_running_one_ended_and_a_full_one(demo: Flask) -> None:
    sizes = select(Cohort.ends_on, func.count()).join(Enrolment).group_by(Cohort.id, Cohort.ends_on)
    today = clock.now().date()
    found = sorted((ends_on > today, count) for ends_on, count in session().execute(sizes))
    assert found == [(False, 15), (True, 2), (True, 15)], "and a small one that is full"
    assert gc.isenabled()


def test_every_kind_of_learner_is_there(demo: Flask) -> None:
    assert session().scalar(select(func.count()).select_from(Certificate)) >= 8
    assert session().scalar(select(func.count()).select_from(Accommodation)) == 4
    failed = select(func.count()).select_from(Attempt).where(Attempt.passed.is_(False), Attempt.number == 1)
    assert session().scalar(failed) >= 2
    idle = select(func.count()).select_from(Enrolment).where(Enrolment.last_activity_at.is_(None))
    assert session().scalar(idle) >= 1


@pytest.mark.parametrize("role", ROLES)
def test_each_button_signs_someone_in(demo: Flask, role: str) -> None:
    assert session().scalar(select(User.id).where(User.email_key == f"{role}@demo.example")) is not None


def test_the_people_behind_the_buttons_are_as_the_buttons_say(demo: Flask) -> None:
    by_name = {name: enrolment_of(name) for name in ("learner", "away", "certified")}
    assert by_name["certified"].completed_at is not None
    assert 0 < by_name["learner"].done_count < by_name["learner"].required_count
    assert clock.now() - by_name["away"].last_activity_at >= AWAY


def test_whoever_has_finished_waits_for_no_mark() -> None:
    """At whatever hour the demo is made: the last work was marked before now."""
    assert all(learner.pause > UNTIL_MARKED for learner in RUNNING if learner.share == 1)


def test_the_mock_exam_was_answered_to_its_end(demo: Flask) -> None:
    sat = select(Attempt.mark).where(Attempt.item_key == EXAM, Attempt.submitted_at.is_not(None))
    assert max(session().scalars(sat)) > 4


def test_works_are_assessed_alone_marked_twice_and_returned(demo: Flask) -> None:
    kinds = select(AttemptEvent.kind, AttemptEvent.attempt_id)
    assert "self_assessed" in {kind for kind, _ in session().execute(kinds)}
    assert set(session().scalars(select(Marking.role))) == {"first", "second"}
    returned = select(User.email_key).join(Attempt, Attempt.user_id == User.id)
    found = session().scalars(returned.where(Attempt.returned_at.is_not(None))).all()
    assert found == ["learner@demo.example"]
    wishes = select(QuizOverride.kind).where(QuizOverride.asked_at.is_not(None))
    assert set(session().scalars(wishes)) == {"attempt", "time"}


def test_what_goes_less_smoothly_left_its_traces(demo: Flask) -> None:
    """Tries and a hint, time that ran out and what came after it, a clock that stood still, and an attempt that was granted."""
    kinds = set(session().scalars(select(AttemptEvent.kind)))
    assert {"timed_out", "late", "paused", "resumed", "hint"} <= kinds
    assert session().scalar(select(func.max(Answer.tries))) > 1
    assert session().scalar(select(func.max(Answer.hints))) == 1
    granted = select(func.count()).select_from(QuizOverride).where(QuizOverride.extra_attempts > 0)
    assert session().scalar(granted) == 2


def test_each_setting_of_a_quiz_can_be_seen(demo: Flask) -> None:
    """Codes, delays, averages, negative marks, certainty, two markers, and corrections at every moment there is."""
    policies = [policy_of(quiz.preset, quiz.policy) for quiz in quizzes()]
    shown = {
        (name, getattr(policy, name))
        for policy in policies
        for name in Policy.model_fields
        if name not in UNHASHABLE
    }
    assert {
        ("kept_score", "average"),
        ("attempt_delay_hours", 48),
        ("access_code", "rucher-24"),
        ("cohort_only", True),
        ("time_limit_minutes", 180),
        ("negative_marking", True),
        ("navigation", "sequential"),
        ("layout", "sections"),
        ("certainty", True),
        ("markers", 2),
        ("anonymous_marking", True),
        ("results", "when_released"),
        ("results", "partial"),
        ("assessed_by", "learner"),
    } <= shown
    moments = {moment for policy in policies for moment in policy.release.moments}
    assert moments == {"at_once", "after_submit", "after_close", "on_date", "never"}


def test_the_rarer_kinds_of_questions_are_asked(demo: Flask) -> None:
    """Several regions, units, options that are worth a part, drawn numbers that must fit together."""
    questions = [question for quiz in quizzes() for question in quiz.questions]

    def has(type_: str, field: str, value: object = None) -> bool:
        found = [question.get(field) for question in questions if question["type"] == type_]
        return value in found if value else any(found)

    assert has("hotspot", "pick", "several")
    assert has("numeric", "units")
    assert has("calculated", "constraints")
    options = [
        one for question in questions if question["type"] == "single_choice" for one in question["options"]
    ]
    assert any(0 < (one.get("fraction") or 0) < 1 for one in options)
    assert any((one.get("fraction") or 0) < 0 for one in options)


def test_the_corrections_of_a_date_wait_until_the_running_group_has_ended(demo: Flask) -> None:
    dates = {policy_of(quiz.preset, quiz.policy).release_at for quiz in quizzes()} - {None}
    ends_on = session().scalar(select(func.max(Cohort.ends_on)))
    assert [one.date() > ends_on for one in dates] == [True]


def test_a_window_cuts_the_limit_of_a_running_attempt_and_of_the_next_one(demo: Flask) -> None:
    cut = select(Attempt.due_reason).where(Attempt.item_key == STUDY, Attempt.submitted_at.is_(None))
    assert session().scalars(cut).one()["code"] == "deadline.close_cuts_limit"
    page = page_of(demo, "learner", f"/learn/{enrolment_of('learner').id}/{STUDY}/quiz")
    assert re.search(r"il reste 1[12]\d min, pour une durée de 180 min", page)


def test_one_person_is_asked_for_the_code_and_another_waits_for_the_next_attempt(demo: Flask) -> None:
    twice = select(func.count()).select_from(Attempt).where(Attempt.item_key == CODED, Attempt.number == 2)
    assert session().scalar(twice) == 1
    for role in ("away", "certified"):
        page = page_of(demo, role, f"/learn/{enrolment_of(role).id}/{CODED}/quiz")
        assert 'name="access_code"' in page
        assert "Vous pourrez réessayer à partir du" not in page
    page = page_of(demo, "learner", f"/learn/{enrolment_of('learner').id}/{CODED}/quiz")
    assert "Vous pourrez réessayer à partir du" in page
    mine = select(Attempt.id).where(
        Attempt.enrolment_id == enrolment_of("learner").id, Attempt.item_key == CODED
    )
    review = page_of(demo, "learner", f"/attempts/{session().scalars(mine).one()}/review")
    assert "Le corrigé s’affiche à la fermeture du quiz, le" in review


def test_a_pdf_is_handed_in_and_shown_as_pages_to_its_marker(demo: Flask) -> None:
    files = session().scalars(select(AttemptFile)).all()
    assert {"application/pdf", "image/png"} <= {file.media_type for file in files}
    handed_in = select(Attempt, AttemptFile).join(AttemptFile, AttemptFile.attempt_id == Attempt.id)
    pdf = handed_in.where(AttemptFile.media_type == "application/pdf", Attempt.pending > 0)
    attempt, file = session().execute(pdf).one()
    assert file.pages == 1
    enrolment = session().get_one(Enrolment, attempt.enrolment_id)
    work = f"/teach/marking/{enrolment.cohort_id}/{WORK}/{code_of(demo.secret_key, attempt.id)}"
    page, slot = f"{work}/files/{file.token}?page=1", file.slot
    with signed_in(demo, "instructor") as client:
        assert page in client.get(f"{work}/{slot}").text
        assert client.get(page).mimetype == "image/png"


def test_one_signs_in_as_somebody_sure_often_enough_and_mostly_right(demo: Flask) -> None:
    levels = course_calibration(enrolment_of("learner"), {}, clock.now()).levels
    assert all(0 < level.right < level.answers for level in levels)
    assert not levels[0].is_small


def test_nothing_happened_in_the_future(demo: Flask) -> None:
    assert session().scalar(select(func.max(Enrolment.last_activity_at))) <= clock.now()
    assert session().scalar(select(func.max(Attempt.submitted_at))) <= clock.now()


def test_every_page_says_that_it_is_a_demonstration(demo: Flask) -> None:
    page = demo.test_client().get("/sign-in?lang=en").text
    assert "Demonstration: invented people, data on this machine only." in page
    assert page.count('name="role"') == len(ROLES)


def test_the_folder_is_whole_and_its_secret_its_own(made: Path) -> None:
    assert not made.with_name("data.building").exists()
    assert len((made / cli.MARK).read_text()) >= 32
    assert (made / cli.MARK).stat().st_mode & 0o077 == 0


def test_what_was_decided_about_marks_shows(demo: Flask) -> None:
    cohort_id = enrolment_of("learner").cohort_id
    page = page_of(demo, "instructor", f"/teach/cohorts/{cohort_id}/gradebook")
    assert history_of(enrolment_of("learner").id, CODED)[0].why == WHY_CODED
    assert "Excused" in page or "Dispense" in page
    assert WHY_CODED in html.unescape(
        page_of(demo, "learner", f"/learn/{enrolment_of('learner').id}/progress")
    )


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    for act in (cli._remove, cli._make_apart):
        with pytest.raises(click.ClickException, match="Choose"):
            act(tmp_path)
    assert (tmp_path / "thesis.odt").read_text() == "years of work"


def test_a_demo_can_be_removed_and_nothing_is_no_error(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / cli.MARK).write_text("secret")
    cli._remove(old)
    cli._remove(old)
    assert not old.exists()


def test_a_port_that_is_taken_is_said_with_another_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"lms demo --port {port + 1}"):
            cli._check_port("127.0.0.1", port)
