"""Stamp and signature of a centre: through the gate of the logo, drawn again, for managers alone, on certificates issued from then on."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, PngImagePlugin
from werkzeug.test import TestResponse

from lms.centres import signing
from lms.centres.models import Centre
from lms.centres.queries import identity_of
from lms.certificates.printing import print_certificate
from lms.certificates.queries import file_of
from lms.certificates.record import pictures_of
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.images import drawn_again
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.core.policy import MEDIA_POLICY
from lms.core.storage import storage
from lms.demo import drawings
from tests.browsing import post
from tests.centres.test_brand import SVG
from tests.certificates.holder import browser_of, make_holder, make_staff
from tests.factories import make_centre
from tests.learning.reading import words

SECRET = "written by a camera"


def jpeg(width: int = 40, height: int = 20, orientation: int = 0) -> bytes:
    """A red picture, said to be turned when `orientation` is not 0."""
    target, notes = io.BytesIO(), Image.Exif()
    if orientation:
        notes[0x0112] = orientation
    Image.new("RGB", (width, height), "red").save(target, "JPEG", exif=notes, comment=SECRET.encode())
    return target.getvalue()


def noted_png() -> bytes:
    """A picture with a note and something behind its end."""
    target, notes = io.BytesIO(), PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET)
    Image.new("RGB", (1800, 600), "navy").save(target, "PNG", pnginfo=notes)
    return target.getvalue() + b"<script>alert(1)</script>"


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais", "Centre Les Quais")


@pytest.fixture
def manager(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.MANAGER, "boss"))


def place(centre: Centre, kind: str = "stamp") -> str:
    return f"/centres/{centre.id}/settings/pictures/{kind}"


def send(manager: FlaskClient, centre: Centre, name: str, data: bytes, kind: str = "stamp") -> TestResponse:
    fields: dict[str, object] = {kind: (io.BytesIO(data), name)}
    return post(manager, place(centre, kind), fields, content_type="multipart/form-data")


def digest_of(centre: Centre, kind: str = "stamp") -> str:
    session().rollback()
    fresh = session().get_one(Centre, centre.id, populate_existing=True)
    return str(getattr(identity_of(fresh), kind))


@pytest.mark.parametrize("kind", signing.PICTURES)
def test_a_picture_is_kept_shown_to_managers_and_removed(
    manager: FlaskClient, centre: Centre, kind: str
) -> None:
    page = words(manager.get(f"/centres/{centre.id}/settings?open=signing").text)
    assert "Certificates that were issued keep what they had." in page
    assert manager.get(place(centre, kind)).status_code == 404
    for _ in range(2):
        assert send(manager, centre, "Image.JPG", jpeg(), kind).status_code == 303
    found = manager.get(place(centre, kind))
    assert (found.status_code, found.mimetype) == (200, "image/png")
    assert found.headers["Cache-Control"] == "no-store"
    assert found.headers["Content-Security-Policy"] == MEDIA_POLICY
    assert f'src="{place(centre, kind)}' in manager.get(f"/centres/{centre.id}/settings").text
    for _ in range(2):
        assert post(manager, f"{place(centre, kind)}/remove").status_code == 303
    assert manager.get(place(centre, kind)).status_code == 404
    noted = session().query(AuditEvent).filter_by(action="centre.identity_changed").all()
    assert [one.details for one in noted] == [{"fields": kind}] * 2


def test_only_managers_see_it_and_no_other_name_is_a_picture(
    app: Flask, manager: FlaskClient, centre: Centre
) -> None:
    send(manager, centre, "stamp.png", drawings.stamp())
    teacher = browser_of(app, make_staff(centre, Role.INSTRUCTOR, "teacher"))
    elsewhere = browser_of(app, make_staff(make_centre("loin"), Role.MANAGER, "other"))
    assert app.test_client().get(place(centre)).location.startswith("/sign-in")
    assert (teacher.get(place(centre)).status_code, elsewhere.get(place(centre)).status_code) == (403, 404)
    assert elsewhere.post(f"{place(centre)}/remove").status_code in (400, 404, 419)
    for name in ("logo", "siret", "name"):
        assert manager.get(place(centre, name)).status_code == 404
        assert post(manager, f"{place(centre, name)}/remove").status_code == 404
    storage().delete(f"signing/{digest_of(centre)}.png")
    assert manager.get(place(centre)).status_code == 404, "a file that was lost is no error of ours"


@pytest.mark.parametrize(("name", "data"), [("a.png", noted_png()), ("a.jpg", jpeg(1800, 600, 6))])
def test_nothing_but_the_picture_is_kept(
    manager: FlaskClient, centre: Centre, name: str, data: bytes
) -> None:
    assert send(manager, centre, name, data).status_code == 303
    kept = manager.get(place(centre)).data
    assert SECRET.encode() not in kept
    assert b"script" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == ((600, 200) if name == "a.png" else (133, 400))
        assert not picture.info


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("", b"", "Choose a picture first."),
        ("stamp.svg", SVG, "A stamp or a signature is a PNG or JPEG picture."),
        ("stamp.png", b"<html>", "This file is not a PNG image, whatever its name says."),
        ("stamp.png", b"x" * 410_000, "A picture of a stamp or a signature is at most 400 KB."),
        ("stamp.jpg", jpeg(300, 300)[:-700], "This picture is damaged"),
    ],
)
def test_a_hostile_picture_is_refused_with_the_reason(
    manager: FlaskClient, centre: Centre, name: str, data: bytes, said: str
) -> None:
    answer = send(manager, centre, name, data)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert answer.text.count('aria-invalid="true"') == 1
    assert '<details class="disclosure" id="signing" open>' in answer.text
    assert digest_of(centre) == ""


def test_what_can_t_be_read_to_its_end_is_no_picture() -> None:
    assert drawn_again(b"GIF89a", "image/gif", (10, 10)) is None


def test_a_certificate_bears_the_pictures_of_the_day_it_was_issued(app: Flask) -> None:
    holder, before = make_holder(), make_holder("avant").completes()
    manager = make_staff(holder.centre, Role.MANAGER, "boss").id
    by = {"centre_id": holder.centre.id, "actor_id": manager, "now": clock.now()}
    with transaction():
        for kind, drawn in (("stamp", drawings.stamp()), ("signature", drawings.signature())):
            signing.set_picture(kind=kind, name="a.png", data=drawn, **by)  # type: ignore[arg-type]
    certificate = holder.completes()
    assert (pictures_of(before.record), list(pictures_of(certificate.record))) == ({}, list(signing.PICTURES))
    with transaction():
        for kind in signing.PICTURES:
            signing.remove_picture(kind=kind, **by)  # type: ignore[arg-type]
    browser = browser_of(app, holder.user)
    address = f"/certificates/{certificate.id}/certificate.pdf"
    first = browser.get(address).data
    file = file_of(certificate.id)
    assert file is not None
    assert first.count(b"/Subtype/Image") >= 2
    (storage().root / file.storage_key).unlink()
    assert browser.get(address).data == first, "printed again from what it was issued with"
    assert app.test_client().get(f"/verify/{certificate.code}").status_code == 200
    with app.test_request_context():
        print_certificate(before, clock.now())
