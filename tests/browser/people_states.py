"""The states of the people room and of the homes that roles have, over what `tests.browser.people` makes."""

from typing import Any

from tests.browser.state import State


def invites_nobody(page: Any) -> None:
    """One line that is no address, and an employer's reader without an employer."""
    page.locator("#addresses").fill("zoe@example.org\nmax")
    page.locator("#role").select_option("employer")
    page.locator("main form .btn-primary").click()
    page.locator(".error-summary").wait_for()


def chooses_a_bad_password(page: Any) -> None:
    """A password that anybody would try."""
    page.locator("#password").fill("password")
    page.locator("main form .btn-primary").click()
    page.locator(".error-summary").wait_for()


def opens_duties(page: Any) -> None:
    """What each role may do."""
    page.locator("details.disclosure > summary").click()


PEOPLE = [
    State("people", "people.people", "{people}", "manager"),
    State("people-nobody", "people.people", "{people}?q=zzz&role=marker", "manager"),
    State("people-centres", "people.mine", "/people", "chief"),
    State("person", "people.person", "{person}", "manager", act=opens_duties),
    State("invitations", "people.invitations", "{invitations}", "manager"),
    State("invitations-none", "people.invitations", "{invitations_none}", "chief"),
    State("invite", "people.invite", "{invitations}/new", "manager"),
    State("invite-errors", "people.invite", "{invitations}/new", "manager", act=invites_nobody),
    State("invitation-new", "people.invitation", "{link_fresh}"),
    State("invitation-errors", "people.invitation", "{link_fresh}", act=chooses_a_bad_password),
    State("invitation-sign-in", "people.invitation", "{link_known}"),
    State("invitation-other", "people.invitation", "{link_known}", "learner"),
    State("invitation-over", "people.invitation", "{link_expired}", status=410),
    State("marker-home", "marking.queue", "/teach/marking", "marker"),
    State("exams", "followup.exams", "/teach/exams", "invigilator"),
    State("invigilator-console", "followup.exam_console", "{exam_console}", "invigilator"),
    State("employees", "followup.employees", "/employer", "employer"),
    State("employees-nobody-matches", "followup.employees", "/employer?q=zzz", "employer"),
    State("employees-none", "followup.employees", "/employer", "lonely"),
]
