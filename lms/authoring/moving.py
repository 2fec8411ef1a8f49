"""Moving the learners of a cohort to a newer revision than the one that they began: what it would change for each, and the act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.cohorts import queries as cohorts
from lms.cohorts.models import Cohort, Enrolment
from lms.core import audit
from lms.core.db import session
from lms.courses.models import CourseRevision
from lms.courses.queries import revision_document
from lms.progress import services as progress
from lms.progress.facts import Facts, ItemFacts
from lms.progress.models import ItemFact
from lms.progress.queries import item_facts
from lms.progress.rules import evaluate


@dataclass(frozen=True)
class Change:
    """What a learner's page would say before and after; `completes`: the course would be complete at once."""

    enrolment_id: int
    name: str
    before: int
    after: int
    completes: bool

    @property
    def differs(self) -> bool:
        """Whether the learner would see another percentage."""
        return self.before != self.after or self.completes


def dry_run(cohort: Cohort, revision: CourseRevision, now: datetime) -> list[Change]:
    """What moving everyone in progress to a revision would change, by name. Three statements; nothing is written."""
    enrolments = _to_move(cohort.id, revision.id)
    facts = _facts(enrolments)
    dates, document = cohorts.item_dates(cohort.id), revision_document(revision.id)
    found = []
    for enrolment in enrolments:
        known = facts.get(enrolment.id, Facts())
        before, after = (
            evaluate(one, known, dates, now, is_open=cohort.is_open)
            for one in (revision_document(enrolment.revision_id), document)
        )
        found.append(
            Change(
                enrolment.id, enrolment.printed_name, before.percent, after.percent, after.completion.complete
            )
        )
    return found


def _to_move(cohort_id: int, revision_id: int) -> list[Enrolment]:
    running = (Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None))
    others = select(Enrolment).where(Enrolment.cohort_id == cohort_id, *running)
    wanted = others.where(Enrolment.revision_id != revision_id).order_by(Enrolment.printed_name, Enrolment.id)
    return list(session().scalars(wanted))


def _facts(enrolments: Sequence[Enrolment]) -> dict[int, Facts]:
    """What each of them did, item by item."""
    ids = [enrolment.id for enrolment in enrolments]
    items: dict[int, dict[str, ItemFacts]] = {}
    for row in session().scalars(select(ItemFact).where(ItemFact.enrolment_id.in_(ids))):
        items.setdefault(row.enrolment_id, {})[row.item_key] = item_facts(row)
    return {key: Facts(items=value) for key, value in items.items()}


def move(enrolment_id: int, revision: CourseRevision, now: datetime) -> None:
    """Let one learner go on in a revision of their course: what they did stays, and is counted by its rules.

    Running attempts keep their paper. Safe to repeat.
    """
    enrolment = cohorts.enrolment_for_update(enrolment_id)
    if enrolment is None or enrolment.ended_at is not None or enrolment.completed_at is not None:
        return
    document = revision_document(revision.id)
    enrolment.revision_id = revision.id
    if enrolment.language not in document.languages:
        enrolment.language = document.language
    session().flush()
    progress.rebuild(enrolment_id=enrolment_id, now=now)


def note(cohort: Cohort, revision: CourseRevision, count: int, actor_id: int, now: datetime) -> None:
    """Write in the audit log who moved how many."""
    audit.record(
        "cohort.moved_to_revision",
        actor_id=actor_id,
        centre_id=cohort.centre_id,
        on=("cohort", cohort.id),
        now=now,
        revision=revision.number,
        learners=count,
    )
