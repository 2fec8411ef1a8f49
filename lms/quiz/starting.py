"""What a start checks and fixes for good: whether one may begin, the paper, the number, the deadline."""

import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.exc import IntegrityError

from lms.cohorts.models import Enrolment
from lms.cohorts.queries import ending_of
from lms.cohorts.rules import ItemDates
from lms.core.db import session
from lms.core.errors import InvalidInput
from lms.core.reasons import Reason, reason
from lms.progress.report import ItemReport
from lms.quiz import rules
from lms.quiz.engine.allowance import Allowance
from lms.quiz.engine.draw import pick
from lms.quiz.engine.paper import make_paper
from lms.quiz.engine.policy import OPEN, Policy
from lms.quiz.engine.timing import deadline, own_minutes, refusal_to_start
from lms.quiz.models import Attempt
from lms.quiz.queries import AttemptSummary
from lms.quiz.rules import QuizContent

SEED_BYTES = 16


@dataclass(frozen=True)
class Sent:
    """What the start card sends: the word that the clock may run, and the access code as typed."""

    is_ready: bool = True
    access_code: str = ""


READY = Sent()


def refusal(
    enrolment: Enrolment,
    content: QuizContent,
    entry: ItemReport,
    attempts: Sequence[AttemptSummary],
    allowance: Allowance,
    now: datetime,
) -> Reason | None:
    """Why this learner may not begin an attempt now, locks apart; None when they may."""
    ended = ending_of(enrolment.cohort, now)
    if ended is not None:
        return ended.why
    if content.policy.cohort_only and enrolment.cohort.is_open:
        return reason("start.cohort_only")
    window = rules.window_of(entry.dates)
    return refusal_to_start(content.policy, rules.past_of(attempts), window, now, allowance)


def check(sent: Sent, policy: Policy, allowance: Allowance) -> None:
    """InvalidInput when the code is wrong, or nobody said that the timer may start. The comparison takes the same time for any code."""
    if policy.access_code is not None:
        typed, code = (
            _plain(text).encode(errors="replace") for text in (sent.access_code, policy.access_code)
        )
        if not hmac.compare_digest(typed, code):
            raise InvalidInput(reason("start.wrong_code"), "access_code")
    if own_minutes(policy, allowance) is not None and not sent.is_ready:
        raise InvalidInput(reason("start.not_ready"), "ready")


def _plain(code: str) -> str:
    """Codes are read out in class: case and the spaces around do not matter."""
    return code.strip().casefold()


def draws(policy: Policy) -> bool:
    """Whether the questions met before matter."""
    return policy.avoid_seen and any(section.draw for section in policy.sections)


def new_attempt(
    enrolment: Enrolment, content: QuizContent, number: int, seen: Collection[str], now: datetime
) -> Attempt:
    """An attempt with its paper drawn, not stored yet."""
    seed = secrets.token_hex(SEED_BYTES)
    picked = pick(content.policy, content.questions, seed, seen)
    paper = make_paper(picked, content.policy, seed)
    return Attempt(
        centre_id=enrolment.centre_id,
        enrolment_id=enrolment.id,
        user_id=enrolment.user_id,
        revision_id=enrolment.revision_id,
        item_key=content.item.id,
        number=number,
        state=OPEN,
        paper=paper.dump(),
        language=enrolment.language,
        started_at=now,
        max_mark=sum((slot.points for slot in paper.slots), Decimal(0)),
    )


def fix_deadline(
    attempt: Attempt, content: QuizContent, dates: ItemDates, allowance: Allowance, now: datetime
) -> None:
    """When the attempt ends and why then."""
    end = deadline(content.policy, now, dates.closes_at, allowance)
    attempt.cutoff_at = end.due_at + content.policy.grace if end.due_at else None
    attempt.pause_left = 60 * allowance.pause_minutes if end.due_at else 0
    attempt.due_at, attempt.due_reason = end.due_at, rules.reason_to_json(rules.in_short(end.reason))


def insert(attempt: Attempt) -> int | None:
    """The new row's id; None when another start was faster."""
    try:
        with session().begin_nested():
            session().add(attempt)
    except IntegrityError:
        return None
    return attempt.id
