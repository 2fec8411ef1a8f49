"""Being sure and being right, over all that a learner answered in a course: only what may show counts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import select

from lms.cohorts.models import Enrolment
from lms.cohorts.rules import ItemDates
from lms.core.db import session
from lms.courses.queries import revision_document
from lms.quiz.closes import last_close
from lms.quiz.engine.calibration import Calibration, calibrate
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.release import what_shows
from lms.quiz.models import Answer, Attempt
from lms.quiz.reviewing import MARKED, verdict_of_answer
from lms.quiz.rules import SUBMITTED, QuizContent, quiz_content, standing_of


def course_calibration(enrolment: Enrolment, dates: Mapping[str, ItemDates], now: datetime) -> Calibration:
    """The calibration table of a whole course; an attempt whose verdicts are held back is left out. One statement, and one more for each
    attempt that waited for a close.
    """
    found = (
        select(Attempt, Answer)
        .join(Answer, Answer.attempt_id == Attempt.id)
        .where(Attempt.enrolment_id == enrolment.id, Attempt.state == SUBMITTED)
        .where(Answer.certainty.is_not(None), Answer.fraction.is_not(None), Answer.response.is_not(None))
        .order_by(Attempt.id, Answer.slot)
    )
    rows = [(row[0], row[1]) for row in session().execute(found)]
    open_ids = _shown_ids(enrolment, {row[0].id: row[0] for row in rows}.values(), dates, now)
    return calibrate(_judged([row for row in rows if row[0].id in open_ids]))


def _judged(rows: list[tuple[Attempt, Answer]]) -> Iterator[tuple[int | None, bool]]:
    """As the review of each attempt judges: tries and hints make a right answer count less, not be less right."""
    papers: dict[int, Paper] = {}
    for attempt, answer in rows:
        content = _content(attempt)
        if content is None:
            continue
        if attempt.id not in papers:
            papers[attempt.id] = Paper.load(attempt.paper)
        slot = papers[attempt.id].slot(answer.slot)
        verdict = verdict_of_answer(content, slot, answer)
        if verdict in MARKED and not question_type(content.questions[slot.question_id].type).is_manual:
            yield answer.certainty, verdict == "right"


def _shown_ids(
    enrolment: Enrolment, attempts: Iterable[Attempt], dates: Mapping[str, ItemDates], now: datetime
) -> set[int]:
    """The attempts whose verdicts may show."""
    found = set()
    for attempt in attempts:
        content, key = _content(attempt), attempt.item_key
        if content is None:
            continue
        own = dates[key].closes_at if key in dates else None
        closes_at = last_close(content.policy, enrolment, key, own, now)
        if what_shows(content.policy, standing_of(attempt, closes_at, now)).verdicts:
            found.add(attempt.id)
    return found


def _content(attempt: Attempt) -> QuizContent | None:
    return quiz_content(revision_document(attempt.revision_id), attempt.item_key)
