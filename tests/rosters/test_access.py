"""Who reaches rosters: the managers of the group's centre, and of groups that are not open to all."""

from flask import Flask

from lms.cohorts import services as cohorts
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre, make_cohort, make_course
from tests.rosters.test_rosters import NEW, Desk
from tests.rosters.test_rosters import desk as desk  # a manager's desk


def test_another_centre_s_manager_finds_nothing(desk: Desk, app: Flask) -> None:
    place = desk.send(NEW)
    other = make_centre("ailleurs", "Ailleurs", clock.now())
    stranger = browser_of(app, make_staff(other, Role.MANAGER, "stranger"))
    own = make_cohort(make_course(other, now=clock.now()), "B", clock.now())
    number = place.rsplit("/", 1)[1]
    for path in (desk.place, place, f"/teach/cohorts/{own.id}/rosters/{number}"):
        assert stranger.get(path).status_code == 404
    for path in (f"{place}/apply", f"{place}/undo", f"/teach/cohorts/{own.id}/rosters/{number}/apply"):
        assert post(stranger, path).status_code == 404
    assert desk.apply(place).status_code == 303


def test_a_group_that_is_open_to_all_has_no_roster(desk: Desk) -> None:
    with transaction():
        everyone = cohorts.open_cohort(course_id=desk.room.cohort.course_id, now=clock.now())
    assert desk.browser.get(f"/teach/cohorts/{everyone.id}/rosters").status_code == 404
