"""What staff decide about one item of one learner: excuse it, or set its mark by hand; each can be undone, and all of it is kept.

A decision is a learning event, so progress replays; a row with the reason, so its history can be read; and a line in the
audit log. Completion is counted again at once. Running attempts and certificates that were given stay as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal

from sqlalchemy import func, select

from lms.accounts.models import User
from lms.cohorts.models import Enrolment
from lms.cohorts.rules import EventKind
from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.core.texts import clean, one_line, turning_sign
from lms.courses.document import Quiz
from lms.progress.completion import settings_of
from lms.progress.facts import STEP, ItemFacts
from lms.progress.models import ItemDecision, ItemFact
from lms.progress.report import Report
from lms.progress.study import Study, begin
from lms.quiz.engine.scoring import passes

LONGEST_REASON = 500
AUDITED = {
    EventKind.ITEM_EXCUSED: "item.excused",
    EventKind.EXCUSE_ENDED: "item.excuse_ended",
    EventKind.MARK_SET: "mark.set",
    EventKind.MARK_FREED: "mark.freed",
}


@dataclass(frozen=True)
class Ruling:
    """Who decides, why, and over what: `seen` is the `version_of` that the page showed; None decides whatever there is."""

    actor_id: int
    why: str
    seen: str | None = None


def excuse(*, enrolment_id: int, item_key: str, ruling: Ruling, now: datetime) -> Report:
    """The item counts neither as done nor as missing for this learner, whatever they did of it.

    NotFound for an item of another revision, InvalidInput without a reason, Conflict when it is excused already or something
    newer was not seen.
    """
    why = _checked(ruling.why)
    study = _begin(enrolment_id, item_key, ruling, now)
    if study.facts.of(item_key).excused_at is not None:
        raise Conflict(reason("decisions.already_excused"))
    return _decide(study, EventKind.ITEM_EXCUSED, item_key, ruling.actor_id, why)


def end_excuse(*, enrolment_id: int, item_key: str, ruling: Ruling, now: datetime) -> Report:
    """The item counts again; a reason is welcome. Conflict when it is not excused."""
    why = _checked(ruling.why, is_needed=False)
    study = _begin(enrolment_id, item_key, ruling, now)
    if study.facts.of(item_key).excused_at is None:
        raise Conflict(reason("decisions.not_excused"))
    return _decide(study, EventKind.EXCUSE_ENDED, item_key, ruling.actor_id, why)


def set_mark(*, enrolment_id: int, item_key: str, score: Decimal, ruling: Ruling, now: datetime) -> Report:
    """This fraction is the quiz's mark, whatever the attempts give, and decides by the pass mark whether it is passed.

    InvalidInput out of [0, 1], without a reason, or for what has no mark.
    """
    why = _checked(ruling.why)
    if not score.is_finite() or not 0 <= score <= 1:
        raise InvalidInput(reason("decisions.out_of_range"), "score")
    study = _begin(enrolment_id, item_key, ruling, now)
    item = study.document.by_id[item_key][1]
    if not isinstance(item, Quiz):
        raise InvalidInput(reason("decisions.no_mark"), "score")
    policy = settings_of(item, study.enrolment.cohort.is_open)
    kept = score.quantize(STEP, rounding=ROUND_FLOOR)
    payload: dict[str, str | bool] = {"score": f"{kept:f}", "passed": passes(policy, score)}
    return _decide(study, EventKind.MARK_SET, item_key, ruling.actor_id, why, payload)


def free_mark(*, enrolment_id: int, item_key: str, ruling: Ruling, now: datetime) -> Report:
    """What the attempts give counts again; a reason is welcome. Conflict when nobody set the mark."""
    why = _checked(ruling.why, is_needed=False)
    study = _begin(enrolment_id, item_key, ruling, now)
    if study.facts.of(item_key).own is None:
        raise Conflict(reason("decisions.not_set"))
    return _decide(study, EventKind.MARK_FREED, item_key, ruling.actor_id, why)


def excuse_several(*, enrolment_ids: Iterable[int], item_key: str, ruling: Ruling, now: datetime) -> int:
    """Excuse one item for these learners; how many it was not excused for before. All of them or, on an error, none."""
    _checked(ruling.why)
    changed = 0
    for enrolment_id in sorted(set(enrolment_ids)):
        if item_key not in excused_items(enrolment_id):
            excuse(enrolment_id=enrolment_id, item_key=item_key, ruling=ruling, now=now)
            changed += 1
    return changed


def excused_items(enrolment_id: int) -> frozenset[str]:
    """The items that one learner is excused from."""
    mine = (ItemFact.enrolment_id == enrolment_id, ItemFact.excused_at.is_not(None))
    return frozenset(session().scalars(select(ItemFact.item_key).where(*mine)))


def version_of(facts: ItemFacts, decisions: int) -> str:
    """What a page shows of an item, in short: a decision over another version is one over something that was not seen."""
    score = "-" if facts.score is None else f"{facts.score:f}"
    return f"{decisions}.{facts.attempts}.{score}"


@dataclass(frozen=True)
class Decided:
    """One line of the history of an item."""

    kind: str
    at: datetime
    by: str
    why: str
    score_before: Decimal | None
    score_after: Decimal | None


def history_of(enrolment_id: int, item_key: str) -> list[Decided]:
    """Every decision about an item of one learner, the newest first. One statement."""
    columns = (
        ItemDecision.kind,
        ItemDecision.at,
        User.name,
        ItemDecision.why,
        ItemDecision.score_before,
        ItemDecision.score_after,
    )
    found = select(*columns).join(User, User.id == ItemDecision.by_id)
    mine = found.where(ItemDecision.enrolment_id == enrolment_id, ItemDecision.item_key == item_key)
    return [Decided(*row) for row in session().execute(mine.order_by(ItemDecision.number.desc()))]


def _checked(why: str, *, is_needed: bool = True) -> str:
    """The reason on one line."""
    text = one_line(clean(why))
    if is_needed and not text:
        raise InvalidInput(reason("decisions.reason_needed"), "why")
    if turning_sign(text) is not None:
        raise InvalidInput(reason("decisions.turning_sign"), "why")
    if len(text) > LONGEST_REASON:
        raise InvalidInput(reason("decisions.reason_too_long", most=LONGEST_REASON), "why")
    return text


def _begin(enrolment_id: int, item_key: str, ruling: Ruling, now: datetime) -> Study:
    """The learner's course under lock; their enrolment may have ended, as for a marker."""
    study = begin(enrolment_id, now, is_marker=True)
    if item_key not in study.document.by_id:
        raise NotFound(reason("progress.unknown_item"))
    if ruling.seen not in (None, version_of(study.facts.of(item_key), _count(enrolment_id, item_key))):
        raise Conflict(reason("decisions.changed_meanwhile"))
    return study


def _count(enrolment_id: int, item_key: str) -> int:
    mine = (ItemDecision.enrolment_id == enrolment_id, ItemDecision.item_key == item_key)
    return session().scalar(select(func.count()).select_from(ItemDecision).where(*mine)) or 0


def _decide(
    study: Study,
    kind: EventKind,
    item_key: str,
    actor_id: int,
    why: str,
    payload: dict[str, str | bool] | None = None,
) -> Report:
    before = study.facts.of(item_key).score
    study.act(kind, item_key, payload)
    after, enrolment = study.facts.of(item_key).score, study.enrolment
    session().add(
        ItemDecision(
            centre_id=enrolment.centre_id,
            enrolment_id=enrolment.id,
            item_key=item_key,
            number=_count(enrolment.id, item_key) + 1,
            kind=kind.value,
            score_before=before,
            score_after=after,
            why=why,
            by_id=actor_id,
            at=study.now,
        )
    )
    _note(enrolment, kind, item_key, actor_id, (before, after), study.now)
    return study.count()


def _note(
    enrolment: Enrolment,
    kind: EventKind,
    item_key: str,
    actor_id: int,
    scores: tuple[Decimal | None, Decimal | None],
    now: datetime,
) -> None:
    """The line in the audit log: what changed, and never the reason, which may tell of somebody's life."""
    before, after = (None if score is None else f"{score:f}" for score in scores)
    audit.record(
        AUDITED[kind],
        actor_id=actor_id,
        centre_id=enrolment.centre_id,
        on=("enrolment", enrolment.id),
        now=now,
        item_key=item_key,
        before=before,
        after=after,
    )
