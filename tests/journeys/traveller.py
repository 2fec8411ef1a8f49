"""A person who goes through the sample course in a real browser, with or without JavaScript."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from lms.cohorts import services as cohorts
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import transaction
from lms.courses.document import CourseDocument
from tests.browser.site import Site
from tests.factories import PASSWORD, make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.quiz import sitting

SOON = timedelta(seconds=2)
"""How long after it was typed an answer is on the server, at most."""


def open_course(document: CourseDocument | None = None) -> Cohort:
    """The cohort, open to everyone, of a course of a new centre: the sample course unless another is given."""
    course = make_course(make_centre(now=clock.now()), document, now=clock.now())
    with transaction():
        return cohorts.open_cohort(course_id=course.id, now=clock.now())


def make_learner(app: Flask, document: CourseDocument | None = None, **user: Any) -> sitting.Learner:
    """Ada in the course, with a client that is signed in."""
    course = make_course(make_centre(now=clock.now()), document, now=clock.now())
    cohort, person = make_cohort(course, now=clock.now()), make_user(now=clock.now(), **user)
    enrolment = make_enrolment(person, cohort, clock.now())
    return sitting.Learner(app, enrolment, cohort, sitting.sign_in(app, person.id, clock.now()))


def bring_session(page: Any, site: Site, learner: sitting.Learner) -> None:
    """Sign the page in as the learner's client is."""
    cookie = learner.client.get_cookie("lms")
    assert cookie is not None
    page.context.add_cookies([{"name": "lms", "value": cookie.value, "url": site.url("/")}])


class Traveller:
    """The steps, each from the page where the one before ended."""

    def __init__(self, page: Any, site: Site, *, has_scripts: bool) -> None:
        self.page, self.site, self.has_scripts = page, site, has_scripts

    def click(self, name: str, role: str = "link") -> None:
        """Follow a link, or press a button, of the page's main part."""
        self.page.locator("main").get_by_role(role, name=name, exact=True).first.click()

    def heading(self) -> str:
        """What the page is about."""
        return str(self.page.locator("h1").inner_text())

    def signs_up(self) -> None:
        """From the course's page through sign-in to a new account, confirmed by mail."""
        self.page.goto(self.site.url("/courses/animer"))
        self.click("Enrol")
        self.click("Create an account")
        self.page.get_by_label("Email").fill("grace@example.org")
        self.page.get_by_label("Name").fill("Grace Hopper")
        self.page.locator("[autocomplete=new-password]").fill(PASSWORD)
        self.click("Create an account", "button")
        assert self.heading() == "Check your email"
        self.page.goto(self.site.last_link())
        self.click("Confirm my address", "button")
        assert self.heading() == "Enrol", "the wish to enrol survives the confirmation"

    def enrols(self) -> None:
        """Under the name of the account."""
        self.click("Enrol", "button")
        assert self.heading() == "Animer une communauté"
        self.click("Start")
        assert self.heading() == "Bienvenue"

    def answers_self_check(self) -> None:
        """Wrong, then right; in place where scripts run."""
        self.page.evaluate("window.stayed = true")
        for option, verdict in (
            ("Personne", "Not quite. Here is why:"),
            ("Le community manager", "Correct."),
        ):
            again = self.page.get_by_text("Answer again")
            if again.count():
                again.click()
            self.page.locator("[data-self-check] form").get_by_label(option).check()
            self.page.get_by_role("button", name="Check my answer").click()
            self.page.locator(".self-check .feedback-title", has_text=verdict).wait_for()
        assert bool(self.page.evaluate("window.stayed")) is self.has_scripts

    def finishes_lessons(self, until: str) -> None:
        """Mark done and continue, until the page with this heading."""
        for _ in range(5):
            if self.heading() == until:
                return
            self.click("Mark done & continue", "button")
        raise AssertionError(f"no page {until!r}")

    def starts_quiz(self) -> None:
        """With the box ticked where there is a timer."""
        ready = self.page.get_by_label("I am ready to start the timer")
        if ready.count():
            ready.check()
        self.click("Start", "button")

    def answers_all(self) -> None:
        """The right answer to each question, then the page that checks them."""
        while "/check" not in self.page.url:
            self.answers()
            with self.page.expect_navigation():
                self.page.locator(".sit-bar .btn-primary").click()

    def answers(self) -> None:
        """The question on this page; where scripts run, it is on the server before the page is left."""
        if not self.has_scripts:
            self.types()
            return
        began_at = clock.now()
        with self.page.expect_response(lambda reply: "/slots/" in reply.url) as saving:
            self.types()
        assert saving.value.status == 200
        self.page.locator("[data-save-text]", has_text="Saved at").wait_for()
        slot = int(self.page.locator("[data-question]").get_attribute("data-slot"))
        stored = sitting.answers(urlsplit(self.page.url).path)[slot]
        assert stored.saved_at is not None
        assert stored.saved_at - began_at <= SOON

    def types(self) -> None:
        """The answer, into the page's controls."""
        question = self.page.locator("[data-question]")
        stem = question.locator(".question-stem").inner_text()
        if "critique" in stem:
            question.get_by_label("L’écouter").check()
        elif "2 h" in stem:
            question.get_by_label("Your answer").fill("120")
        else:
            question.get_by_role("radio", name="True").check()

    def submits(self) -> None:
        """Confirm on the page that checks; the receipt, then the review."""
        assert "0 not answered" in self.page.locator(".sit-summary").inner_text()
        self.page.get_by_label("I want to submit my answers.").check()
        self.click("Submit all and finish", "button")
        assert self.heading() == "Your answers are submitted"
        self.click("See my result")
        assert self.heading() == "Result"
        assert self.page.locator("main").get_by_text("Passed", exact=True).count() == 1

    def takes_certificate(self) -> None:
        """From the outline to the PDF and to what a stranger sees."""
        self.click("See my certificate")
        pdf = self.page.get_by_role("link", name="Download PDF").get_attribute("href")
        assert self.page.request.get(self.site.url(pdf)).body().startswith(b"%PDF-")
        self.click("See what others see")
        assert self.heading().strip() == "Valid"
        assert "Grace Hopper" in self.page.locator("main").inner_text()
