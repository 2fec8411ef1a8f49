"""Jobs of kind `staff-invitation`: the mail of an invitation, unless it was renewed, withdrawn or accepted meanwhile."""

from datetime import datetime
from typing import Any

from flask import current_app, url_for

from lms.accounts import queries as accounts
from lms.centres.models import Centre
from lms.centres.role_names import ROLES
from lms.core import jobs, mail
from lms.core.db import session
from lms.core.texts import localize
from lms.people import queries, tokens
from lms.people.inviting import MAIL_JOB
from lms.people.models import Invitation
from lms.people.rules import State


@jobs.handler(MAIL_JOB, outside=True)
def _send(payload: dict[str, Any], now: datetime) -> None:
    found = queries.invitation(payload["invitation_id"])
    token = tokens.make(str(current_app.config["SECRET_KEY"]), payload["nonce"])
    if found is None or found.state(now) is not State.PENDING or found.token_hash != tokens.digest(token):
        return
    centre = session().get_one(Centre, found.centre_id)
    known = accounts.user_by_email_key(found.email_key)
    language = known.language if known else centre.language
    mail.send(
        "staff_invitation",
        to=found.email,
        language=language,
        params={
            "centre": centre.name,
            "role": ROLES[found.offer.role],
            "place": _place(found, language),
            "url": url_for("people.invitation", token=token, _external=True),
        },
        message_key=payload["nonce"],
    )


def _place(found: Invitation, language: str) -> str:
    """The course, the group or the employer by name; empty for the whole centre."""
    places = queries.places_of(found.centre_id)
    if found.cohort_id is not None:
        return places.cohorts[found.cohort_id]
    if found.course_id is not None:
        return localize(places.courses[found.course_id], language)[0]
    return found.employer
