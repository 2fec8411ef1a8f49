"""What staff grant one learner: answers to requests, minutes, one more attempt, an attempt opened again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.centres.queries import accommodation_of
from lms.cohorts import access
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import within_reach
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.permissions import Permission, Scope, allows, requires
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.followup import queries
from lms.followup.views import bp
from lms.quiz import asking, overrides
from lms.quiz.rules import quiz_content

LEARNER = "/teach/cohorts/<int:cohort_id>/learners/<int:enrolment_id>"
QUICK_MINUTES = 10


@dataclass(frozen=True)
class RequestShown:
    """A request in the list, with the title of its quiz by language."""

    request: asking.Request
    title: dict[str, str]


def requests_shown(now: datetime) -> list[RequestShown]:
    """The requests that this person may decide, the oldest first."""
    found = asking.waiting(within_reach(current_person().grants, Permission.EXAM_MANAGE), now)
    return [RequestShown(one, _title(one.enrolment, one.override.item_key)) for one in found]


def _title(enrolment: Enrolment, key: str) -> dict[str, str]:
    _module, item = revision_document(enrolment.revision_id).by_id.get(key, (None, None))
    return dict(item.title) if item else {"en": key}


def learner_grants(enrolment: Enrolment, attempts: Sequence[queries.Sitting]) -> dict[str, object]:
    """What the learner's page offers: the arrangements, and the buttons for who may press them. One statement."""
    cohort, grants = enrolment.cohort, current_person().grants
    scope = Scope(cohort.centre_id, cohort.course_id, cohort.id)
    may_grant = enrolment.ended_at is None and allows(grants, Permission.EXAM_MANAGE, scope)
    latest = {one.item_key: one for one in sorted(attempts, key=lambda one: one.number)}
    of_quiz = {key: [one for one in attempts if one.item_key == key] for key in latest}
    return {
        "granted": accommodation_of(enrolment.centre_id, enrolment.user_id),
        "may_grant": may_grant,
        "may_set": allows(grants, Permission.ACCOMMODATION_SET, scope),
        "quick_minutes": QUICK_MINUTES,
        "latest_ids": {one.id for one in latest.values()},
        "reopenable": {one.id for one in attempts if overrides.may_reopen(one, of_quiz[one.item_key])},
    }


def _learner_for(cohort_id: int, enrolment_id: int) -> Enrolment:
    enrolment = access.enrolment_in_cohort_for(current_person(), enrolment_id, Permission.EXAM_MANAGE)
    if enrolment.cohort_id != cohort_id:
        raise NotFound
    return enrolment


def _attempt_of(enrolment: Enrolment, attempt_id: int) -> queries.Sitting:
    found = (one for one in queries.attempts_of(enrolment.id) if one.id == attempt_id)
    attempt = next(found, None)
    if attempt is None:
        raise NotFound
    return attempt


def _back(enrolment: Enrolment) -> ResponseReturnValue:
    cohort_id, enrolment_id = enrolment.cohort_id, enrolment.id
    place = url_for("followup.learner", cohort_id=cohort_id, enrolment_id=enrolment_id, _anchor="attempts")
    return redirect(place, 303)


@bp.post("/teach/requests/<int:request_id>")
@requires(Permission.EXAM_MANAGE)
def decide(request_id: int) -> ResponseReturnValue:
    """Grant or decline a request, with one button. 409 when somebody did so already."""
    now, person = clock.now(), current_person()
    wish = asking.request_by_id(request_id)
    enrolment = access.enrolment_in_cohort_for(person, wish.enrolment_id, Permission.EXAM_MANAGE)
    is_granted = asking.decision_of(request.form.get("decision"))
    with transaction():
        asking.decide(
            request_id=wish.id,
            enrolment=enrolment,
            is_granted=is_granted,
            actor_id=person.id,
            now=now,
        )
    flash(_("The request is granted.") if is_granted else _("The request is declined."), "success")
    return redirect(url_for("followup.home", _anchor="requests"), 303)


@bp.post(f"{LEARNER}/attempts/<int:attempt_id>/time")
@requires(Permission.EXAM_MANAGE)
def more_time(cohort_id: int, enrolment_id: int, attempt_id: int) -> ResponseReturnValue:
    """Ten more minutes for the attempt that runs."""
    enrolment = _learner_for(cohort_id, enrolment_id)
    attempt, actor = _attempt_of(enrolment, attempt_id), current_person().id
    with transaction():
        overrides.grant_time(attempt_id=attempt.id, minutes=QUICK_MINUTES, actor_id=actor, now=clock.now())
    flash(_("%(minutes)s more minutes given.", minutes=QUICK_MINUTES), "success")
    return _back(enrolment)


@bp.post(f"{LEARNER}/quizzes/<key>/attempt")
@requires(Permission.EXAM_MANAGE)
def more_attempts(cohort_id: int, enrolment_id: int, key: str) -> ResponseReturnValue:
    """One more attempt at a quiz."""
    enrolment = _learner_for(cohort_id, enrolment_id)
    if quiz_content(revision_document(enrolment.revision_id), key) is None:
        raise NotFound
    with transaction():
        overrides.grant_attempt(
            enrolment=enrolment, item_key=key, actor_id=current_person().id, now=clock.now()
        )
    flash(_("One more attempt given."), "success")
    return _back(enrolment)


@bp.post(f"{LEARNER}/attempts/<int:attempt_id>/reopen")
@requires(Permission.EXAM_MANAGE)
def reopen(cohort_id: int, enrolment_id: int, attempt_id: int) -> ResponseReturnValue:
    """Open an attempt again that time closed, with a reason that is kept."""
    enrolment = _learner_for(cohort_id, enrolment_id)
    attempt, typed = _attempt_of(enrolment, attempt_id), request.form.get("minutes", "")
    minutes = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    with transaction():
        overrides.reopen(
            attempt_id=attempt.id,
            minutes=minutes,
            why=request.form.get("why", "")[:300],
            actor_id=current_person().id,
            now=clock.now(),
        )
    flash(_("The attempt is open again."), "success")
    return _back(enrolment)
