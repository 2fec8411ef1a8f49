"""The wiring between features: who hears which signal, and what each hands up to the floor. `app.py` calls it."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from lms.accounts import mails, sessions  # noqa: F401 - `mails` registers its job
from lms.accounts import services as accounts
from lms.accounts.retention import SIGN_INS
from lms.adaptations.retention import ADAPTATIONS
from lms.attendance.retention import ATTENDANCE
from lms.authoring.navigation import authoring
from lms.centres.keeping import clean_due
from lms.certificates import printing  # noqa: F401 - registers its job
from lms.certificates.pdf import missing_glyphs
from lms.certificates.services import issue_certificate
from lms.cohorts.access import visible_cohorts
from lms.cohorts.offers import pass_on_offers
from lms.cohorts.queries import enrolment_in_course
from lms.core import mail, signals, throttle  # noqa: F401 - `mail` registers its job
from lms.core.db import transaction
from lms.core.hooks import Hooks
from lms.core.person import Person
from lms.core.retention import ACTS, MAILS
from lms.core.server import Periodic
from lms.core.standby import Standby
from lms.courses.drafts import empty_bins
from lms.courses.rendering import render_inline, render_markdown
from lms.followup.morning import send_morning_mails
from lms.followup.navigation import teaching
from lms.followup.views.log_names import NAMES as LOG_NAMES
from lms.learning.branding import brand_of_page
from lms.learning.navigation import navigation as learner_navigation
from lms.marking.notes import notes_of
from lms.people import mails as people_mails  # noqa: F401 - registers its job
from lms.people.retention import INVITATIONS
from lms.quiz.clocks import recompute_deadlines
from lms.quiz.closing import close_due_attempts
from lms.quiz.file_purge import purge_uploads
from lms.quiz.telling import tell_due_results
from lms.quiz.views.history import exam_banner
from lms.rosters import jobs  # noqa: F401 - registers its job
from lms.rosters.retention import ROSTERS
from lms.training.retention import BIRTHS

SWEEP = Periodic(10, close_due_attempts, lease="close-due-attempts")
"""Each ten seconds; a worker that dies keeps its lease for 25 more, and a web process looks every 30: within the minute."""
TELL = Periodic(60, tell_due_results, lease="tell-due-results")
OFFERS = Periodic(60, pass_on_offers, lease="pass-on-offers")


def connect(app: Flask) -> None:
    """Connect subscribers and hooks to a new application."""
    signals.disconnect_all()
    sessions.init_sessions(app)
    app.extensions["lms"].save_preference = _save_preference
    app.extensions["lms"].periodic += [Periodic(3600, _purge_throttle), SWEEP, TELL, OFFERS]
    app.extensions["lms"].marking_notes = notes_of
    Standby(app)
    app.extensions["lms"].periodic += [Periodic(3600, purge_uploads), Periodic(3600, _empty_bins)]
    app.extensions["lms"].retention += [
        ACTS,
        MAILS,
        SIGN_INS,
        INVITATIONS,
        ATTENDANCE,
        BIRTHS,
        ROSTERS,
        ADAPTATIONS,
    ]
    app.extensions["lms"].periodic += [Periodic(3600, _clean(app.extensions["lms"]), lease="retention")]
    app.extensions["lms"].periodic += [Periodic(120, send_morning_mails)]
    app.extensions["lms"].banners.append(exam_banner)
    app.jinja_env.filters.update(md=render_markdown, inline_md=render_inline)
    app.extensions["lms"].course_readers.append(_belongs_to_course)
    app.extensions["lms"].navigation.append(learner_navigation)
    app.extensions["lms"].brand = brand_of_page
    app.extensions["lms"].named.update(LOG_NAMES)
    app.extensions["lms"].unprintable = missing_glyphs
    app.extensions["lms"].navigation += [teaching, authoring]
    signals.subscribe(signals.course_completed, "certificates", _issue_certificate)
    signals.subscribe(signals.accommodation_changed, "deadlines", _recompute_deadlines)


def _purge_throttle(now: datetime) -> None:
    with transaction():
        throttle.purge(now)


def _empty_bins(now: datetime) -> None:
    with transaction():
        empty_bins(now)


def _clean(hooks: Hooks) -> Callable[[datetime], int]:
    return lambda now: clean_due(hooks.retention, now)


def _issue_certificate(*, enrolment_id: int, now: datetime) -> None:
    issue_certificate(enrolment_id=enrolment_id, now=now)


def _recompute_deadlines(*, centre_id: int, user_id: int, accommodation_id: int, now: datetime) -> None:
    recompute_deadlines(centre_id, user_id, now=now)


def _save_preference(user_id: int, field: str, value: str) -> None:
    with transaction():
        accounts.set_preference(user_id=user_id, field=field, value=value)


def _belongs_to_course(person: Person, course_id: int) -> bool:
    mine = enrolment_in_course(person.id, course_id)
    if mine is not None and mine.ended_at is None:
        return True
    return any(cohort.course_id == course_id for cohort in visible_cohorts(person))
