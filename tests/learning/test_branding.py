"""Whose pages these are, where no course stands in the address: the way into a group, the offer of a place, a certificate and its verification."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.centres import configuring
from lms.centres.models import Centre
from lms.cohorts import waiting
from lms.cohorts.enrolling import end_enrolments
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import transaction
from lms.courses.models import Course
from tests.certificates.holder import browser_of, make_holder
from tests.factories import make_cohort, make_enrolment, make_user

Counter = Callable[[], AbstractContextManager[list[str]]]
BAND = 'class="brand"'


def paint(centre: Centre, accent: str = "#0F766E") -> None:
    painter = make_user("painter@example.org").id
    with transaction():
        part = {"accent": accent, "accent_dark": ""}
        configuring.change_colours(centre.id, part, painter, clock.now())


@pytest.fixture
def added(count_statements: Counter) -> Callable[[FlaskClient, str, Centre], int]:
    """How many statements more a page takes once its centre chose how it looks; the band is there then, and not before."""

    def counted(browser: FlaskClient, page: str, centre: Centre) -> int:
        taken = []
        for accent in ("", "#0F766E"):
            if accent:
                paint(centre, accent)
            browser.get(page)
            with count_statements() as statements:
                answer = browser.get(page)
            assert (answer.status_code, BAND in answer.text) == (200, bool(accent)), page
            taken.append(sum("FROM centre " in one or "FROM centre\n" in one for one in statements))
        assert taken[0] == taken[1]
        return taken[1]

    return counted


def test_the_way_into_a_group(
    client: FlaskClient, centre: Centre, group: Cohort, added: Callable[[FlaskClient, str, Centre], int]
) -> None:
    assert added(client, f"/join/{group.join_code}", centre) <= 1
    assert BAND not in client.get("/join").text
    assert BAND not in client.get("/join/ZZZZZZZZ").text


def test_the_offer_of_a_place_and_nobody_else_s(
    learner: FlaskClient,
    stranger: FlaskClient,
    centre: Centre,
    course: Course,
    user: User,
    added: Callable[[FlaskClient, str, Centre], int],
) -> None:
    now = clock.now()
    full = make_cohort(course, "Soir", now=now, seats=1)
    first = make_enrolment(make_user("first@example.org", "First", now, password=None), full, now)
    with transaction():
        values = {"printed_name": "Ada", "language": "fr", "now": now}
        waits = waiting.wait(user_id=user.id, cohort_id=full.id, **values).id
        end_enrolments(cohort_id=full.id, enrolment_ids=[first.id], at=now)
    assert added(learner, f"/places/{waits}", centre) <= 1
    refused = stranger.get(f"/places/{waits}")
    assert (refused.status_code, BAND in refused.text) == (404, False)


def test_a_certificate_and_its_verification(
    app: Flask, client: FlaskClient, added: Callable[[FlaskClient, str, Centre], int]
) -> None:
    holder = make_holder()
    certificate = holder.completes()
    browser = browser_of(app, holder.user)
    assert added(client, f"/verify/{certificate.code}", holder.centre) == 0, "read with the certificate"
    assert BAND in browser.get(f"/learn/{holder.enrolment.id}/certificate").text
    for page in ("/verify", "/verify/0123456789"):
        assert BAND not in client.get(page).text
