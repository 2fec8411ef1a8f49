"""A group in another time zone: the hours of the clock stay, and learners hear of the sessions that are at another moment."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.centres.models import Centre
from lms.cohorts import live_sessions
from lms.cohorts.live_sessions import Meeting, sessions_of
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Role
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import NOW, make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.followup.test_live_notices import event_of, files_of, send

SETTINGS = {"name": "Automne", "timezone": "America/Martinique", "tell": "y"}
WINTER, SUMMER, PAST = "2027-03-27", "2027-03-29", "2026-10-02"


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais")


@pytest.fixture
def cohort(centre: Centre) -> Cohort:
    """A learner in Paris; a session over, one on either side of the change to summer time, and one cancelled."""
    made = make_cohort(make_course(centre), "Automne")
    make_enrolment(make_user("ada@example.org", "Ada", NOW, password=None), made, NOW)
    days = (PAST, WINTER, SUMMER, SUMMER)
    meetings = [Meeting(f"{number}", f"{day}T18:00", f"{day}T19:00") for number, day in enumerate(days)]
    with clock.at(NOW), transaction():
        *_kept, last = live_sessions.create_sessions(cohort=made, meetings=meetings, now=NOW)
        live_sessions.cancel_session(cohort_id=made.id, session_id=last.id, now=NOW)
    return made


@pytest.fixture
def manager(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.MANAGER, "boss"))


def save(app: Flask, manager: FlaskClient, cohort: Cohort, **changes: str) -> list[Any]:
    """The mails that saving the settings sends."""
    with clock.at(NOW):
        typed = {name: value for name, value in {**SETTINGS, **changes}.items() if value}
        assert post(manager, f"/teach/cohorts/{cohort.id}/settings", typed).status_code == 303
        return send(app)


def starts(cohort: Cohort) -> list[Any]:
    session().rollback()
    session().expire_all()
    return [one.starts_at for one in sessions_of([cohort.id])]


def test_learners_hear_of_coming_sessions_across_the_change_of_clocks(
    app: Flask, manager: FlaskClient, cohort: Cohort
) -> None:
    before = starts(cohort)
    (mail,) = save(app, manager, cohort)
    assert mail.to == ["ada@example.org"]
    moved = [one - other for one, other in zip(starts(cohort), before, strict=True)]
    # Martinique knows no summer time: it is five hours behind Paris in winter, six in summer.
    assert moved == [timedelta(hours=hours) for hours in (6, 5, 6, 6)]
    files = files_of(mail)
    assert [calendar.walk("VEVENT")[0]["SUMMARY"] for _, calendar in files] == ["1", "2"]
    assert {calendar["METHOD"] for _, calendar in files} == {"REQUEST"}
    assert event_of(mail)["SEQUENCE"] == 1
    assert "Saturday 27 March 2027, 23:00 – Sunday 28 March 2027, 00:00 (Europe/Paris)" in mail.body
    assert "Tuesday 30 March 2027, 00:00" in mail.body
    assert save(app, manager, cohort) == [], "saved again, nothing moves"


@pytest.mark.parametrize(
    "changes", [{"tell": ""}, {"timezone": "Europe/Brussels"}, {"timezone": "Europe/Paris", "name": "Hiver"}]
)
def test_nobody_hears_when_it_is_unticked_or_no_moment_changes(
    app: Flask, manager: FlaskClient, cohort: Cohort, changes: dict[str, str]
) -> None:
    assert save(app, manager, cohort, **changes) == []


def test_the_box_is_ticked_at_first_and_not_asked_of_a_new_group(
    manager: FlaskClient, cohort: Cohort
) -> None:
    page = manager.get(f"/teach/cohorts/{cohort.id}/settings").text
    box = page[page.index('id="tell"') :]
    assert " checked" in box[: box.index(">")]
    assert 'id="tell"' not in manager.get("/teach/cohorts/new").text
    refused = post(manager, f"/teach/cohorts/{cohort.id}/settings", {"name": "", "timezone": "Europe/Paris"})
    box = refused.text[refused.text.index('id="tell"') :]
    assert (refused.status_code, " checked" in box[: box.index(">")]) == (422, False)
