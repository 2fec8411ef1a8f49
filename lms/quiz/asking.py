"""Asking for another attempt or more time: one wish per learner and quiz at a time, granted or declined by staff, once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from lms.centres.queries import granted_people
from lms.cohorts.models import Cohort, Enrolment, ItemDate
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.quiz import clocks, overrides, queries
from lms.quiz.engine.allowance import Allowance
from lms.quiz.engine.policy import OPEN, Policy
from lms.quiz.engine.timing import Past, Window, attempts_allowed, own_close
from lms.quiz.models import Attempt, QuizOverride
from lms.quiz.overrides import ATTEMPT, MORE_TIME, WINDOW, Effect, effect_of

LONGEST_MESSAGE = 500


def wish_of(policy: Policy, past: Past, window: Window, now: datetime, allowance: Allowance) -> str | None:
    """What a learner may sensibly ask for now; None when nothing is in the way, or only a date that comes."""
    if window.opens_at is not None and now < window.opens_at:
        return None
    allowed = attempts_allowed(policy, allowance)
    if allowed is not None and past.taken >= allowed:
        return ATTEMPT
    closes_at = own_close(window.closes_at, allowance)
    if closes_at is not None and now >= closes_at:
        return WINDOW
    if policy.time_limit_minutes is not None and not allowance.is_unlimited:
        return MORE_TIME
    return None


def latest_request(enrolment_id: int, item_key: str) -> QuizOverride | None:
    """The last wish that a learner made for a quiz, waiting or decided. One statement."""
    asked = select(QuizOverride).where(
        QuizOverride.enrolment_id == enrolment_id,
        QuizOverride.item_key == item_key,
        QuizOverride.asked_at.is_not(None),
    )
    return session().scalar(asked.order_by(QuizOverride.id.desc()).limit(1))


def ask(
    *, enrolment: Enrolment, item_key: str, kind: str | None, message: str, now: datetime
) -> QuizOverride:
    """Send a wish to the staff of the cohort. `kind` is `wish_of`'s; a running attempt that has a clock makes it about that one.

    Conflict when there is nothing to ask for, nobody who could grant it, or one waits already; InvalidInput on a long message.
    """
    if kind is None or enrolment.cohort.is_open:
        raise Conflict(reason("ask.nothing"))
    if len(message) > LONGEST_MESSAGE:
        raise InvalidInput(reason("ask.too_long", limit=LONGEST_MESSAGE), field="message")
    request = QuizOverride(
        centre_id=enrolment.centre_id,
        enrolment_id=enrolment.id,
        item_key=item_key,
        attempt_id=queries.open_attempt_id(enrolment.id, item_key) if kind == MORE_TIME else None,
        kind=kind,
        message=message.strip(),
        asked_at=now,
    )
    try:
        with session().begin_nested():
            session().add(request)
    except IntegrityError:
        raise Conflict(reason("ask.waiting")) from None
    return request


@dataclass(frozen=True)
class Request:
    """A wish that waits, with its learner's enrolment, and what granting it gives at this moment."""

    override: QuizOverride
    enrolment: Enrolment
    effect: Effect
    is_running: bool


def _waiting(where: ColumnElement[bool]) -> Select[QuizOverride]:
    # Named by their ids, the few that wait are found first; else SQLite asks each learner in reach for theirs.
    undecided = select(QuizOverride.id).where(QuizOverride.decided_at.is_(None)).correlate(None)
    return (
        select(QuizOverride)
        .join(Enrolment, Enrolment.id == QuizOverride.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(QuizOverride.id.in_(undecided), where)
        .where(Enrolment.ended_at.is_(None))
    )


def count_waiting(where: ColumnElement[bool]) -> int:
    """How many wishes wait in the cohorts that this filter lets through. One statement."""
    return session().scalar(_waiting(where).with_only_columns(func.count())) or 0


def waiting(where: ColumnElement[bool], now: datetime, limit: int = 50) -> list[Request]:
    """The wishes that wait in the cohorts that this filter lets through, the oldest first, in at most three statements and one per centre."""
    whole = joinedload(Enrolment.cohort, innerjoin=True).joinedload(Cohort.course, innerjoin=True)
    found = _waiting(where).add_columns(Enrolment).options(whole)
    rows = session().execute(found.order_by(QuizOverride.asked_at, QuizOverride.id).limit(limit)).all()
    running = _running([row[0].attempt_id for row in rows if row[0].attempt_id])
    closes = _closes([row[1] for row in rows])
    return [
        Request(row[0], row[1], _effect(row[0], row[1], closes, now), row[0].attempt_id in running)
        for row in rows
    ]


def _running(attempt_ids: list[int]) -> set[int]:
    if not attempt_ids:
        return set()
    open_ones = select(Attempt.id).where(Attempt.id.in_(attempt_ids), Attempt.state == OPEN)
    return set(session().scalars(open_ones))


def _closes(enrolments: list[Enrolment]) -> dict[tuple[int, str], datetime | None]:
    """When each quiz closes for each of these learners, by enrolment and item."""
    dates = select(ItemDate.cohort_id, ItemDate.item_key, ItemDate.closes_at).where(
        ItemDate.cohort_id.in_({enrolment.cohort_id for enrolment in enrolments})
    )
    stored = session().execute(dates).all() if enrolments else []
    held = {
        centre_id: granted_people(centre_id, [one.user_id for one in enrolments])
        for centre_id in {one.centre_id for one in enrolments}
    }
    return {
        (one.id, row.item_key): own_close(
            row.closes_at, clocks.combine(held[one.centre_id].get(one.user_id), [])
        )
        for one in enrolments
        for row in stored
        if row.cohort_id == one.cohort_id
    }


def _effect(
    request: QuizOverride, enrolment: Enrolment, closes: dict[tuple[int, str], datetime | None], now: datetime
) -> Effect:
    if request.attempt_id is not None:
        return Effect(extra_minutes=overrides.STEP_MINUTES)
    closes_at = closes.get((enrolment.id, request.item_key))
    return effect_of(request.kind, closes_at, enrolment.cohort.timezone, now)


def request_by_id(request_id: int) -> QuizOverride:
    """A wish, decided or not; NotFound when nobody made it."""
    found = select(QuizOverride).where(QuizOverride.id == request_id, QuizOverride.asked_at.is_not(None))
    request = session().scalar(found)
    if request is None:
        raise NotFound
    return request


def decision_of(typed: str | None) -> bool:
    """What a button said: `grant` or `decline`; InvalidInput on anything else."""
    if typed not in ("grant", "decline"):
        raise InvalidInput(reason("ask.no_decision"))
    return typed == "grant"


def request_for_update(request_id: int) -> QuizOverride:
    """A wish as it is now, locked; Conflict when somebody decided it already."""
    found = select(QuizOverride).where(QuizOverride.id == request_id, QuizOverride.asked_at.is_not(None))
    request = session().scalar(found.with_for_update().execution_options(populate_existing=True))
    if request is None:
        raise NotFound
    if request.decided_at is not None:
        raise Conflict(reason("ask.decided"))
    return request


def decide(
    *, request_id: int, enrolment: Enrolment, is_granted: bool, actor_id: int, now: datetime
) -> Effect:
    """Grant a wish as `waiting` says it, or decline it. Conflict when it was decided, or its attempt is over meanwhile."""
    request = request_for_update(request_id)
    effect = _effect(request, enrolment, _closes([enrolment]), now)
    if is_granted and request.attempt_id is not None:
        _give_time(request, request.attempt_id, effect, actor_id, now)
    else:
        overrides.settle(request, effect if is_granted else None, actor_id, now)
    session().flush()
    overrides.tell(request, actor_id, now)
    return effect


def _give_time(request: QuizOverride, attempt_id: int, effect: Effect, actor_id: int, now: datetime) -> None:
    attempt = overrides.running_for_update(attempt_id, effect.extra_minutes, now)
    overrides.give_time(request, attempt, effect.extra_minutes, actor_id, now)
