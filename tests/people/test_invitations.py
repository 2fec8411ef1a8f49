"""Invitations: sent to many at once, sent again, withdrawn; what is wrong is said by line, and nothing tells who has an account."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core.db import session, transaction
from lms.core.jobs import run_due_jobs
from lms.core.mail import run_in_worker_context
from lms.core.models import AuditEvent, OutboxJob
from lms.core.permissions import Role
from lms.people.models import Invitation
from lms.people.rules import LIFETIME
from tests.factories import make_user
from tests.learning.reading import words
from tests.people.office import Office, link, mails, make_office


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office(app)


def invitations() -> list[Invitation]:
    session().rollback()
    return list(session().scalars(select(Invitation).order_by(Invitation.id)))


def test_many_addresses_are_invited_at_once(office: Office, app: Flask) -> None:
    typed = "zoe@example.org\n\n  max@EXAMPLE.org ; lea@example.org\r\nZOE@example.org"
    reply = office.invite(typed, place=f"cohort-{office.cohort.id}")
    assert reply.status_code == 303
    page = words(office.browser.get(reply.location).text)
    assert "3 invitations are on their way." in page
    assert "Instructor in the group Automne 2026" in page
    assert {str(mail.to[0]) for mail in mails(app)} == {
        "zoe@example.org",
        "max@example.org",
        "lea@example.org",
    }
    assert "3 invitations without an answer" in office.page("/people")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter at least one e-mail address."),
        ("zoe@example.org\nmax\n", "Line 2: “max” is no e-mail address."),
        ("zoe@example.org\nmax@example.org, <b>@x", "Line 2: “<b>@x” is no e-mail address."),
        ("mıke@example.org", "Line 1:"),
        ("zoe@example.org\nBcc: x@example.org", "Line 2:"),
        ("\n".join(f"a{number}@example.org" for number in range(101)), "at most 100 addresses"),
        ("boss-quais@example.org", "Line 1: boss-quais@example.org has this role already."),
    ],
)
def test_what_is_wrong_is_said_by_line_and_nothing_is_sent(
    office: Office, app: Flask, typed: str, said: str
) -> None:
    reply = office.invite(typed, Role.MANAGER)
    assert reply.status_code == 422
    page = words(reply.text)
    assert said in page
    assert words(typed.splitlines()[0] if typed else "") in page, "what was typed is still there"
    assert invitations() == []
    assert mails(app) == []


def test_a_forged_role_or_place_is_refused(office: Office, app: Flask) -> None:
    other = make_office(app, "ailleurs")
    for more in ({"place": f"cohort-{other.cohort.id}"}, {"role": "root"}, {"role": "employer"}):
        data = {"addresses": "zoe@example.org", "role": "marker", "place": "centre", **more}
        assert office.post("/invitations/new", **data).status_code == 422
    assert invitations() == []


def test_whether_an_address_has_an_account_shows_nowhere(office: Office, app: Flask) -> None:
    make_user("known@example.org", "Known Elsewhere", clock.now())
    pages = []
    for name in ("known", "unknown"):
        reply = office.invite(f"{name}@example.org")
        page = words(office.browser.get(reply.location).text) + office.page("/people")
        pages.append(page.replace(f"{name}@", "x@"))
        office.post(f"/invitations/{invitations()[-1].id}/withdraw")
    assert pages[0] == pages[1]
    assert "Known Elsewhere" not in pages[0]


def test_the_mail_speaks_the_invited_person_s_language_or_the_centre_s(office: Office, app: Flask) -> None:
    make_user("known@example.org", "Known", clock.now(), language="en")
    office.invite("known@example.org")
    assert "invites you" in mails(app)[-1].subject
    office.invite("other@example.org")
    assert office.centre.language == "fr"
    assert mails(app)[-1].to == ["other@example.org"]


def test_the_database_holds_no_link(office: Office, app: Flask) -> None:
    office.invite("zoe@example.org")
    token = link(app).rpartition("/")[2]
    session().rollback()
    kept = [invitations()[0].token_hash, *map(str, session().scalars(select(OutboxJob.payload)))]
    assert len(token) >= 43, "256 bits"
    assert all(token not in one for one in kept)


def test_inviting_again_renews_and_the_former_link_stops_working(office: Office, app: Flask) -> None:
    office.invite("zoe@example.org")
    former = link(app)
    office.invite("ZOE@example.org")
    office.invite("zoe@example.org", Role.MARKER)
    assert [one.role for one in invitations()] == ["instructor", "marker"]
    assert app.test_client().get(former).status_code == 410


def test_an_expired_one_is_shown_and_can_be_sent_again(office: Office, app: Flask) -> None:
    with clock.at(clock.now() - LIFETIME):
        office.invite("zoe@example.org")
    assert "Expired on" in office.page("/invitations")
    assert mails(app) == [], "a mail that waited too long is not sent"
    assert office.post(f"/invitations/{invitations()[0].id}/resend").status_code == 303
    assert "Expired on" not in office.page("/invitations")
    assert app.test_client().get(link(app)).status_code == 200


def test_withdrawn_it_stops_working_and_can_t_be_sent_again(office: Office, app: Flask) -> None:
    office.invite("zoe@example.org\nmax@example.org")
    path = link(app)
    first, last = invitations()
    assert office.post(f"/invitations/{last.id}/withdraw").status_code == 303
    assert app.test_client().get(path).status_code == 410
    assert office.post(f"/invitations/{last.id}/resend").status_code == 409
    assert office.post(f"/invitations/{last.id}/withdraw").status_code == 409
    office.invite("lea@example.org")
    office.post(f"/invitations/{invitations()[-1].id}/withdraw")
    assert [mail.to for mail in mails(app)] == [[first.email], [last.email]], "withdrawn before it was sent"
    office.post(f"/invitations/{first.id}/withdraw")
    assert "No invitation waits" in office.page("/invitations")


def test_invitations_of_another_centre_are_not_found(office: Office, app: Flask) -> None:
    other = make_office(app, "ailleurs")
    other.invite("zoe@example.org")
    theirs = invitations()[0]
    assert "zoe@example.org" not in office.page("/invitations")
    for act in ("resend", "withdraw"):
        assert office.post(f"/invitations/{theirs.id}/{act}").status_code == 404
    assert office.browser.get(f"{other.place}/invitations").status_code == 404


def test_sending_is_throttled(office: Office) -> None:
    statuses = {office.invite("zoe@example.org").status_code for _ in range(41)}
    assert statuses == {303, 429}


def test_every_act_is_noted_without_the_address(office: Office) -> None:
    office.invite("zoe@example.org")
    office.invite("zoe@example.org")
    office.post(f"/invitations/{invitations()[0].id}/withdraw")
    noted = session().scalars(select(AuditEvent).where(AuditEvent.object_type == "invitation")).all()
    assert [event.action for event in noted] == [
        "invitation.sent",
        "invitation.renewed",
        "invitation.withdrawn",
    ]
    assert all(event.actor_id == office.manager.id for event in noted)
    assert "zoe" not in str([event.details for event in noted])


def test_a_centre_s_name_breaks_no_header(office: Office, app: Flask) -> None:
    with transaction() as current:
        centre = current.merge(office.centre)
        centre.name = "Quais\r\nBcc: evil@example.org"
    office.invite("zoe@example.org")
    with run_in_worker_context(app):
        run_due_jobs(clock.now())
    mail = mails(app)[-1]
    assert "\n" not in mail.subject
    assert mail.recipients() == ["zoe@example.org"]
