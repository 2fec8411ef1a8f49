"""The demo's needs for adaptation: one waits for the manager, who is the officer; one has had an answer."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import User
from lms.adaptations.models import AdaptationNeed
from lms.adaptations.services import contents_of
from lms.centres.officers import readers_of
from lms.core.db import session
from lms.demo.needs import ANSWERED, NOTED, SAID, WAITS
from lms.demo.people import MANAGER
from tests.browsing import post

pytestmark = pytest.mark.one_database


def test_one_waits_and_one_has_an_answer(demo: Flask) -> None:
    found = session().execute(select(AdaptationNeed, User.name).join(User, User.id == AdaptationNeed.user_id))
    by_name = {name: need for need, name in found}
    assert {name: need.waits for name, need in by_name.items()} == {WAITS: True, ANSWERED: False}
    assert contents_of(by_name[WAITS]).statement == SAID[WAITS]
    assert contents_of(by_name[ANSWERED]).notes == NOTED
    assert [one.email for one in readers_of(by_name[WAITS].centre_id)] == [MANAGER[0]]


def test_the_manager_sees_on_centre_today_that_somebody_waits(demo: Flask) -> None:
    client = demo.test_client()
    assert post(client, "/demo/sign-in", {"role": "manager"}).status_code == 303
    assert 'href="/adaptations"' in client.get("/teach").text
