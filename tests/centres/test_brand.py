"""A centre's colour and logo: refused when they can't be read or are more than a picture, served with their version, shown to its learners."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.accounts.models import User
from lms.centres.configuring import logo_key
from lms.centres.models import Centre
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import session
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.core.policy import MEDIA_POLICY
from lms.core.storage import storage
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.learning.reading import words

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>'


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais", "Centre Les Quais")


@pytest.fixture
def manager(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.MANAGER, "boss"))


@pytest.fixture
def enrolment(centre: Centre) -> Enrolment:
    return make_enrolment(make_user("lea@example.org", "Léa"), make_cohort(make_course(centre)))


def send(manager: FlaskClient, centre: Centre, name: str, data: bytes) -> TestResponse:
    fields: dict[str, object] = {"logo": (io.BytesIO(data), name)}
    return post(manager, f"/centres/{centre.id}/settings/logo", fields, content_type="multipart/form-data")


def paint(manager: FlaskClient, centre: Centre, accent: str, dark: str = "") -> TestResponse:
    return post(manager, f"/centres/{centre.id}/settings/look", {"accent": accent, "accent_dark": dark})


def read(centre: Centre) -> Centre:
    session().rollback()
    return session().get_one(Centre, centre.id, populate_existing=True)


def test_a_pale_colour_is_refused_and_the_nearest_offered(manager: FlaskClient, centre: Centre) -> None:
    page = paint(manager, centre, "#FFD400")
    assert page.status_code == 422
    assert "too pale to be read on light pages. The nearest that can be read is #826C00." in words(page.text)
    assert '<input type="hidden" name="accent" value="#826C00">' in page.text
    assert paint(manager, centre, "#826C00").status_code == 303
    assert read(centre).accent == "#826C00"


def test_the_sheet_holds_both_colours_and_is_kept_by_its_version(
    manager: FlaskClient, centre: Centre, client: FlaskClient
) -> None:
    place = f"/centres/{centre.id}/brand.css"
    assert client.get(place).status_code == 404
    paint(manager, centre, "#0f766e", "#5EEAD4")
    found = client.get(place)
    assert (found.status_code, found.mimetype, found.headers["Cache-Control"]) == (
        200,
        "text/css",
        "public, no-cache",
    )
    assert found.text.count("--brand: #0F766E;") == 1
    assert found.text.count("--brand: #5EEAD4;") == 2
    again = client.get(place, headers={"If-None-Match": found.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "immutable" in client.get(f"{place}?v=1").headers["Cache-Control"]
    paint(manager, centre, "#0F766E")
    assert client.get(place, headers={"If-None-Match": found.headers["ETag"]}).status_code == 200
    assert client.get("/centres/999/brand.css").status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "kind"), [("l.PNG", png(), "image/png"), ("l.svg", SVG, "image/svg+xml")]
)
def test_a_logo_is_served_alone_and_harmless(
    manager: FlaskClient, centre: Centre, client: FlaskClient, name: str, data: bytes, kind: str
) -> None:
    place = f"/centres/{centre.id}/logo"
    assert client.get(place).status_code == 404
    assert send(manager, centre, name, data).status_code == 303
    assert send(manager, centre, name, data).status_code == 303
    found = client.get(place)
    assert (found.data, found.mimetype) == (data, kind)
    assert found.headers["Content-Security-Policy"] == MEDIA_POLICY
    assert client.get(place, headers={"If-None-Match": found.headers["ETag"]}).status_code == 304
    storage().delete(logo_key(read(centre).logo))
    assert client.get(place).status_code == 404, "a file that was lost is no error of ours"
    for _time in range(2):
        assert post(manager, f"/centres/{centre.id}/settings/logo/remove").status_code == 303
    assert client.get(place).status_code == 404
    actions = session().scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["centre.logo_changed", "centre.logo_removed"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("", b"", "Choose a picture first."),
        ("logo.gif", b"GIF89a", "A logo is a PNG, JPEG or SVG picture."),
        ("logo.png", b"<html>", "This file is not a PNG image, whatever its name says."),
        ("logo.png", b"x" * 410_000, "A logo is at most 400 KB."),
        (
            "logo.svg",
            SVG.replace(b"<circle", b"<script>alert(1)</script><circle"),
            "The element <script> is not accepted",
        ),
        (
            "logo.svg",
            SVG.replace(b"<circle", b'<circle onload="x()"'),
            "The attribute “onload” is not accepted",
        ),
    ],
)
def test_a_hostile_logo_is_refused_with_the_reason(
    manager: FlaskClient, centre: Centre, name: str, data: bytes, said: str
) -> None:
    answer = send(manager, centre, name, data)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert 'aria-invalid="true"' in answer.text
    assert read(centre).logo == ""


def test_learners_see_whose_pages_they_read(
    app: Flask, manager: FlaskClient, centre: Centre, enrolment: Enrolment
) -> None:
    learner = browser_of(app, session().get_one(User, enrolment.user_id))
    slug = make_course(make_centre("nu", "Sans marque")).slug
    pages = ["/today", f"/learn/{enrolment.id}", "/courses/" + enrolment.cohort.course.slug]
    for page in pages:
        assert 'class="brand"' not in learner.get(page).text
    paint(manager, centre, "#0F766E")
    send(manager, centre, "logo.png", png())
    for page in pages:
        text = learner.get(page).text
        assert 'class="brand"' in text
        assert f"/centres/{centre.id}/brand.css?v=0F766E" in text
        assert "style=" not in text
    assert app.test_client().get(pages[2]).text.count('class="brand-logo"') == 2
    for page in (f"/courses/{slug}", "/account", "/"):
        assert 'class="brand"' not in learner.get(page).text


def test_today_shows_no_brand_to_who_learns_in_two_centres(
    app: Flask, manager: FlaskClient, centre: Centre, enrolment: Enrolment
) -> None:
    paint(manager, centre, "#0F766E")
    user = session().get_one(User, enrolment.user_id)
    make_enrolment(user, make_cohort(make_course(make_centre("deux"))), clock.now())
    learner = browser_of(app, user)
    assert 'class="brand"' not in learner.get("/today").text
    assert 'class="brand"' in learner.get(f"/learn/{enrolment.id}").text
