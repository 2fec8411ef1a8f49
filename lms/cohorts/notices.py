"""Telling the learners of a cohort of sessions made, moved or cancelled: one mail each, with the files for their calendar."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.accounts.models import User
from lms.cohorts.calendars import Entry, invitation
from lms.cohorts.live_models import LiveSession
from lms.cohorts.models import Cohort, Enrolment
from lms.core import jobs
from lms.core.db import session
from lms.core.mail import sender_address
from lms.core.texts import written


def entry_of(one: LiveSession) -> Entry:
    """A live session as an event."""
    return Entry(
        uid=one.uid,
        title=one.title,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        changed_at=one.changed_at,
        sequence=one.sequence,
        is_cancelled=one.cancelled_at is not None,
        place=one.place,
        link=one.link,
        note=one.note,
    )


def tell_learners(sessions: Sequence[LiveSession], now: datetime) -> None:
    """Have each learner told, in one mail, of what became of sessions of one cohort; those that are over are left out.

    The same sessions in the same state are told of once, however often this is called.
    """
    coming = [one for one in sessions if one.ends_at > now]
    if not coming:
        return
    states = [[one.id, one.sequence] for one in coming]
    digest = hashlib.sha256(repr(states).encode()).hexdigest()
    payload = {"cohort_id": coming[0].cohort_id, "states": states, "key": digest}
    jobs.enqueue("live_notice", digest, payload, now=now)


@jobs.handler("live_notice")
def _write_to_each(payload: dict[str, Any], now: datetime) -> None:
    """Queue the mails. A session that changed again meanwhile is left to its later notice."""
    states = dict(payload["states"])
    found = select(LiveSession).where(LiveSession.id.in_(states)).order_by(LiveSession.starts_at)
    found = found.execution_options(populate_existing=True)
    sessions = [one for one in session().scalars(found) if one.sequence == states[one.id]]
    if not sessions:
        return
    cohort = session().get_one(Cohort, payload["cohort_id"])
    learners = (
        select(User, Enrolment.id)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.ended_at.is_(None), User.archived_at.is_(None))
    )
    mails = {
        f"live:{payload['key']}:{user.id}": _mail(user, enrolment_id, cohort, sessions)
        for user, enrolment_id in session().execute(learners)
    }
    jobs.enqueue_all("mail", mails, now=now)


def _mail(user: User, enrolment_id: int, cohort: Cohort, sessions: Sequence[LiveSession]) -> dict[str, Any]:
    first = sessions[0]
    change = "cancelled" if first.cancelled_at else "moved" if first.sequence else "made"
    return {
        "template": "live_sessions",
        "to": user.email,
        "language": user.language,
        "params": {
            "name": user.name,
            "group": cohort.name,
            "change": change,
            "sessions": [_shown(one, user) for one in sessions],
            "enrolment_id": enrolment_id,
        },
        "calendars": [_file(one, user, cohort) for one in sessions],
    }


def _shown(one: LiveSession, user: User) -> dict[str, str]:
    when = written(one.starts_at, user.language, user.timezone, one.ends_at)
    return {"title": one.title, "when": when, "place": one.place, "link": one.link}


def _file(one: LiveSession, user: User, cohort: Cohort) -> dict[str, str]:
    """RFC 5546 allows one event in a request: each session has a file of its own."""
    text = invitation(
        entry_of(one), organizer=sender_address(), organizer_name=cohort.name, attendee=user.email
    )
    method = "CANCEL" if one.cancelled_at else "REQUEST"
    return {"name": f"session-{one.id}.ics", "method": method, "text": text.decode()}
