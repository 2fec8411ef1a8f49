"""What the first answers to graded questions, and works that a person marked, show of each objective."""

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from lms.core.reasons import Reason, reason
from lms.courses.document import CourseDocument
from lms.progress.facts import Evidence, Facts
from lms.progress.report import ObjectiveReport, ObjectiveState

ENOUGH = 3
ACQUIRED_PERCENT = 70
IN_PROGRESS_PERCENT = 40


def objectives_of(document: CourseDocument, facts: Facts) -> Mapping[str, ObjectiveReport]:
    """Every objective of the course in its order; evidence on others is ignored."""
    reports = {}
    for key, text in document.objective_texts.items():
        evidence = facts.objectives.get(key, Evidence())
        reports[key] = ObjectiveReport(key, text, state_of(evidence), _reason(evidence))
    return reports


def state_of(evidence: Evidence) -> ObjectiveState:
    """Acquired from 70 % over at least three graded questions, or by a row of a rubric that was met; in progress from 40 %;
    fewer questions assess nothing."""
    if evidence.met > 0:
        return ObjectiveState.ACQUIRED
    if evidence.graded < ENOUGH:
        return ObjectiveState.NOT_ASSESSED
    percent = evidence.earned * 100 / evidence.graded
    if percent >= ACQUIRED_PERCENT:
        return ObjectiveState.ACQUIRED
    return ObjectiveState.IN_PROGRESS if percent >= IN_PROGRESS_PERCENT else ObjectiveState.NOT_ACQUIRED


def _reason(evidence: Evidence) -> Reason:
    if evidence.met > 0:
        return reason("progress.criteria_met", count=evidence.met)
    if not evidence.graded:
        return reason("progress.no_evidence")
    earned = evidence.earned.quantize(Decimal("0.1"), rounding=ROUND_FLOOR)
    if evidence.graded < ENOUGH:
        # How many were right would tell of single answers, whose verdicts may be held back.
        return reason("progress.little_evidence", graded=evidence.graded, enough=ENOUGH)
    return reason("progress.evidence", earned=earned, graded=evidence.graded)
