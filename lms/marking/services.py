"""What markers write: drafts and marks, the comment bank, results let go, work handed back. They flush and never commit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lms.cohorts.models import Cohort
from lms.core import audit, jobs
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.marking import queries, rules
from lms.marking.models import Marking, MarkingComment
from lms.quiz import marks
from lms.quiz.engine.question import Question
from lms.quiz.engine.rubric import ManualQuestion, rubric_fraction
from lms.quiz.models import Attempt
from lms.quiz.queries import answers_of, attempt_for_update


@dataclass(frozen=True)
class Place:
    """The answer that is marked: of which attempt and slot, to which question, worth what, by how many people."""

    attempt_id: int
    slot: int
    question: Question
    points: Decimal
    markers: int


@dataclass(frozen=True)
class Typed:
    """What a marker's page sends. `version` is the marking that it was typed over, 0 for none."""

    levels: Mapping[str, str]
    fraction: Decimal | None
    comment: str
    version: int
    is_done: bool = False


class Changed(Conflict):
    """The marking is not the one that was typed over; `theirs` stands, and nothing of it was overwritten."""

    def __init__(self, theirs: Marking) -> None:
        super().__init__(reason("marking.changed"))
        self.theirs = theirs


def save(*, place: Place, marker_id: int, typed: Typed, now: datetime) -> Marking:
    """Keep a draft, or a mark (`is_done`): the last one that is needed decides the answer. The same again changes nothing.

    Raises `Changed` when somebody, or another tab, wrote meanwhile; Conflict for a work that was returned, an answer that
    two others mark, or a draft over a mark.
    """
    attempt = _locked(place)
    markings = queries.markings_of(place.attempt_id, place.slot)
    role = rules.role_for(marker_id, place.markers, markings)
    if role is None:
        raise Conflict(reason("marking.taken"))
    row = next((one for one in markings if one.role == role), None)
    if row is not None and _says(row, typed):
        return row
    if (row.version if row else 0) != typed.version:
        raise Changed(row) if row else Conflict(reason("marking.changed"))
    if row is not None and row.is_done and not typed.is_done:
        raise Conflict(reason("marking.is_done"))
    before = _decided(place, markings)
    if row is None:
        row = _new(place, role, now)
        markings.append(row)
    _write(row, typed, marker_id, now)
    if typed.is_done:
        _note(attempt, row, now)
        _decide(place, before, markings, now)
    return row


def _locked(place: Place) -> Attempt:
    """The attempt, locked; markers of one work come one after the other."""
    attempt = attempt_for_update(place.attempt_id)
    if attempt is None:
        raise NotFound
    if attempt.returned_at is not None:
        raise Conflict(reason("marks.returned"))
    return attempt


def _says(row: Marking, typed: Typed) -> bool:
    """Whether a marking says what was typed already: sent twice, it is one."""
    same = (dict(row.levels), row.comment, row.is_done) == (dict(typed.levels), typed.comment, typed.is_done)
    return same and row.fraction == _stored(typed.fraction)


def _stored(fraction: Decimal | None) -> Decimal | None:
    return None if fraction is None else fraction.quantize(Decimal("0.0001"))


def _new(place: Place, role: str, now: datetime) -> Marking:
    return Marking(
        attempt_id=place.attempt_id, slot=place.slot, role=role, version=0, created_at=now, is_done=False
    )


def _write(row: Marking, typed: Typed, marker_id: int, now: datetime) -> None:
    row.levels, row.fraction, row.comment = dict(typed.levels), _stored(typed.fraction), typed.comment
    row.is_done, row.marker_id = typed.is_done, marker_id
    row.version += 1
    row.updated_at = now
    session().add(row)
    session().flush()


def _note(attempt: Attempt, row: Marking, now: datetime) -> None:
    audit.record(
        "answer.marked",
        actor_id=row.marker_id,
        centre_id=attempt.centre_id,
        on=("attempt", attempt.id),
        now=now,
        slot=row.slot,
        role=row.role,
        fraction=str(row.fraction),
    )


@dataclass(frozen=True)
class _Exact:
    """A marking with the fraction that was given, which its row holds rounded."""

    role: str
    marker_id: int
    fraction: Decimal | None
    is_done: bool


def _exact(place: Place, markings: Iterable[Marking]) -> list[_Exact]:
    return [_Exact(one.role, one.marker_id, exact_fraction(place, one), one.is_done) for one in markings]


def exact_fraction(place: Place, marking: Marking) -> Decimal | None:
    """By the rubric's levels; else of the points, of which a mark has two decimals at most."""
    question = place.question
    if marking.fraction is None:
        return None
    if isinstance(question, ManualQuestion) and question.rubric:
        return rubric_fraction(question.rubric, marking.levels)
    return min(Decimal(1), (marking.fraction * place.points).quantize(Decimal("0.01")) / place.points)


Decision = tuple[Decimal, dict[str, str]]


def _decided(place: Place, markings: Iterable[Marking]) -> Decision | None:
    """The fraction that counts with the levels that count, None while somebody still has to mark."""
    listed = list(markings)
    fraction = rules.decided(place.markers, _exact(place, listed))
    if fraction is None:
        return None
    return fraction, rules.levels_of([one for one in listed if one.is_done])


def _decide(place: Place, before: Decision | None, markings: list[Marking], now: datetime) -> None:
    """Give the answer its mark once nobody else has to; a mark that stays the same is not given again."""
    after = _decided(place, markings)
    if after is None:
        return
    if after != before or answers_of(place.attempt_id)[place.slot].outcome == queries.PENDING:
        fraction, levels = after
        marks.set_slot_mark(place.attempt_id, place.slot, fraction, levels=levels, now=now)


def count_uses(*, cohort: Cohort, question_id: str, comment: str) -> None:
    """Note which comments of the bank a finished marking uses, so that those used most come first."""
    for kept in queries.bank_of(cohort.course_id, question_id):
        if kept.text in comment:
            kept.uses += 1
    session().flush()


def keep_comment(*, cohort: Cohort, question_id: str, text: str, actor_id: int, now: datetime) -> None:
    """Put a comment into the bank of a question; one that is there already stays as it is."""
    if not text:
        raise InvalidInput(reason("marking.nothing_to_keep"), "comment")
    if any(kept.text == text for kept in queries.bank_of(cohort.course_id, question_id)):
        return
    kept = MarkingComment(
        centre_id=cohort.centre_id,
        course_id=cohort.course_id,
        question_id=question_id,
        text=text,
        created_by_id=actor_id,
        created_at=now,
    )
    session().add(kept)
    session().flush()


def archive_comment(*, cohort: Cohort, question_id: str, comment_id: int, now: datetime) -> None:
    """Take a comment out of the bank; NotFound for another question's."""
    kept = queries.comment_of(cohort.course_id, question_id, comment_id)
    if kept is None:
        raise NotFound
    kept.archived_at = now
    session().flush()


def release(*, attempt_ids: Iterable[int], title: str, actor_id: int, now: datetime) -> int:
    """Let the results of these works go, and tell their learners by mail; how many. Conflict when none waits."""
    released = marks.release_results(attempt_ids, actor_id, now)
    if not released:
        raise Conflict(reason("marking.nothing_to_release"))
    for attempt in released:
        _tell(attempt, "results_released", title, now)
    return len(released)


def send_back(*, attempt_id: int, note: str, title: str, actor_id: int, now: datetime) -> None:
    """Hand a work back with a note, and tell its learner by mail."""
    new = marks.return_to_improve(attempt_id, note, actor_id, now)
    _tell(new, "work_returned", title, now)


def _tell(attempt: Attempt, template: str, title: str, now: datetime) -> None:
    email, name, language = queries.addresses([attempt.user_id])[attempt.user_id]
    params = {"name": name, "title": title, "attempt_id": attempt.id}
    payload = {"template": template, "to": email, "language": language, "params": params}
    jobs.enqueue("mail", f"{template}:{attempt.id}", payload, now=now)
