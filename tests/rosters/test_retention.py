"""Rosters go after their period, unless one is being applied; what they did stays."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from lms.core import clock
from lms.core.db import session, transaction
from lms.rosters.models import Roster
from lms.rosters.retention import ROSTERS
from tests.followup.classroom import make_classroom
from tests.rosters.test_rosters import NEW, Desk


def past(desk: Desk) -> list[int]:
    centre_id = desk.room.centre.id
    return list(session().scalars(ROSTERS.find(centre_id, clock.now() - timedelta(days=31))))


def age(**values: object) -> None:
    with transaction() as current:
        current.execute(update(Roster).values(sent_at=clock.now() - timedelta(days=40), **values))


def test_a_roster_goes_after_its_period_and_what_it_did_stays(app: Flask) -> None:
    desk = Desk(app, make_classroom())
    place = desk.send(NEW)
    assert desk.apply(place).status_code == 303
    assert past(desk) == []
    age()
    with transaction():
        ROSTERS.forget(past(desk))
    assert session().scalars(select(Roster)).all() == []
    assert "lea@example.org" in desk.people()
    assert desk.browser.get(place).status_code == 404


def test_a_roster_that_is_being_applied_stays(app: Flask) -> None:
    desk = Desk(app, make_classroom())
    desk.send(NEW)
    age(state="applying")
    assert past(desk) == []
    age(state="waiting")
    assert len(past(desk)) == 1
