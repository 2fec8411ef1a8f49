"""One's own certificate page (P16), the download, and revocation by staff."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts import services as accounts
from lms.certificates.models import Certificate
from lms.certificates.queries import certificate_of
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Role
from tests.browsing import post
from tests.certificates.holder import Holder, browser_of, make_holder, make_staff
from tests.factories import make_centre, make_enrolment, make_user
from tests.progress.study import Learner


@pytest.fixture
def holder(app: Flask) -> Holder:
    return make_holder()


@pytest.fixture
def browser(app: Flask, holder: Holder) -> FlaskClient:
    return browser_of(app, holder.user)


def page_of(holder: Holder) -> str:
    return f"/learn/{holder.enrolment.id}/certificate"


def revoke_path(certificate: Certificate) -> str:
    return f"/certificates/{certificate.id}/revoke"


def pdf_path(certificate: Certificate) -> str:
    return f"/certificates/{certificate.id}/certificate.pdf"


def test_before_the_end_the_page_says_what_is_missing_and_links_to_it(
    browser: FlaskClient, holder: Holder
) -> None:
    page = browser.get(page_of(holder)).text
    assert "Lessons 0/2" in page
    assert f"/learn/{holder.enrolment.id}/bienvenue" in page
    assert "Finish “Bienvenue” first" in page, "a locked quiz says why"
    learner = Learner(holder.enrolment)
    learner.finishes("bienvenue", clock.now())
    learner.submits("quiz-accueil", "0.5", clock.now(), passed=False)
    page = browser.get(page_of(holder)).text
    assert "you have 50 %" in page
    assert f"/learn/{holder.enrolment.id}/quiz-accueil" in page


def test_afterwards_the_page_shows_the_certificate_and_its_link(browser: FlaskClient, holder: Holder) -> None:
    certificate = holder.completes()
    page = browser.get(page_of(holder)).text
    assert "Certificat de réussite" in page
    assert "Aïssatou N’Diaye" in page
    assert "Quiz final\xa0: 80\xa0%" in page
    assert f'value="http://localhost/verify/{certificate.code}" readonly' in page
    assert pdf_path(certificate) in page


def test_a_certificate_outlives_the_enrolment(browser: FlaskClient, holder: Holder) -> None:
    certificate = holder.completes()
    with transaction():
        holder.enrolment.ended_at = clock.now()
        session().add(holder.enrolment)
    assert browser.get(page_of(holder)).status_code == 200
    assert browser.get(pdf_path(certificate)).status_code == 200


def test_without_a_certificate_an_ended_enrolment_is_closed(browser: FlaskClient, holder: Holder) -> None:
    with transaction():
        holder.enrolment.ended_at = clock.now()
        session().add(holder.enrolment)
    assert browser.get(page_of(holder)).status_code == 403


def test_visitors_are_asked_to_sign_in(client: FlaskClient, holder: Holder) -> None:
    certificate = holder.completes()
    for path in (page_of(holder), pdf_path(certificate), revoke_path(certificate)):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")


def test_strangers_find_nothing(app: Flask, holder: Holder) -> None:
    certificate = holder.completes()
    neighbour = make_user("neighbour@example.org", "Neighbour", clock.now())
    make_enrolment(neighbour, holder.cohort, clock.now())
    elsewhere = make_staff(make_holder("ailleurs").centre, Role.MANAGER, "elsewhere")
    for person in (neighbour, elsewhere):
        browser = browser_of(app, person)
        assert browser.get(page_of(holder)).status_code == 404
        assert browser.get(pdf_path(certificate)).status_code == 404
        assert post(browser, revoke_path(certificate), {"reason": "fraud"}).status_code in (403, 404)
    kept = certificate_of(holder.enrolment.id)
    assert kept is not None
    assert kept.revoked_at is None


def test_staff_of_the_cohort_download_it(app: Flask, holder: Holder) -> None:
    certificate = holder.completes()
    instructor = make_staff(holder.centre, Role.INSTRUCTOR, "teacher", cohort_id=holder.cohort.id)
    browser = browser_of(app, instructor)
    assert browser.get(pdf_path(certificate)).status_code == 200
    assert browser.get(revoke_path(certificate)).status_code == 403, "instructors do not revoke"
    assert browser.get("/certificates/987654/certificate.pdf").status_code == 404


def test_a_manager_elsewhere_who_only_teaches_here_does_not_revoke(
    app: Flask, browser: FlaskClient, holder: Holder
) -> None:
    certificate = holder.completes()
    both = make_staff(holder.centre, Role.INSTRUCTOR, "both")
    elsewhere = make_centre(slug="elsewhere")
    with transaction():
        accounts.add_membership(user_id=both.id, role=Role.MANAGER, centre_id=elsewhere.id, now=clock.now())
    assert browser_of(app, both).get(revoke_path(certificate)).status_code == 403


def test_a_manager_revokes_with_a_reason_after_confirming(
    app: Flask, browser: FlaskClient, holder: Holder
) -> None:
    certificate = holder.completes()
    manager = browser_of(app, make_staff(holder.centre, Role.MANAGER, "manager"))
    assert manager.get("/certificates/999999/revoke").status_code == 404
    asked = manager.get(revoke_path(certificate)).text
    assert "Revoke this certificate?" in asked
    assert "Aïssatou N’Diaye" in asked
    assert post(manager, revoke_path(certificate)).status_code == 422
    assert post(manager, revoke_path(certificate), {"reason": "whim"}).status_code == 422
    done = post(manager, revoke_path(certificate), {"reason": "replaced"})
    assert done.status_code == 303
    assert "Revoked" in manager.get(done.location).text
    assert post(manager, revoke_path(certificate), {"reason": "fraud"}).status_code == 409
    assert "already revoked" in manager.get(revoke_path(certificate)).text
    own = browser.get(page_of(holder)).text
    assert "Replaced by another certificate" in own
    assert pdf_path(certificate) not in own
    assert browser.get(pdf_path(certificate)).status_code == 409


def test_a_manager_of_one_course_does_not_reach_another(app: Flask, holder: Holder) -> None:
    certificate = holder.completes()
    other = make_holder("voisin")
    manager = make_staff(other.centre, Role.MANAGER, "manager", course_id=other.cohort.course_id)
    assert browser_of(app, manager).get(revoke_path(certificate)).status_code == 404


def test_revoking_needs_the_token_of_the_form(app: Flask, holder: Holder) -> None:
    certificate = holder.completes()
    manager = browser_of(app, make_staff(holder.centre, Role.MANAGER, "manager"))
    assert manager.post(revoke_path(certificate), data={"reason": "fraud"}).status_code == 419
