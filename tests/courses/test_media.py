"""Files that lessons show: who gets them, and with which headers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.services import add_membership, create_user
from lms.authoring.services import import_course, publish_course
from lms.centres.models import Centre
from lms.cohorts.services import create_cohort, enrol
from lms.core.db import transaction
from lms.core.permissions import Role
from lms.courses.models import Course
from tests.browsing import sign_in
from tests.courses.sample import LOGO_SVG, write_sample
from tests.factories import NOW

PASSWORD = "correct horse battery"


@pytest.fixture
def course(app: Flask, tmp_path: Path) -> Course:
    with transaction() as current:
        centre = Centre(slug="die", name="Centre de Die", created_at=NOW)
        current.add(centre)
        current.flush()
        path = write_sample(tmp_path / "animer")
        course = import_course(centre_id=centre.id, path=path, actor_id=None, now=NOW).course
        publish_course(course_id=course.id, actor_id=None, now=NOW)
    return course


def make_user(email: str) -> int:
    with transaction():
        return create_user(
            email=email, name="Léa", password=PASSWORD, language="fr", confirmed=True, now=NOW
        ).id


def hide(course: Course) -> None:
    with transaction():
        course.is_listed = False


def url(course: Course, name: str = "rond.svg") -> str:
    return f"/media/{course.latest_revision_id}/{name}"


def test_an_image_of_a_listed_course_is_public(client: FlaskClient, course: Course) -> None:
    response = client.get(url(course))
    assert (response.status_code, response.text) == (200, LOGO_SVG)
    assert response.mimetype == "image/svg+xml"
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_a_known_image_is_not_sent_again(client: FlaskClient, course: Course) -> None:
    etag = client.get(url(course)).headers["ETag"]
    again = client.get(url(course), headers={"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert client.get(url(course), headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head(url(course)).data == b""


@pytest.mark.parametrize(
    "name", ["absent.svg", "../rond.svg", "..%2frond.svg", "01-accueil/rond.svg", "%00", "a" * 5000]
)
def test_other_names_are_unknown(client: FlaskClient, course: Course, name: str) -> None:
    assert client.get(url(course, name)).status_code in (404, 422)


def test_another_revision_is_unknown(client: FlaskClient, course: Course) -> None:
    assert client.get("/media/999/rond.svg").status_code == 404
    assert client.get("/media/99999999999999999999999/rond.svg").status_code == 404


def test_an_image_of_an_unlisted_course_is_hidden_from_strangers(client: FlaskClient, course: Course) -> None:
    hide(course)
    assert client.get(url(course)).status_code == 404
    make_user("lea@example.org")
    sign_in(client, "lea@example.org")
    assert client.get(url(course)).status_code == 404


def test_learners_of_an_unlisted_course_see_its_images(client: FlaskClient, course: Course) -> None:
    hide(course)
    user_id = make_user("lea@example.org")
    with transaction():
        cohort = create_cohort(centre_id=course.centre_id, course_id=course.id, name="Automne", now=NOW)
        enrol(user_id=user_id, cohort_id=cohort.id, printed_name="Léa", language="fr", now=NOW)
    sign_in(client, "lea@example.org")
    assert client.get(url(course)).status_code == 200


def test_a_learner_whose_enrolment_ended_does_not(client: FlaskClient, course: Course) -> None:
    hide(course)
    user_id = make_user("lea@example.org")
    with transaction():
        cohort = create_cohort(centre_id=course.centre_id, course_id=course.id, name="Automne", now=NOW)
        mine = enrol(user_id=user_id, cohort_id=cohort.id, printed_name="Léa", language="fr", now=NOW)
        mine.ended_at = NOW
    sign_in(client, "lea@example.org")
    assert client.get(url(course)).status_code == 404


def _on_centre(course: Course, cohort_id: int) -> dict[str, int]:
    return {}


def _on_course(course: Course, cohort_id: int) -> dict[str, int]:
    return {"course_id": course.id}


def _on_cohort(course: Course, cohort_id: int) -> dict[str, int]:
    return {"cohort_id": cohort_id}


@pytest.mark.parametrize("place", [_on_centre, _on_course, _on_cohort])
def test_staff_of_an_unlisted_course_see_its_images(
    client: FlaskClient, course: Course, place: Callable[[Course, int], dict[str, int]]
) -> None:
    hide(course)
    user_id = make_user("noe@example.org")
    with transaction():
        cohort = create_cohort(centre_id=course.centre_id, course_id=course.id, name="Automne", now=NOW)
        add_membership(
            user_id=user_id,
            role=Role.INSTRUCTOR,
            centre_id=course.centre_id,
            now=NOW,
            **place(course, cohort.id),  # type: ignore[arg-type]
        )
    sign_in(client, "noe@example.org")
    assert client.get(url(course)).status_code == 200


def test_staff_of_another_centre_do_not(client: FlaskClient, course: Course) -> None:
    hide(course)
    user_id = make_user("eve@example.org")
    with transaction() as current:
        other = Centre(slug="valence", name="Centre de Valence", created_at=NOW)
        current.add(other)
        current.flush()
        add_membership(user_id=user_id, role=Role.MANAGER, centre_id=other.id, now=NOW)
    sign_in(client, "eve@example.org")
    assert client.get(url(course)).status_code == 404


def test_a_table_is_a_download(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    path = write_sample(tmp_path / "animer")
    lesson = path / "01-accueil" / "bienvenue.fr.md"
    lesson.write_text(lesson.read_text("utf-8") + "\n[Le relevé](releve.csv)\n", "utf-8")
    (path / "01-accueil" / "releve.csv").write_text("réseau;portée\nforum;12\n", "utf-8-sig")
    with transaction() as current:
        centre = Centre(slug="die", name="Centre de Die", created_at=NOW)
        current.add(centre)
        current.flush()
        course = import_course(centre_id=centre.id, path=path, actor_id=None, now=NOW).course
        publish_course(course_id=course.id, actor_id=None, now=NOW)
    response = client.get(url(course, "releve.csv"))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == "attachment; filename=releve.csv"
    assert response.data.decode("utf-8-sig").startswith("réseau;portée")
