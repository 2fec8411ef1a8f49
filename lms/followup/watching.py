"""What staff do about learners at risk: thresholds set, learners put aside and taken back, mails sent."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts import services as accounts
from lms.cohorts.models import Cohort, Enrolment, LearningEvent
from lms.core import audit, jobs
from lms.core.db import session
from lms.core.errors import InvalidInput
from lms.core.reasons import reason
from lms.core.texts import clean
from lms.followup.activity import MESSAGE
from lms.followup.models import RiskRule, RiskSnooze
from lms.followup.risk_rules import SNOOZE, Thresholds

LONGEST_SUBJECT, LONGEST_BODY = 150, 5000


def set_thresholds(*, cohort: Cohort, wanted: Thresholds, actor_id: int, now: datetime) -> None:
    """Say from what on a learner of a cohort is at risk."""
    rule = session().scalar(select(RiskRule).where(RiskRule.cohort_id == cohort.id).with_for_update())
    rule = rule or RiskRule(cohort_id=cohort.id)
    rule.inactive_days, rule.failed_tries = wanted.inactive_days, wanted.failed_tries
    rule.behind_points, rule.off = wanted.behind_points, sorted(wanted.off)
    session().add(rule)
    session().flush()
    _note("risk.thresholds_set", cohort.centre_id, ("cohort", cohort.id), actor_id, now)


def snooze(*, enrolment: Enrolment, actor_id: int, now: datetime) -> None:
    """Put a learner aside for a week; one who is already is put aside anew."""
    wake(enrolment=enrolment, actor_id=actor_id, now=now, is_noted=False)
    try:
        with session().begin_nested():
            session().add(RiskSnooze(enrolment_id=enrolment.id, by_id=actor_id, at=now, until=now + SNOOZE))
    except IntegrityError:
        return  # somebody else did so at the same moment
    _note("risk.snoozed", enrolment.centre_id, ("enrolment", enrolment.id), actor_id, now)


def wake(*, enrolment: Enrolment, actor_id: int, now: datetime, is_noted: bool = True) -> None:
    """Take a learner back into the list."""
    aside = update(RiskSnooze).where(RiskSnooze.enrolment_id == enrolment.id, RiskSnooze.ended_at.is_(None))
    session().execute(aside.values(ended_at=now))
    if is_noted:
        _note("risk.unsnoozed", enrolment.centre_id, ("enrolment", enrolment.id), actor_id, now)


@dataclass(frozen=True)
class Letter:
    """A mail to one learner."""

    enrolment_id: int
    user_id: int
    to: str
    language: str
    subject: str
    body: str


@dataclass(frozen=True)
class Sender:
    """Who writes, and where answers go."""

    id: int
    name: str
    email: str


def checked(subject: str, body: str) -> tuple[str, str]:
    """Subject and text as they are sent; InvalidInput when one is missing, too long, or the subject has several lines."""
    subject, body = clean(subject).strip(), clean(body).replace("\r\n", "\n").strip()
    if not subject or not body:
        raise InvalidInput(reason("watch.empty"))
    if any(ord(sign) < 32 or sign in "\x7f\x85\u2028\u2029" for sign in subject):
        raise InvalidInput(reason("watch.one_line"))
    if len(subject) > LONGEST_SUBJECT or len(body) > LONGEST_BODY:
        raise InvalidInput(reason("watch.too_long", subject=LONGEST_SUBJECT, text=LONGEST_BODY))
    return subject, body


def write(*, cohort: Cohort, letters: Sequence[Letter], sender: Sender, now: datetime) -> int:
    """Have each mail sent, and note on each learner's timeline that one was; how many were.

    The same mail twice in a day, by a double click or a page sent again, goes out and is noted once.
    """
    by_key = {_key(letter, sender, now): letter for letter in letters}
    payloads = {key: _payload(letter, sender) for key, letter in by_key.items()}
    new = jobs.enqueue_all("mail", payloads, now=now)
    for letter in (letter for key, letter in by_key.items() if key in new):
        session().add(
            LearningEvent(
                centre_id=cohort.centre_id,
                enrolment_id=letter.enrolment_id,
                user_id=letter.user_id,
                kind=MESSAGE,
                item_key=None,
                at=now,
                payload={"by": sender.id},
            )
        )
        place = ("enrolment", letter.enrolment_id)
        _note("risk.message_sent", cohort.centre_id, place, sender.id, now)
    return len(new)


def _key(letter: Letter, sender: Sender, now: datetime) -> str:
    words = f"{letter.enrolment_id}\0{sender.id}\0{letter.subject}\0{letter.body}\0{now.date()}"
    return f"risk-{hashlib.sha256(words.encode()).hexdigest()}"


def _payload(letter: Letter, sender: Sender) -> dict[str, object]:
    return {
        "template": "staff_message",
        "to": letter.to,
        "language": letter.language,
        "reply_to": sender.email,
        "params": {"subject_line": letter.subject, "text": letter.body, "sender": sender.name},
    }


def invite_again(*, enrolment: Enrolment, title: str, centre: str, actor_id: int, now: datetime) -> None:
    """Send a learner who never came the mail with which they choose a password, or sign in."""
    accounts.queue_invitations(
        people={enrolment.user_id: f"/learn/{enrolment.id}"},
        about={"course": title, "group": enrolment.cohort.name, "centre": centre},
        now=now,
    )
    place = ("enrolment", enrolment.id)
    _note("enrolment.invited_again", enrolment.centre_id, place, actor_id, now)


def _note(action: str, centre_id: int, on: tuple[str, int], actor_id: int, now: datetime) -> None:
    audit.record(action, actor_id=actor_id, centre_id=centre_id, on=on, now=now)
