"""Who gets what: one line per endpoint and method, one column per role. The only place where this is written down.

Columns: visitor, learner of another centre, learner, instructor, instructor elsewhere, manager, manager elsewhere, marker, invigilator,
employer’s reader.
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
ESSAY = {"cohort_id": "essay_cohort_id", "key": "quiz", "code": "essay_code"}
GOAL = {"objective": "accueil-definir"}
PRACTICE = {"check": "practice-1"}
FILE = {"token": "file_token", "number": 1}
LESSON_NODE, QUIZ_NODE, MODULE_NODE = ({"node_id": f"{kind}_node"} for kind in ("lesson", "quiz", "module"))
VERSION = {**LESSON_NODE, "number": 1}
DRAFT_MEDIA = {"name": "image"}
OF_MANAGERS = "303 403 403 403 403 200 404 403 403 403"
OF_AUTHORS = "303 403 403 200 404 200 404 403 403 403"
OF_GRADERS = "303 403 403 422 404 422 404 403 403 403"
JOIN = {"code": "join_code"}
NO_NAME = {"printed_name": ""}
SAVE = {"sequence": 0, "key": "0123456789abcdef", "fields": {}}

ANYONE = "200 200 200 200 200 200 200 200 200 200"
SIGNED_IN = "303 200 200 200 200 200 200 200 200 200"
REFUSED = "422 422 422 422 422 422 422 422 422 422"
"""A form sent empty: it is read, so the page is open to them."""
FOUND_BY_NOBODY = "404 404 404 404 404 404 404 404 404 404"

GONE = "410 410 410 410 410 410 410 410 410 410"
REFUSED_TO_OTHERS = "303 403 403 403 403 422 404 403 403 403"
MEMBER = {"user_id": "member_id", "membership_id": "membership_id"}
"""Somebody of the staff who came for this table alone, and their role."""

GET = [
    Line("GET", "learning.catalogue", ANYONE),
    Line("GET", "core.accessibility", ANYONE),
    Line("GET", "core.privacy", ANYONE),
    Line("GET", "core.site_map", ANYONE),
    Line("GET", "core.healthz", ANYONE),
    Line("GET", "accounts.sign_in", "200 303 303 303 303 303 303 303 303 303"),
    Line("GET", "accounts.session_now", ANYONE),
    Line("GET", "accounts.sign_up", "200 303 303 303 303 303 303 303 303 303"),
    Line("GET", "accounts.check_email", ANYONE),
    Line("GET", "accounts.confirm", "410 410 410 410 410 410 410 410 410 410"),
    Line("GET", "accounts.ask_reset", ANYONE),
    Line("GET", "accounts.reset_sent", ANYONE),
    Line("GET", "accounts.reset", "410 410 410 410 410 410 410 410 410 410"),
    Line("GET", "accounts.profile", SIGNED_IN),
    Line("GET", "accounts.password", SIGNED_IN),
    Line("GET", "accounts.devices", SIGNED_IN),
    Line("GET", "accounts.demo_mail", FOUND_BY_NOBODY),
    Line("GET", "accounts.demo_mail_message", FOUND_BY_NOBODY, {"name": "mail"}),
    Line("GET", "courses.media", ANYONE, {"name": "image"}),
    Line("GET", "learning.landing", ANYONE),
    Line("GET", "learning.try_lesson", "200 200 303 200 200 200 200 200 200 200"),
    Line("GET", "learning.try_check_again", "303 303 303 303 303 303 303 303 303 303"),
    Line("GET", "learning.enrol", "303 200 303 200 200 200 200 200 200 200"),
    Line("GET", "learning.join", ANYONE),
    Line("GET", "learning.join_cohort", "200 200 303 200 200 200 200 200 200 200", JOIN),
    Line("GET", "learning.today", "303 200 200 303 303 303 303 303 303 303"),
    Line("GET", "learning.outline", "303 404 200 404 404 404 404 404 404 404"),
    Line("GET", "learning.item", "303 404 200 404 404 404 404 404 404 404", LESSON),
    Line("GET", "learning.answered_check", "303 303 303 303 303 303 303 303 303 303", LESSON),
    Line("GET", "learning.practise", "303 404 200 404 404 404 404 404 404 404", GOAL),
    Line("GET", "learning.practise_known", "303 404 200 404 404 404 404 404 404 404"),
    Line("GET", "learning.live", "303 404 200 404 404 404 404 404 404 404"),
    Line("GET", "learning.offer", "303 404 404 404 404 404 404 404 404 404"),
    Line("GET", "learning.live_file", "303 404 200 404 404 404 404 404 404 404"),
    Line("GET", "learning.calendar", FOUND_BY_NOBODY),
    Line("GET", "learning.progress", "303 404 200 404 404 404 404 404 404 404"),
    Line("GET", "quiz.start", "303 404 200 404 404 404 404 404 404 404", QUIZ),
    Line("GET", "quiz.sit", "303 404 200 404 404 404 404 404 404 404"),
    Line("GET", "quiz.check", "303 404 200 404 404 404 404 404 404 404"),
    Line("GET", "quiz.paused", "303 404 303 404 404 404 404 404 404 404"),
    Line("GET", "quiz.arrangements", SIGNED_IN),
    Line("GET", "quiz.receipt", "303 404 303 404 404 404 404 404 404 404"),
    Line("GET", "quiz.clock", "303 404 200 404 404 404 404 404 404 404"),
    Line("GET", "quiz.review", "303 404 303 404 404 404 404 404 404 404"),
    Line("GET", "quiz.file", "303 404 200 404 404 404 404 404 404 404", FILE),
    Line("GET", "quiz.file_page", "303 404 200 404 404 404 404 404 404 404", FILE),
    Line("GET", "quiz.history", "303 404 200 404 404 404 404 404 404 404", QUIZ),
    Line("GET", "certificates.mine", "303 404 200 404 404 404 404 404 404 404"),
    Line("GET", "certificates.pdf", "303 404 200 200 404 200 404 404 404 404"),
    Line("GET", "certificates.verify_form", ANYONE),
    Line("GET", "certificates.verify", ANYONE),
    Line("GET", "certificates.revoke", "303 403 403 403 403 200 404 403 403 403"),
    Line("GET", "marking.queue", "303 403 403 200 200 200 200 200 403 403"),
    Line("GET", "marking.quiz", "303 403 403 200 404 200 404 200 403 403", ESSAY),
    Line("GET", "marking.answer", "303 403 403 200 404 200 404 200 403 403", ESSAY),
    Line("GET", "marking.late", "303 403 403 200 404 200 404 200 403 403", ESSAY),
    Line("GET", "marking.file", "303 403 403 404 404 404 404 404 403 403", ESSAY),
    Line("GET", "people.mine", "303 403 403 403 403 303 303 403 403 403"),
    Line("GET", "people.people", OF_MANAGERS),
    Line("GET", "people.person", OF_MANAGERS, MEMBER),
    Line("GET", "people.invitations", OF_MANAGERS),
    Line("GET", "people.invite", OF_MANAGERS),
    Line("GET", "people.invitation", GONE),
    Line("GET", "followup.exams", "303 403 403 200 200 200 200 403 200 403"),
    Line("GET", "followup.employees", "303 403 403 403 403 403 403 403 403 200"),
    Line("GET", "followup.home", "303 403 403 200 200 200 200 403 403 403"),
    Line("GET", "followup.risk", "303 403 403 200 404 200 404 403 403 403"),
    Line("GET", "followup.message", "303 403 403 303 404 303 404 403 403 403"),
    Line("GET", "followup.morning_mail", "303 403 403 200 200 200 200 403 403 403"),
    Line("GET", "followup.stop_morning", "404 404 404 404 404 404 404 404 404 404", {"token": "code"}),
    Line("GET", "followup.cohort", "303 403 403 200 404 200 404 403 403 403"),
    Line("GET", "followup.learners_map", "303 403 403 200 404 200 404 403 403 403"),
    Line("GET", "followup.gradebook", OF_AUTHORS),
    Line("GET", "followup.excuse_several", OF_AUTHORS),
    Line("GET", "followup.marks", OF_AUTHORS),
    Line("GET", "followup.mark", OF_AUTHORS, QUIZ),
    Line("GET", "followup.gain", "303 403 403 404 404 404 404 403 403 403"),
    Line("GET", "followup.dates", OF_AUTHORS),
    Line("GET", "followup.live", OF_AUTHORS),
    Line("GET", "followup.new_live", OF_AUTHORS),
    Line("GET", "followup.edit_live", OF_AUTHORS),
    Line("GET", "followup.move", OF_MANAGERS),
    Line("GET", "followup.waiting", OF_MANAGERS),
    Line("GET", "followup.new_cohort", "303 403 403 403 403 200 200 403 403 403"),
    Line("GET", "followup.cohort_settings", "303 403 403 403 403 200 404 403 403 403"),
    Line("GET", "rosters.rosters", "303 403 403 403 403 200 404 403 403 403"),
    Line("GET", "rosters.roster", "303 403 403 403 403 200 404 403 403 403"),
    Line("GET", "rosters.roster_state", "303 403 403 403 403 200 404 403 403 403"),
    Line("GET", "centres.log", "303 403 403 403 403 200 404 403 403 403"),
    Line("GET", "followup.learner", "303 403 403 200 404 200 404 403 403 403"),
    Line("GET", "followup.exam_console", "303 403 403 200 404 200 404 403 200 403", QUIZ),
    Line("GET", "followup.exam_now", "303 403 403 200 404 200 404 403 200 403", QUIZ),
    Line("GET", "followup.accommodations", "303 403 403 403 403 200 404 403 403 403"),
    Line("GET", "authoring.courses", "303 403 403 200 200 200 200 403 403 403"),
    Line("GET", "authoring.outline", OF_AUTHORS),
    Line("GET", "authoring.sheet", OF_AUTHORS),
    Line("GET", "authoring.module", OF_AUTHORS, MODULE_NODE),
    Line("GET", "authoring.lesson", OF_AUTHORS, LESSON_NODE),
    Line("GET", "authoring.preview", OF_AUTHORS, LESSON_NODE),
    Line("GET", "authoring.preview_course", OF_AUTHORS),
    Line("GET", "authoring.preview_quiz", OF_AUTHORS, QUIZ_NODE),
    Line("GET", "authoring.versions", OF_AUTHORS, LESSON_NODE),
    Line("GET", "authoring.quiz", OF_AUTHORS, QUIZ_NODE),
    Line("GET", "authoring.question", OF_AUTHORS, QUIZ_NODE),
    Line("GET", "authoring.question_versions", OF_AUTHORS, QUIZ_NODE),
    Line("GET", "authoring.bank", OF_AUTHORS),
    Line("GET", "authoring.whole_bank", "303 403 403 200 200 200 200 403 403 403"),
    Line("GET", "authoring.new_question", "303 403 403 404 404 404 404 403 403 403", QUIZ_NODE),
    Line("GET", "authoring.media", OF_AUTHORS, DRAFT_MEDIA),
    Line("GET", "authoring.publication", OF_AUTHORS),
    Line("GET", "authoring.revisions", OF_AUTHORS),
    Line("GET", "authoring.moves", OF_AUTHORS),
]

POST = [
    Line("POST", "core.set_language", "303 303 303 303 303 303 303 303 303 303"),
    Line("POST", "core.set_theme", "303 303 303 303 303 303 303 303 303 303"),
    Line("POST", "accounts.sign_in", REFUSED),
    Line("POST", "accounts.sign_up", REFUSED),
    Line("POST", "accounts.confirm", "410 410 410 410 410 410 410 410 410 410"),
    Line("POST", "accounts.ask_reset", REFUSED),
    Line("POST", "accounts.reset", "410 410 410 410 410 410 410 410 410 410"),
    Line("POST", "accounts.profile", "303 422 422 422 422 422 422 422 422 422"),
    Line("POST", "accounts.password", "303 422 422 422 422 422 422 422 422 422"),
    Line("POST", "accounts.demo_sign_in", FOUND_BY_NOBODY, data={"role": "learner"}),
    Line("POST", "learning.try_check", REFUSED),
    Line("POST", "learning.enrol", "303 422 303 422 422 422 422 422 422 422", data=NO_NAME),
    Line("POST", "learning.join_cohort", "401 422 303 422 422 422 422 422 422 422", JOIN, NO_NAME),
    Line("POST", "learning.wait", "303 422 422 422 422 422 422 422 422 422", JOIN, NO_NAME),
    Line("POST", "learning.accept_offer", "303 404 404 404 404 404 404 404 404 404"),
    Line("POST", "learning.decline_offer", "303 404 404 404 404 404 404 404 404 404"),
    Line("POST", "learning.leave_waiting", "303 303 303 303 303 303 303 303 303 303", JOIN),
    Line("POST", "learning.set_calendar", "303 404 303 404 404 404 404 404 404 404"),
    Line("POST", "learning.set_language", "303 404 422 404 404 404 404 404 404 404"),
    Line("POST", "learning.opened", "303 404 204 404 404 404 404 404 404 404", LESSON),
    Line("POST", "learning.answer_check", "303 404 422 404 404 404 404 404 404 404", LESSON),
    Line("POST", "learning.done", "303 404 303 404 404 404 404 404 404 404", LESSON),
    Line("POST", "learning.practise", "303 404 422 404 404 404 404 404 404 404", GOAL, PRACTICE),
    Line("POST", "learning.practise_known", "303 404 422 404 404 404 404 404 404 404", data=PRACTICE),
    Line("POST", "quiz.assess", "303 404 404 404 404 404 404 404 404 404"),
    Line("POST", "quiz.begin", "303 404 303 404 404 404 404 404 404 404", QUIZ),
    Line("POST", "quiz.save", "303 404 303 404 404 404 404 404 404 404"),
    Line("POST", "quiz.autosave", "401 404 200 404 404 404 404 404 404 404", json=SAVE),
    Line("POST", "quiz.check_answer", "401 404 409 404 404 404 404 404 404 404", json=SAVE),
    Line("POST", "quiz.hint", "401 404 409 404 404 404 404 404 404 404", json={"bought": 0}),
    Line("POST", "quiz.add_file", "303 404 404 404 404 404 404 404 404 404"),
    Line("POST", "quiz.remove_file", "303 404 404 404 404 404 404 404 404 404"),
    Line("POST", "quiz.pause", "303 404 409 404 404 404 404 404 404 404"),
    Line("POST", "quiz.resume", "303 404 303 404 404 404 404 404 404 404"),
    Line("POST", "quiz.ask", "303 404 409 404 404 404 404 404 404 404", QUIZ),
    Line("POST", "followup.set_dates", "303 403 403 303 404 303 404 403 403 403"),
    Line("POST", "followup.exam_time", "303 403 403 422 404 422 404 403 422 403", QUIZ),
    Line("POST", "followup.exam_announce", "303 403 403 422 404 422 404 403 422 403", QUIZ),
    Line(
        "POST", "followup.exam_announce", "303 403 403 303 404 303 404 403 303 403", QUIZ, {"text": "Courage"}
    ),
    Line("POST", "followup.set_thresholds", "303 403 403 422 404 422 404 403 403 403"),
    Line("POST", "followup.snooze", "303 403 403 303 404 303 404 403 403 403"),
    Line("POST", "followup.wake", "303 403 403 303 404 303 404 403 403 403"),
    Line("POST", "followup.send_message", "303 403 403 422 404 422 404 403 403 403"),
    Line("POST", "followup.invite_again", "303 403 403 403 403 409 404 403 403 403"),
    Line("POST", "followup.choose_morning", "303 403 403 422 422 422 422 403 403 403", data={"hour": "3"}),
    Line("POST", "followup.end_morning", "404 404 404 404 404 404 404 404 404 404", {"token": "code"}),
    Line("POST", "followup.more_time", "303 403 403 409 404 409 404 403 403 403"),
    Line("POST", "followup.more_attempts", "303 403 403 303 404 303 404 403 403 403", QUIZ),
    Line("POST", "followup.reopen", "303 403 403 422 404 422 404 403 403 403"),
    Line("POST", "followup.decide", "303 403 403 422 404 422 404 403 403 403"),
    Line("POST", "followup.decide", "303 403 403 303 404 303 404 403 403 403", data={"decision": "decline"}),
    Line("POST", "followup.set_accommodations", "303 403 403 403 403 422 404 403 403 403"),
    Line(
        "POST", "followup.set_accommodations", "303 403 403 403 403 303 404 403 403 403", data={"time": "1"}
    ),
    Line("POST", "quiz.submit", "303 404 422 404 404 404 404 404 404 404"),
    Line("POST", "quiz.submit", "303 404 303 404 404 404 404 404 404 404", data={"confirm": "y"}),
    Line("POST", "marking.save_marking", "303 403 403 422 404 422 404 422 403 403", ESSAY),
    Line("POST", "marking.decide_late", "303 403 403 422 404 422 404 422 403 403", ESSAY),
    Line("POST", "marking.release", "303 403 403 422 404 422 404 422 403 403", ESSAY),
    Line("POST", "marking.send_back", "303 403 403 422 404 422 404 422 403 403", ESSAY),
    Line("POST", "marking.papers", "303 403 403 200 404 200 404 200 403 403", ESSAY),
    Line("POST", "certificates.revoke", "303 403 403 403 403 422 404 403 403 403"),
    Line("POST", "certificates.revoke", "303 403 403 403 403 303 404 403 403 403", data={"reason": "fraud"}),
    Line("POST", "people.give_role", REFUSED_TO_OTHERS, MEMBER),
    Line("POST", "people.take_role", "303 403 403 403 403 303 404 403 403 403", MEMBER),
    Line("POST", "people.send_invitations", REFUSED_TO_OTHERS),
    Line("POST", "people.resend_invitation", "303 403 403 403 403 303 404 403 403 403"),
    Line("POST", "people.withdraw_invitation", "303 403 403 403 403 303 404 403 403 403"),
    Line("POST", "people.accept", GONE),
    Line("POST", "followup.add_teacher", "303 403 403 403 403 404 404 403 403 403"),
    Line("POST", "followup.remove_teacher", "303 403 403 403 403 404 404 403 403 403", MEMBER),
    Line(
        "POST", "followup.export_employees", "303 403 403 403 403 403 403 403 403 200", data={"format": "csv"}
    ),
    Line("POST", "followup.create_cohort", "303 403 403 403 403 422 422 403 403 403"),
    Line("POST", "followup.save_cohort", "303 403 403 403 403 422 404 403 403 403"),
    Line("POST", "followup.renew_code", "303 403 403 403 403 303 404 403 403 403"),
    Line("POST", "followup.run_again", "303 403 403 403 403 422 404 403 403 403"),
    Line("POST", "rosters.send_roster", "303 403 403 403 403 422 404 403 403 403"),
    Line("POST", "rosters.choose_columns", "303 403 403 403 403 422 404 403 403 403"),
    Line("POST", "rosters.apply_roster", "303 403 403 403 403 409 404 403 403 403"),
    Line("POST", "rosters.undo_roster", "303 403 403 403 403 409 404 403 403 403"),
    Line("POST", "rosters.export_roster", "303 403 403 403 403 200 404 403 403 403", data={"format": "csv"}),
    Line("POST", "followup.export_map", "303 403 403 200 404 200 404 403 403 403", data={"format": "csv"}),
    Line("POST", "followup.export_gradebook", OF_AUTHORS, data={"format": "csv"}),
    Line("POST", "followup.do_excuse_several", OF_GRADERS, data={"item": "quiz-accueil"}),
    Line("POST", "followup.set_mark", OF_GRADERS, QUIZ),
    Line("POST", "followup.excuse", OF_GRADERS, QUIZ),
    Line("POST", "followup.free_mark", "303 403 403 409 404 409 404 403 403 403", QUIZ),
    Line("POST", "followup.end_excuse", "303 403 403 409 404 409 404 403 403 403", QUIZ),
    Line("POST", "centres.export_log", "303 403 403 403 403 200 404 403 403 403", data={"format": "csv"}),
    Line("POST", "followup.create_live", "303 403 403 422 404 422 404 403 403 403"),
    Line("POST", "followup.save_live", "303 403 403 422 404 422 404 403 403 403"),
    Line("POST", "followup.set_calendar", "303 403 403 303 404 303 404 403 403 403"),
    Line("POST", "followup.cancel_live", "303 403 403 303 404 303 404 403 403 403"),
    Line("POST", "followup.do_move", "303 403 403 403 403 404 404 403 403 403"),
    Line("POST", "followup.offer_place", "303 403 403 403 403 303 404 403 403 403"),
    Line("POST", "followup.withdraw_offer", "303 403 403 403 403 303 404 403 403 403"),
    Line("POST", "followup.move_waiting", REFUSED_TO_OTHERS, {"place_id": "second_place"}),
    Line("POST", "followup.take_calendar", "303 403 403 303 404 303 404 403 403 403"),
    Line("POST", "authoring.create", "303 403 403 422 422 422 422 403 403 403"),
    Line("POST", "authoring.arrange", "303 403 403 422 404 422 404 403 403 403"),
    Line("POST", "authoring.save_sheet", "303 403 403 422 404 422 404 403 403 403"),
    Line("POST", "authoring.save_module", "303 403 403 422 404 422 404 403 403 403", MODULE_NODE),
    Line("POST", "authoring.save_lesson", "303 403 403 409 404 409 404 403 403 403", LESSON_NODE),
    Line("POST", "authoring.add_file", "303 403 403 303 404 303 404 403 403 403", LESSON_NODE),
    Line("POST", "authoring.preview_typed", OF_AUTHORS, LESSON_NODE),
    Line("POST", "authoring.restore_version", "303 403 403 303 404 303 404 403 403 403", VERSION),
    Line("POST", "authoring.save_quiz", "303 403 403 422 404 422 404 403 403 403", QUIZ_NODE),
    Line("POST", "authoring.save_sections", "303 403 403 409 404 409 404 403 403 403", QUIZ_NODE),
    Line("POST", "authoring.change_bank", "303 403 403 422 404 422 404 403 403 403"),
    Line("POST", "authoring.change_whole_bank", "303 403 403 422 422 422 422 403 403 403"),
    Line("POST", "authoring.add_question", "303 403 403 422 404 422 404 403 403 403", QUIZ_NODE),
    Line("POST", "authoring.save_question", "303 403 403 422 404 422 404 403 403 403", QUIZ_NODE),
    Line("POST", "authoring.move_question", "303 403 403 422 404 422 404 403 403 403", QUIZ_NODE),
    Line(
        "POST",
        "authoring.restore_question",
        "303 403 403 303 404 303 404 403 403 403",
        {**QUIZ_NODE, "number": 1},
    ),
    Line("POST", "authoring.publish", "303 403 403 409 404 409 404 403 403 403"),
    Line("POST", "authoring.move_cohort", "303 403 403 303 404 303 404 403 403 403"),
    Line("POST", "authoring.delete_question", "303 403 403 409 404 409 404 403 403 403", QUIZ_NODE),
    Line("POST", "accounts.end_device", "303 404 303 404 404 404 404 404 404 404"),
    Line("POST", "accounts.end_other_devices", "303 303 303 303 303 303 303 303 303 303"),
    Line("POST", "accounts.sign_out", "303 303 303 303 303 303 303 303 303 303"),
]

TABLE = [*GET, *POST]
