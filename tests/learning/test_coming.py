"""The next live sessions on *Today* and on the outline, and an offer on *Today*."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.cohorts import live_sessions, running, waiting
from lms.cohorts.live_sessions import Meeting
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.courses.models import Course
from tests.factories import make_cohort, make_enrolment, make_user
from tests.learning.reading import words

LINK = "https://meet.example.org/x"


def plan(cohort: Cohort, *titles: str, **more: str) -> None:
    """A session on each of the next days, the last one cancelled."""
    today = clock.now().date()
    days = [today + timedelta(days=number) for number in range(1, len(titles) + 1)]
    meetings = [
        Meeting(title, f"{day}T18:00", f"{day}T19:00", **more)
        for title, day in zip(titles, days, strict=True)
    ]
    with transaction():
        made = live_sessions.create_sessions(cohort=cohort, meetings=meetings, now=clock.now())
        live_sessions.cancel_session(cohort_id=cohort.id, session_id=made[-1].id, now=clock.now())


def pages(enrolment: Enrolment) -> tuple[str, str]:
    return "/today", f"/learn/{enrolment.id}"


def test_three_sessions_show_with_the_way_to_all(
    learner: FlaskClient, enrolment: Enrolment, group: Cohort
) -> None:
    for path in pages(enrolment):
        assert "Next live sessions" not in learner.get(path).text
    plan(group, "Un", "Deux", "Trois", "Quatre", "Annulée", place="Salle 4", link=LINK)
    for path in pages(enrolment):
        text = learner.get(path).text
        section = text.partition("Next live sessions")[2].partition("</section>")[0]
        assert section.count("Add to calendar") == section.count(LINK) == 3
        assert section.index("Un") < section.index("Deux") < section.index("Trois")
        assert "Quatre" not in section
        assert "Salle 4" in section
        assert "18:00 – 19:00" in words(section)
        assert "time zone" not in section, "the group's is the reader's"
        assert f'href="/learn/{enrolment.id}/live">All live sessions' in section


def test_a_cancelled_session_is_none_to_come(
    learner: FlaskClient, enrolment: Enrolment, group: Cohort
) -> None:
    plan(group, "Annulée")
    for path in pages(enrolment):
        assert "Next live sessions" not in learner.get(path).text


def test_elsewhere_the_reader_s_zone_is_named(
    learner: FlaskClient, enrolment: Enrolment, group: Cohort, user: User
) -> None:
    plan(group, "Un", "Annulée")
    with transaction() as current:
        current.merge(user).timezone = "Indian/Reunion"
    for path in pages(enrolment):
        section = words(learner.get(path).text.partition("Next live sessions")[2])
        assert "in your time zone: Indian/Reunion" in section
        assert "18:00" not in section


def test_sessions_of_several_groups_name_theirs(
    learner: FlaskClient, enrolment: Enrolment, group: Cohort, course: Course, user: User
) -> None:
    other = make_cohort(course, "Groupe B", now=clock.now())
    make_enrolment(user, other, now=clock.now())
    for cohort in (group, other):
        plan(cohort, "Un", "Annulée")
    shown = words(learner.get("/today").text)
    assert "All the sessions of Groupe A" in shown
    assert "All the sessions of Groupe B" in shown


def test_another_group_s_sessions_do_not_show(
    learner: FlaskClient, enrolment: Enrolment, course: Course
) -> None:
    plan(make_cohort(course, "Groupe B", now=clock.now()), "Un", "Annulée")
    for path in pages(enrolment):
        assert "Next live sessions" not in learner.get(path).text


@pytest.mark.parametrize("is_enrolled", [True, False])
def test_an_offer_shows_until_it_is_over(
    learner: FlaskClient, course: Course, group: Cohort, user: User, is_enrolled: bool
) -> None:
    now = clock.now()
    if is_enrolled:
        make_enrolment(user, group, now=now)
    full = make_cohort(course, "Soir", now=now, seats=1)
    make_enrolment(make_user("first@example.org", "First", now, password=None), full, now)
    values = {"printed_name": "Ada", "language": "fr", "now": now}
    with transaction():
        place = waiting.wait(user_id=user.id, cohort_id=full.id, **values).id
    assert f"/places/{place}" not in learner.get("/today").text
    with transaction():
        running.update_cohort(cohort_id=full.id, name="Soir", seats=2, now=now)
    text = learner.get("/today").text
    assert f'href="/places/{place}"' in text
    assert "A place in the group “Soir” is offered to you until" in words(text)
    clock.shift(timedelta(hours=49))
    assert f"/places/{place}" not in learner.get("/today").text
