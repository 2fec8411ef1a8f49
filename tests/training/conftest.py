"""A group and its manager, for every page of training."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.permissions import Role
from tests.certificates.holder import browser_of, make_staff
from tests.followup.classroom import Classroom, make_classroom


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


@pytest.fixture
def boss(app: Flask, room: Classroom) -> FlaskClient:
    return browser_of(app, make_staff(room.centre, Role.MANAGER, "boss"))
