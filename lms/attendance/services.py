"""Acts of attendance: each is appended to the chain of its session, which stays locked meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.accounts.models import User
from lms.attendance import queries, rules
from lms.attendance.models import AttendanceAct
from lms.attendance.rules import Fact, Kind, Mark, Slot
from lms.centres.queries import settings_of
from lms.cohorts.live_models import LiveSession
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.services import record_event
from lms.core import audit, jobs
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.core.texts import clean, one_line, written

ATTENDED = "attended"
"""The kind of the learning event of a signature; it changes no progress."""


@dataclass(frozen=True)
class Actor:
    """Who acts, and a keyed digest of where from."""

    id: int
    address: str = ""


@dataclass(frozen=True)
class Statement:
    """What staff say of a learner: `moment` is typed as a time of the group's clock, for who came late or left early."""

    kind: str
    moment: str = ""
    reason: str = ""


def window_of(one: LiveSession) -> Slot:
    """From when to when the learners of a session sign. One statement in a request, however often it is asked."""
    return queries.window_by(settings_of(one.centre_id), queries.slot_of(one))


def locked_session(session_id: int) -> LiveSession:
    """A session as it is now, locked until the transaction ends. NotFound when there is none, Conflict when it is cancelled."""
    wanted = select(LiveSession).where(LiveSession.id == session_id).with_for_update()
    found = session().scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    if found.cancelled_at is not None:
        raise Conflict(reason("attendance.cancelled"))
    return found


def _mark_of(one: LiveSession, enrolment_id: int) -> Mark | None:
    facts = [line.fact for line in queries.record_of(one.id, [enrolment_id])]
    return rules.marks_of(facts).get((one.id, enrolment_id))


def sign(*, enrolment: Enrolment, session_id: int, actor: Actor, now: datetime) -> bool:
    """A learner signs for a session; whether this is their first signature there. A second one changes nothing.

    NotFound for a session that they were not expected at; Conflict when it can't be signed now, with what to do.
    """
    one = locked_session(session_id)
    if not queries.is_on_sheet(one, enrolment.id):
        raise NotFound
    mark = _mark_of(one, enrolment.id)
    if mark is not None and mark.signed_at is not None:
        return False
    _total, standing = queries.tally_of(one)
    refusal = rules.refusal_of_signature(window_of(one), mark, is_frozen=standing.is_frozen, now=now)
    if refusal is not None:
        raise Conflict(refusal)
    _Chain(one).append(Kind.SIGNED, enrolment.id, actor, now)
    session().flush()
    payload = {
        "session": one.id,
        "starts": one.starts_at.isoformat(),
        "ends": one.ends_at.isoformat(),
    }
    record_event(enrolment=enrolment, kind=ATTENDED, item_key=None, payload=payload, now=now)
    return True


class _Chain:
    """The acts of a session, to which more are appended: read anew behind the lock."""

    def __init__(self, one: LiveSession) -> None:
        self.one = one
        last = select(AttendanceAct).where(AttendanceAct.session_id == one.id)
        found = session().scalar(last.order_by(AttendanceAct.number.desc()).limit(1))
        self.number, self.previous = (found.number, found.digest) if found else (0, rules.FIRST)

    def append(
        self,
        kind: Kind,
        enrolment_id: int | None,
        actor: Actor,
        now: datetime,
        *,
        moment: datetime | None = None,
        why: str = "",
    ) -> None:
        """One more act."""
        slot = queries.slot_of(self.one)
        fact = Fact(
            session_id=self.one.id,
            number=self.number + 1,
            enrolment_id=enrolment_id,
            kind=kind,
            at=now,
            by_id=actor.id,
            moment=moment,
            reason=why,
            slot=slot,
            address=actor.address,
            previous=self.previous,
        )
        self.number, self.previous = fact.number, rules.digest_of(fact)
        values = {name: value for name, value in vars(fact).items() if name != "slot"}
        session().add(
            AttendanceAct(centre_id=self.one.centre_id, **values, **vars(slot), digest=self.previous)
        )


def state(
    *,
    cohort: Cohort,
    session_id: int,
    enrolment_id: int,
    statement: Statement,
    actor: Actor,
    now: datetime,
) -> bool:
    """Staff say whether a learner was there; whether this is new: the same again changes nothing.

    InvalidInput names the field that can't be; NotFound for somebody who is not on the sheet; Conflict before the sheet opens.
    """
    one = locked_session(session_id)
    if not queries.is_on_sheet(one, enrolment_id):
        raise NotFound
    _check_opened(one, now)
    _total, standing = queries.tally_of(one)
    mark = _mark_of(one, enrolment_id)
    kind, moment, why = _checked(statement, one, cohort.timezone)
    if rules.is_same(mark, kind, moment, why):
        return False
    if not why and rules.needs_reason(kind, mark, was_countersigned=standing.was_countersigned):
        raise InvalidInput(reason("attendance.why"), "reason")
    _Chain(one).append(kind, enrolment_id, actor, now, moment=moment, why=why)
    session().flush()
    corrects = mark or standing.was_countersigned
    _note(
        "attendance.corrected" if corrects else "attendance.stated",
        one,
        actor,
        now,
        kind=str(kind),
        enrolment=enrolment_id,
    )
    return True


def _check_opened(one: LiveSession, now: datetime) -> None:
    if not rules.may_state(window_of(one), now):
        raise Conflict(reason("attendance.not_begun"))


def _checked(statement: Statement, one: LiveSession, timezone: str) -> tuple[Kind, datetime | None, str]:
    if statement.kind not in rules.STATED:
        raise InvalidInput(reason("attendance.unknown_state"), "kind")
    kind = Kind(statement.kind)
    why = one_line(clean(statement.reason))
    if len(why) > rules.LONGEST_REASON:
        raise InvalidInput(reason("attendance.reason_too_long", most=rules.LONGEST_REASON), "reason")
    if kind not in rules.PARTLY:
        return kind, None, why
    moment = rules.moment_in(queries.slot_of(one), statement.moment, timezone)
    if moment is None:
        raise InvalidInput(
            reason("attendance.time_outside", starts=one.starts_local[11:], ends=one.ends_local[11:]),
            "moment",
        )
    return kind, moment, why


def state_others(*, session_id: int, actor: Actor, now: datetime) -> int:
    """Staff say that everybody of whom nothing is known was there; how many these were. Conflict before the sheet opens, or once it was countersigned."""
    one = locked_session(session_id)
    _check_opened(one, now)
    _total, standing = queries.tally_of(one)
    others = queries.unsettled_of(one)
    if others and standing.was_countersigned:
        raise Conflict(reason("attendance.why_each"))
    chain = _Chain(one)
    for person in others:
        chain.append(Kind.PRESENT, person.enrolment_id, actor, now)
    session().flush()
    if others:
        _note("attendance.stated", one, actor, now, kind=str(Kind.PRESENT), learners=len(others))
    return len(others)


def countersign(*, session_id: int, actor: Actor, now: datetime) -> bool:
    """Whoever teaches countersigns a sheet that is complete, after the session; whether it was not already.

    It freezes the sheet: learners sign no more, and a later change asks for a reason and for another countersignature.
    """
    one = locked_session(session_id)
    _total, standing = queries.tally_of(one)
    if standing.is_frozen and not standing.unsettled:
        return False
    refusal = rules.refusal_of_countersignature(queries.slot_of(one), standing, now)
    if refusal is not None:
        raise Conflict(refusal)
    _Chain(one).append(Kind.COUNTERSIGNED, None, actor, now)
    session().flush()
    _note("attendance.countersigned", one, actor, now)
    return True


def remind(*, cohort: Cohort, session_id: int, actor: Actor, now: datetime) -> int:
    """Have a mail sent to each learner of whom nothing is known, at most one a day to a person; how many new ones there are.

    Conflict when nobody can sign any more, or not yet.
    """
    one = locked_session(session_id)
    window = window_of(one)
    if not window.starts_at <= now <= window.ends_at:
        raise Conflict(reason("attendance.window_shut"))
    waiting = {person.user_id: person.enrolment_id for person in queries.unsettled_of(one)}
    known = select(User).where(User.id.in_(waiting), User.archived_at.is_(None))
    mails = {
        f"attendance:{user.id}:{now.date()}": _mail(user, waiting[user.id], one, cohort, window)
        for user in session().scalars(known)
    }
    new = jobs.enqueue_all("mail", mails, now=now)
    if new:
        _note("attendance.reminded", one, actor, now, learners=len(new))
    return len(new)


def _mail(user: User, enrolment_id: int, one: LiveSession, cohort: Cohort, window: Slot) -> dict[str, object]:
    return {
        "template": "attendance_reminder",
        "to": user.email,
        "language": user.language,
        "params": {
            "name": user.name,
            "group": cohort.name,
            "title": one.title,
            "when": written(one.starts_at, user.language, user.timezone, one.ends_at),
            "until": written(window.ends_at, user.language, user.timezone),
            "enrolment_id": enrolment_id,
            "live_id": one.id,
        },
    }


def check_not_countersigned(session_ids: Iterable[int]) -> None:
    """Conflict when one of these sessions is countersigned: it took place, and can't be cancelled."""
    sealed = select(AttendanceAct.id).where(
        AttendanceAct.session_id.in_(list(session_ids)), AttendanceAct.kind == Kind.COUNTERSIGNED
    )
    if session().scalar(sealed.limit(1)) is not None:
        raise Conflict(reason("attendance.took_place"))


def _note(action: str, one: LiveSession, actor: Actor, now: datetime, **details: object) -> None:
    place = ("live_session", one.id)
    audit.record(action, actor_id=actor.id, centre_id=one.centre_id, on=place, now=now, **details)
