"""Who gets what: one line per endpoint and method, one column per role. The only place where this is written down.

Columns: visitor, learner of another centre, learner, instructor, instructor elsewhere, manager, manager elsewhere.
303 for a visitor is the way to the sign-in page (401 for a script). Lines run from top to bottom, so what ends something comes last.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """A request, and the status that each role gets. `places` renames values of the world, or gives plain ones."""

    method: str
    endpoint: str
    statuses: str
    places: dict[str, Any] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    json: dict[str, Any] | None = None


LESSON = {"key": "bienvenue"}
QUIZ = {"key": "quiz-accueil"}
JOIN = {"code": "join_code"}
NO_NAME = {"printed_name": ""}
SAVE = {"sequence": 0, "key": "0123456789abcdef", "fields": {}}

ANYONE = "200 200 200 200 200 200 200"
SIGNED_IN = "303 200 200 200 200 200 200"
REFUSED = "422 422 422 422 422 422 422"
"""A form sent empty: it is read, so the page is open to them."""
FOUND_BY_NOBODY = "404 404 404 404 404 404 404"

GET = [
    Line("GET", "learning.catalogue", ANYONE),
    Line("GET", "core.accessibility", ANYONE),
    Line("GET", "core.privacy", ANYONE),
    Line("GET", "core.site_map", ANYONE),
    Line("GET", "core.healthz", ANYONE),
    Line("GET", "accounts.sign_in", "200 303 303 303 303 303 303"),
    Line("GET", "accounts.sign_up", "200 303 303 303 303 303 303"),
    Line("GET", "accounts.check_email", ANYONE),
    Line("GET", "accounts.confirm", "410 410 410 410 410 410 410"),
    Line("GET", "accounts.ask_reset", ANYONE),
    Line("GET", "accounts.reset_sent", ANYONE),
    Line("GET", "accounts.reset", "410 410 410 410 410 410 410"),
    Line("GET", "accounts.profile", SIGNED_IN),
    Line("GET", "accounts.password", SIGNED_IN),
    Line("GET", "accounts.devices", SIGNED_IN),
    Line("GET", "accounts.demo_mail", FOUND_BY_NOBODY),
    Line("GET", "accounts.demo_mail_message", FOUND_BY_NOBODY, {"name": "mail"}),
    Line("GET", "courses.media", ANYONE, {"name": "image"}),
    Line("GET", "learning.landing", ANYONE),
    Line("GET", "learning.try_lesson", "200 200 303 200 200 200 200"),
    Line("GET", "learning.try_check_again", "303 303 303 303 303 303 303"),
    Line("GET", "learning.enrol", "303 200 303 200 200 200 200"),
    Line("GET", "learning.join", ANYONE),
    Line("GET", "learning.join_cohort", "200 200 303 200 200 200 200", JOIN),
    Line("GET", "learning.today", SIGNED_IN),
    Line("GET", "learning.outline", "303 404 200 404 404 404 404"),
    Line("GET", "learning.item", "303 404 200 404 404 404 404", LESSON),
    Line("GET", "learning.answered_check", "303 303 303 303 303 303 303", LESSON),
    Line("GET", "quiz.start", "303 404 200 404 404 404 404", QUIZ),
    Line("GET", "quiz.sit", "303 404 200 404 404 404 404"),
    Line("GET", "quiz.check", "303 404 200 404 404 404 404"),
    Line("GET", "quiz.receipt", "303 404 303 404 404 404 404"),
    Line("GET", "quiz.review", "303 404 303 404 404 404 404"),
    Line("GET", "quiz.history", "303 404 200 404 404 404 404", QUIZ),
    Line("GET", "certificates.mine", "303 404 200 404 404 404 404"),
    Line("GET", "certificates.pdf", "303 404 200 200 404 200 404"),
    Line("GET", "certificates.verify_form", ANYONE),
    Line("GET", "certificates.verify", ANYONE),
    Line("GET", "certificates.revoke", "303 403 403 403 403 200 404"),
    Line("GET", "followup.home", "303 403 403 200 200 200 200"),
    Line("GET", "followup.cohort", "303 403 403 200 404 200 404"),
    Line("GET", "followup.learner", "303 403 403 200 404 200 404"),
]

POST = [
    Line("POST", "core.set_language", "303 303 303 303 303 303 303"),
    Line("POST", "core.set_theme", "303 303 303 303 303 303 303"),
    Line("POST", "accounts.sign_in", REFUSED),
    Line("POST", "accounts.sign_up", REFUSED),
    Line("POST", "accounts.confirm", "410 410 410 410 410 410 410"),
    Line("POST", "accounts.ask_reset", REFUSED),
    Line("POST", "accounts.reset", "410 410 410 410 410 410 410"),
    Line("POST", "accounts.profile", "303 422 422 422 422 422 422"),
    Line("POST", "accounts.password", "303 422 422 422 422 422 422"),
    Line("POST", "accounts.demo_sign_in", FOUND_BY_NOBODY, data={"role": "learner"}),
    Line("POST", "learning.try_check", REFUSED),
    Line("POST", "learning.enrol", "303 422 303 422 422 422 422", data=NO_NAME),
    Line("POST", "learning.join_cohort", "401 422 303 422 422 422 422", JOIN, NO_NAME),
    Line("POST", "learning.opened", "303 404 204 404 404 404 404", LESSON),
    Line("POST", "learning.answer_check", "303 404 422 404 404 404 404", LESSON),
    Line("POST", "learning.done", "303 404 303 404 404 404 404", LESSON),
    Line("POST", "quiz.begin", "303 404 303 404 404 404 404", QUIZ),
    Line("POST", "quiz.save", "303 404 303 404 404 404 404"),
    Line("POST", "quiz.autosave", "401 404 200 404 404 404 404", json=SAVE),
    Line("POST", "quiz.submit", "303 404 422 404 404 404 404"),
    Line("POST", "quiz.submit", "303 404 303 404 404 404 404", data={"confirm": "y"}),
    Line("POST", "certificates.revoke", "303 403 403 403 403 422 404"),
    Line("POST", "certificates.revoke", "303 403 403 403 403 303 404", data={"reason": "fraud"}),
    Line("POST", "accounts.end_device", "303 404 303 404 404 404 404"),
    Line("POST", "accounts.end_other_devices", "303 303 303 303 303 303 303"),
    Line("POST", "accounts.sign_out", "303 303 303 303 303 303 303"),
]

TABLE = [*GET, *POST]
