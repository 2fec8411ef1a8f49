"""Every page and main state: who opens it, where, and what they do there. A test checks that no page is missing."""

from typing import Any

from tests.browser.authoring_states import AUTHORING
from tests.browser.centre_states import CENTRES, NO_PAGES_OF_CENTRES
from tests.browser.grade_states import GRADES
from tests.browser.marking_states import MARKING
from tests.browser.people_states import PEOPLE
from tests.browser.state import State
from tests.browser.timing_states import TIMING
from tests.browser.troubles import (
    finds_what_was_kept,
    hears_an_announcement,
    is_asked_to_sign_in,
    loses_network,
    meets_the_end,
)


def sends_nothing(page: Any) -> None:
    """The form as it is, which has errors."""
    page.locator("main form:not([action*='demo']) [type=submit].btn-primary").first.click()
    page.locator("[data-focus-on-load]").wait_for()


def answers_check(page: Any) -> None:
    """A wrong answer to the lesson's self-check, answered in place."""
    section = page.locator("[data-self-check]")
    if section.locator(".answer-again").count():
        section.locator(".answer-again > summary").click()
    section.locator("form").get_by_label("Personne").check()
    section.locator("[type=submit]").click()
    page.locator("[data-self-check] .feedback").wait_for()


def opens_what_counts(page: Any) -> None:
    """From what on a learner is at risk."""
    page.locator("#thresholds > summary").click()


def counts_no_day(page: Any) -> None:
    """A threshold that is none."""
    opens_what_counts(page)
    page.locator("#inactive_days").fill("0")
    page.locator("#thresholds [type=submit]").click()
    page.locator("[data-focus-on-load]").wait_for()


def writes_nothing(page: Any) -> None:
    """A mail without a subject."""
    page.locator(".letter input[type=text]").fill("")
    page.locator("form .btn-primary").click()
    page.locator("[data-focus-on-load]").wait_for()


def opens_menu(page: Any) -> None:
    """The account menu."""
    page.locator("details[data-menu] summary").click()


def types_nonsense(page: Any) -> None:
    """A number that is none, sent with the page's button."""
    page.locator("[inputmode=decimal]").fill("beaucoup")
    page.locator(".sit-bar .btn-primary").click()
    page.locator(".error-summary").wait_for()


def meets_another_tab(page: Any) -> None:
    """The short answer is changed elsewhere, then here: the page asks which to keep."""
    page.evaluate(
        """async (text) => {
          const question = document.querySelector("[data-slot='4']");
          const body = {sequence: Number(question.querySelector("[data-base]").value), fields: {text: [text]},
                        key: "other-tab-" + text};
          const headers = {"Content-Type": "application/json", Accept: "application/json",
                           "X-CSRFToken": document.querySelector("[name=csrf_token]").value};
          await fetch(question.dataset.saveUrl, {method: "POST", headers, body: JSON.stringify(body)});
        }""",
        str(id(page)) + "-" + str(page.evaluate("Date.now()")),
    )
    page.locator("[data-slot='4'] input[type=text]").fill("une foule")
    page.locator("dialog[open]").wait_for()


def is_refused_a_file(page: Any) -> None:
    """A file of a kind that the question does not take."""
    page.locator("[data-files-input]").set_input_files({"name": "a.exe", "mimeType": "", "buffer": b"MZ"})
    page.locator("[data-files-error]:visible").wait_for()


def closes_before_it_opens(page: Any) -> None:
    """Dates in the wrong order."""
    page.locator("[id='opens_local-chrono']").fill("2030-05-04T09:00")
    page.locator("[id='closes_local-chrono']").fill("2030-05-03T09:00")
    page.locator("main form .btn-primary").click()
    page.locator("#error-chrono").wait_for()


def opens_questions(page: Any) -> None:
    """The list of questions."""
    page.locator("#questions summary").click()


PUBLIC = [
    State("catalogue", "learning.catalogue", "/"),
    State("catalogue-nothing-found", "learning.catalogue", "/?q=zzz&level=beginner"),
    State("catalogue-empty", "learning.catalogue", "empty:/"),
    State("not-set-up", "learning.catalogue", "bare:/", status=503),
    State("catalogue-learner", "learning.catalogue", "/", "learner", act=opens_menu),
    State("landing", "learning.landing", "{course}"),
    State("landing-enrolled", "learning.landing", "{course}", "learner"),
    State("try", "learning.try_lesson", "{course}/try"),
    State("try-answered", "learning.try_lesson", "{course}/try", act=answers_check),
    State("verify-form", "certificates.verify_form", "/verify"),
    State("verify-form-error", "certificates.verify_form", "/verify?code=", status=422),
    State("verify-valid", "certificates.verify", "/verify/{certified_code}"),
    State("verify-revoked", "certificates.verify", "/verify/{revoked_code}"),
    State("verify-unknown", "certificates.verify", "/verify/ABCD-EFGH", status=404),
    State("accessibility", "core.accessibility", "/accessibility"),
    State("privacy", "core.privacy", "/privacy"),
    State("site-map", "core.site_map", "/site-map"),
    State("site-map-learner", "core.site_map", "/site-map", "learner"),
    State("join", "learning.join", "/join"),
    State("join-error", "learning.join", "/join?code=", status=422),
    State("join-cohort", "learning.join_cohort", "/join/{code}"),
    State("join-unknown", "learning.join_cohort", "/join/NOTACODE", status=404),
    State("demo-mail", "accounts.demo_mail", "demo:/demo/mail"),
    State("demo-mail-message", "accounts.demo_mail_message", "demo:/demo/mail/{mail}"),
]

ACCOUNTS = [
    State("sign-up", "accounts.sign_up", "/sign-up"),
    State("sign-up-errors", "accounts.sign_up", "/sign-up", act=sends_nothing),
    State("sign-in", "accounts.sign_in", "/sign-in"),
    State("sign-in-demo", "accounts.sign_in", "demo:/sign-in"),
    State("sign-in-errors", "accounts.sign_in", "/sign-in", act=sends_nothing),
    State("check-email", "accounts.check_email", "/check-email"),
    State("confirm", "accounts.confirm", "/confirm/{confirm}"),
    State("link-expired", "accounts.confirm", "/confirm/forged", status=410),
    State("ask-reset", "accounts.ask_reset", "/reset-password"),
    State("ask-reset-errors", "accounts.ask_reset", "/reset-password", act=sends_nothing),
    State("reset-sent", "accounts.reset_sent", "/reset-password-sent"),
    State("reset", "accounts.reset", "/reset-password/{reset}"),
    State("reset-errors", "accounts.reset", "/reset-password/{reset}", act=sends_nothing),
    State("profile", "accounts.profile", "/account", "learner"),
    State("password", "accounts.password", "/account/password", "learner"),
    State("password-errors", "accounts.password", "/account/password", "learner", act=sends_nothing),
    State("devices", "accounts.devices", "/account/devices", "learner"),
]

LEARNING = [
    State("today-new", "learning.today", "/today", "newcomer"),
    State("today-going-on", "learning.today", "/today", "learner"),
    State("today-away", "learning.today", "/today", "away"),
    State("today-all-done", "learning.today", "/today", "certified"),
    State("enrol", "learning.enrol", "{course}/enrol", "newcomer"),
    State("join-signed-in", "learning.join_cohort", "/join/{code}", "newcomer"),
    State("outline", "learning.outline", "{learner}", "learner"),
    State("outline-complete", "learning.outline", "{certified}", "certified"),
    State("progress", "learning.progress", "{learner}/progress", "learner"),
    State("progress-weak-first", "learning.progress", "{reviewer}/progress?order=weak", "reviewer"),
    State("practise", "learning.practise", "{learner}/practise/accueil-definir", "learner"),
    State(
        "practise-answered",
        "learning.practise",
        "{learner}/practise/accueil-definir",
        "learner",
        act=answers_check,
    ),
    State("practise-known", "learning.practise_known", "{learner}/practise", "learner"),
    State("practise-nothing", "learning.practise_known", "{reader}/practise", "reader"),
    State("player", "learning.item", "{reader}/bienvenue", "reader"),
    State("player-answered", "learning.item", "{reader}/bienvenue", "reader", act=answers_check),
    State("player-last", "learning.item", "{learner}/pour-aller-plus-loin", "learner"),
    State("locked", "learning.item", "{learner}/repondre", "learner", status=403),
    State("certificate-before", "certificates.mine", "{learner}/certificate", "learner"),
    State("certificate", "certificates.mine", "{certified}/certificate", "certified"),
    State("certificate-revoked", "certificates.mine", "{revoked}/certificate", "revoked"),
    State("certificate-preparing", "certificates.pdf", "{waiting_pdf}", "waiting", status=503),
]

QUIZ = [
    State("quiz-start", "quiz.start", "{learner}/quiz-accueil/quiz", "learner"),
    State("quiz-start-timed", "quiz.start", "{learner}/chrono/quiz", "learner"),
    State("quiz-start-practice", "quiz.start", "{learner}/entrainement/quiz", "learner"),
    State("quiz-start-running", "quiz.start", "{sitter}/chrono/quiz", "sitter"),
    State("quiz-start-locked", "quiz.start", "{learner}/quiz-final/quiz", "learner", status=403),
    State("quiz-sit", "quiz.sit", "{running_chrono}?q=1", "sitter"),
    State("quiz-sit-list", "quiz.sit", "{running_chrono}?q=2", "sitter", act=opens_questions),
    State("quiz-sit-error", "quiz.sit", "{running_chrono}?q=2", "sitter", act=types_nonsense),
    State("quiz-sit-practice", "quiz.sit", "{running_entrainement}", "sitter"),
    State("quiz-sit-every-type", "quiz.sit", "{running_types}", "sitter"),
    State("quiz-sit-conflict", "quiz.sit", "{running_types}", "sitter", act=meets_another_tab),
    State("quiz-sit-files", "quiz.sit", "{running_depot}", "sitter"),
    State("quiz-sit-file-refused", "quiz.sit", "{running_depot}", "sitter", act=is_refused_a_file),
    State("quiz-sit-offline", "quiz.sit", "{running_chrono}?q=2", "sitter", act=loses_network),
    State("quiz-sit-restored", "quiz.sit", "{running_chrono}?q=2", "sitter", act=finds_what_was_kept),
    State("quiz-sit-signed-out", "quiz.sit", "{running_chrono}?q=2", "sitter", act=is_asked_to_sign_in),
    State("quiz-sit-announcement", "quiz.sit", "{running_chrono}?q=2", "sitter", act=hears_an_announcement),
    State("quiz-sit-over", "quiz.sit", "{running_types}", "sitter", act=meets_the_end),
    State("quiz-check", "quiz.check", "{running_types}/check", "sitter"),
    State("quiz-check-timed", "quiz.check", "{running_chrono}/check", "sitter"),
    State("quiz-receipt", "quiz.receipt", "{ended_types}/receipt", "veteran"),
    State("quiz-receipt-time-up", "quiz.receipt", "{ended_chrono}/receipt", "veteran"),
    State("quiz-review", "quiz.review", "{ended_types}/review", "veteran"),
    State("quiz-review-practice", "quiz.review", "{ended_entrainement}/review", "veteran"),
    State("quiz-review-time-up", "quiz.review", "{ended_chrono}/review", "veteran"),
    State("quiz-review-certainty", "quiz.review", "{review_certainty}/review", "reviewer"),
    State("quiz-review-marked", "quiz.review", "{review_marked}/review", "reviewer"),
    State("quiz-review-returned", "quiz.review", "{review_returned}/review", "reviewer"),
    State("quiz-review-held", "quiz.review", "{review_held}/review", "reviewer"),
    State("quiz-history-returned", "quiz.history", "{reviewer}/copie/attempts", "reviewer"),
    State("quiz-history-held", "quiz.history", "{reviewer}/retenu/attempts", "reviewer"),
    State("quiz-history", "quiz.history", "{veteran}/types/attempts", "veteran"),
    State("learn-live", "learning.live", "{learner}/live", "learner"),
    State("learn-offer", "learning.offer", "{offer}", "learner"),
    State("quiz-history-none", "quiz.history", "{learner}/types/attempts", "learner"),
]

STAFF = [
    State("teach", "followup.home", "/teach", "instructor"),
    State("teach-nothing-found", "followup.home", "/teach?q=zzz", "manager"),
    State("teach-today", "followup.home", "/teach", "manager"),
    State("morning-mail", "followup.morning_mail", "/teach/morning", "instructor"),
    State("cohort", "followup.cohort", "{cohort}", "instructor"),
    State("cohort-risk", "followup.risk", "{cohort}/at-risk", "instructor", act=opens_what_counts),
    State("cohort-risk-error", "followup.risk", "{cohort}/at-risk", "instructor", act=counts_no_day),
    State("cohort-message", "followup.message", "{away_message}", "instructor"),
    State("cohort-message-error", "followup.message", "{away_message}", "instructor", act=writes_nothing),
    State("cohort-nothing-found", "followup.cohort", "{cohort}?q=zzz&show=behind", "instructor"),
    State("cohort-new", "followup.new_cohort", "/teach/cohorts/new", "manager"),
    State("cohort-settings", "followup.cohort_settings", "{cohort}/settings", "manager"),
    State("rosters", "rosters.rosters", "{rosters}", "manager"),
    State("rosters-none", "rosters.rosters", "{rosters_none}", "manager"),
    State("roster-waits", "rosters.roster", "{roster_waits}", "manager"),
    State("roster-change", "rosters.roster", "{roster_waits}?part=change", "manager"),
    State("roster-unread", "rosters.roster", "{roster_unread}", "manager"),
    State("roster-running", "rosters.roster", "{roster_running}", "manager"),
    State("roster-applied", "rosters.roster", "{roster_applied}", "manager"),
    State("live", "followup.live", "{live_group}/live", "manager"),
    State("live-none", "followup.live", "{cohort}/live", "instructor"),
    State("live-new", "followup.new_live", "{cohort}/live/new", "instructor"),
    State("live-edit", "followup.edit_live", "{live_one}", "manager"),
    State("move", "followup.move", "{live_move}", "manager"),
    State("waiting", "followup.waiting", "{live_group}/waiting", "manager"),
    State("cohort-dates", "followup.dates", "{cohort}/dates", "instructor"),
    State("cohort-dates-error", "followup.dates", "{cohort}/dates", "instructor", act=closes_before_it_opens),
    State("cohort-map", "followup.learners_map", "{cohort}/map", "instructor"),
    State("cohort-map-scores", "followup.learners_map", "{cohort}/map?view=score", "instructor"),
    State("cohort-map-seen", "followup.learners_map", "{cohort}/map?view=seen&sort=-bienvenue", "instructor"),
    State("cohort-map-nobody", "followup.learners_map", "{map_untouched}", "instructor"),
    State("cohort-gain", "followup.gain", "{gain}", "instructor"),
    State("cohort-gain-nobody", "followup.gain", "{gain_untouched}", "instructor"),
    State("cohort-learner", "followup.learner", "{veteran_record}", "instructor"),
    State("cohort-learner-certified", "followup.learner", "{certified_record}", "manager"),
    State("certificate-revoke", "certificates.revoke", "{certified_revoke}", "manager"),
]

ERRORS = [
    State("error-403", None, "/teach", "learner", status=403),
    State("error-404", None, "/nowhere", status=404),
    State("error-405", None, "/sign-out", status=405),
    State("error-409", None, "{revoked_pdf}", "revoked", status=409),
    State("error-500", None, "demo:/crash", status=500),
]

STATES = [
    *PUBLIC,
    *ACCOUNTS,
    *LEARNING,
    *QUIZ,
    *STAFF,
    *CENTRES,
    *PEOPLE,
    *MARKING,
    *TIMING,
    *GRADES,
    *AUTHORING,
    *ERRORS,
]

NO_PAGES = {
    **NO_PAGES_OF_CENTRES,
    "learning.live_file": "a session for a calendar",
    "learning.calendar": "what a calendar program reads",
    "accounts.session_now": "who is signed in, for a script",
    "rosters.roster_state": "how far a roster is, for its script",
    "followup.exam_now": "the part of the console that changes, for its script",
    "followup.stop_morning": "needs the signed link of a mail; the page of `morning-mail` with one button",
    "quiz.clock": "the time left, for a script",
    "core.healthz": "one word for a monitor",
    "authoring.media": "a file of a draft",
    "courses.media": "a file of a course",
    "quiz.file": "a file of an answer",
    "quiz.file_page": "a page of a PDF of an answer, as a picture",
    "marking.file": "a file of a work",
    "learning.try_check_again": "sends back to the lesson",
    "learning.answered_check": "sends back to the lesson",
}
