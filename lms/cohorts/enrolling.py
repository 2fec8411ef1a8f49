"""Many people at once: enrolled, let go and taken back in a few statements, whatever their number."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy import insert, select, update

from lms.cohorts import offers, queries
from lms.cohorts.models import Cohort, Enrolment, LearningEvent
from lms.cohorts.rules import EventKind
from lms.cohorts.services import revision_to_join
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.texts import name_key
from lms.courses.queries import revision_document

AT_ONCE = 1_000
"""Databases limit how many values one statement may bear."""


@dataclass(frozen=True)
class NewLearner:
    """Somebody to enrol. An empty `language` is the course's."""

    user_id: int
    name: str
    language: str = ""
    employer: str = ""
    reference: str = ""
    category: str = ""
    funding: str = ""
    born_on: date | None = None


def parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids by the thousand."""
    rest = iter(ids)
    while part := list(islice(rest, AT_ONCE)):
        yield part


def locked_cohort(cohort_id: int) -> Cohort:
    """A cohort with its course, locked until the transaction ends; NotFound when there is none."""
    cohort = queries.cohort_for_update(cohort_id)
    if cohort is None:
        raise NotFound
    return cohort


def enrol_many(*, cohort_id: int, people: Sequence[NewLearner], now: datetime) -> dict[int, int]:
    """Put people in a cohort in which none of them has ever been; their enrolments by their ids.

    Conflict says why the cohort takes nobody. The caller has counted its seats, and checked the names.
    """
    cohort = locked_cohort(cohort_id)
    revision_id = revision_to_join(cohort, now, counts_seats=False)
    rows = _rows(cohort, revision_id, people, now)
    if not rows:
        return {}
    session().execute(insert(Enrolment), rows)
    found = _ids_by_user(cohort_id, [one.user_id for one in people])
    event = {
        "centre_id": cohort.centre_id,
        "kind": str(EventKind.ENROLLED),
        "at": now,
        "payload": {"by": "roster"},
    }
    session().execute(
        insert(LearningEvent),
        [{**event, "enrolment_id": id_, "user_id": user_id} for user_id, id_ in found.items()],
    )
    offers.close_enrolled(cohort_id, now)
    return found


def _rows(
    cohort: Cohort, revision_id: int, people: Sequence[NewLearner], now: datetime
) -> list[dict[str, object]]:
    """The enrolments to insert."""
    document = revision_document(revision_id)
    same = {
        "centre_id": cohort.centre_id,
        "course_id": cohort.course_id,
        "cohort_id": cohort.id,
        "revision_id": revision_id,
        "enrolled_at": now,
        "required_count": sum(not item.optional for _, item in document.items()),
    }
    return [
        {
            **same,
            "user_id": one.user_id,
            "language": one.language if one.language in document.languages else document.language,
            "printed_name": one.name,
            "name_key": name_key(one.name),
            "employer": one.employer,
            "employer_key": name_key(one.employer),
            "reference": one.reference,
            "category": one.category,
            "funding": one.funding,
            "born_on": one.born_on,
        }
        for one in people
    ]


def _ids_by_user(cohort_id: int, user_ids: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in parts(user_ids):
        here = select(Enrolment.user_id, Enrolment.id).where(Enrolment.cohort_id == cohort_id)
        found.update(
            {row.user_id: row.id for row in session().execute(here.where(Enrolment.user_id.in_(part)))}
        )
    return found


def end_enrolments(*, cohort_id: int, enrolment_ids: Collection[int], at: datetime | None) -> None:
    """Let people go (`at` a moment) or take them back (`at` None); what they did stays as it is.

    Who waits for a seat is offered those that this frees.
    """
    for part in parts(enrolment_ids):
        here = update(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.id.in_(part))
        session().execute(here.values(ended_at=at))
    if at is not None:
        offers.fill(cohort_id, at)


def started(enrolment_ids: Collection[int]) -> set[int]:
    """Those of these enrolments in which something was done."""
    found: set[int] = set()
    for part in parts(enrolment_ids):
        active = select(Enrolment.id).where(Enrolment.id.in_(part), Enrolment.last_activity_at.is_not(None))
        found.update(session().scalars(active))
    return found


def change_details(*, cohort_id: int, changes: Sequence[dict[str, object]]) -> None:
    """Set `printed_name`, `language`, `employer`, `reference`, `category`, `funding` or `born_on` of enrolments, each named by `id`."""
    by_id = {change["id"]: change for change in changes}
    for part in parts([int(str(id_)) for id_ in by_id]):
        here = select(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.id.in_(part))
        for enrolment in session().scalars(here):
            for field, value in by_id[enrolment.id].items():
                setattr(enrolment, field, _day(value) if field == "born_on" else value)
            enrolment.name_key = name_key(enrolment.printed_name)
            enrolment.employer_key = name_key(enrolment.employer)
    session().flush()


def _day(value: object) -> date | None:
    """A day, also as a roster keeps it: written, or empty for none."""
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None  # type: ignore[return-value]
