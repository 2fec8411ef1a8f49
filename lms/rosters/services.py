"""Writes of rosters: received, read with other columns, applied in one transaction, undone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from lms.accounts import services as accounts
from lms.accounts.addresses import key_of, usable
from lms.accounts.services import Newcomer
from lms.cohorts import enrolling
from lms.cohorts.enrolling import NewLearner, locked_cohort
from lms.cohorts.models import Cohort
from lms.cohorts.queries import seats_offered
from lms.cohorts.services import revision_to_join
from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput
from lms.core.reasons import Reason, reason
from lms.core.texts import localize
from lms.courses.queries import revision_document
from lms.rosters import queries, rules
from lms.rosters.file_words import words_for
from lms.rosters.models import Roster
from lms.rosters.reading import Table
from lms.rosters.rules import NO_WORDS, Entry, Fault, Kind, Plan, Row

Missing = Callable[[str], Sequence[str]]
"""The characters of a text that no font prints."""
Note = Callable[[int], None]
"""Takes how many rows are done."""
PART = 500
"""How many newcomers are enrolled at once: after each part the page can say how far it is."""
WAITING, APPLYING, APPLIED, UNDONE = "waiting", "applying", "applied", "undone"
COLUMNS = {"name": "printed_name", "language": "language", **{field: field for field in rules.KEPT}}
"""The fields of an enrolment by those of a roster."""


def receive(
    *, cohort: Cohort, table: Table, file_name: str, missing: Missing, actor_id: int, now: datetime
) -> Roster:
    """Keep a table that was sent for a cohort, read with the columns that its headings tell; nobody is enrolled yet.

    Conflict when the cohort takes nobody any more.
    """
    revision_to_join(cohort, now, counts_seats=False)
    width = max(len(row) for row in table)
    columns, has_header = rules.columns_of(table[0], width)
    roster = Roster(
        centre_id=cohort.centre_id,
        cohort_id=cohort.id,
        file_name=file_name[:200],
        sent_by_id=actor_id,
        sent_at=now,
        state=WAITING,
        has_header=has_header,
        cells=table,
        columns=columns,
        rows=[],
        faults=[],
        people=0,
        effect={},
    )
    _read(roster, cohort, missing, now)
    session().add(roster)
    session().flush()
    _note("roster.received", roster, actor_id, now)
    return roster


def choose_columns(
    *, roster_id: int, columns: Sequence[str], has_header: bool, missing: Missing, now: datetime
) -> Roster:
    """Read a roster that waits with other columns. InvalidInput when they can't be; Conflict when it waits no more."""
    roster = _waiting(roster_id)
    width = len(roster.columns)
    chosen = [one if one in rules.FIELDS else "" for one in (*columns, *[""] * width)][:width]
    why = rules.fault_of_columns(chosen)
    if why is not None:
        raise InvalidInput(why, "columns")
    roster.columns, roster.has_header = chosen, has_header
    _read(roster, locked_cohort(roster.cohort_id), missing, now)
    session().flush()
    return roster


def _read(roster: Roster, cohort: Cohort, missing: Missing, now: datetime) -> None:
    """Read the cells with the columns chosen. Without an address or a name column there is no row yet."""
    skipped = int(roster.has_header)
    rows: list[Row] = []
    faults: list[Fault] = []
    if rules.fault_of_columns(roster.columns) is None:
        words = NO_WORDS
        if set(roster.columns) & {"category", "funding", "born_on"}:
            words = words_for(cohort, queries.members_of(cohort.id), now)
        rows, faults = rules.read_rows(
            roster.cells[skipped:], roster.columns, skipped + 1, usable, key_of, words
        )
    lacking = set(missing("".join(sorted({sign for row in rows for sign in row.name}))))
    unprintable = [row for row in rows if lacking & set(row.name)]
    faults += [
        Fault(row.number, reason("rosters.unprintable", signs="".join(sorted(lacking & set(row.name)))))
        for row in unprintable
    ]
    rows = [row for row in rows if row not in unprintable] if unprintable else rows
    roster.rows = [asdict(row) for row in rows]
    roster.people = len(rows)
    roster.faults = [
        [fault.number, fault.reason.code, dict(fault.reason.params)]
        for fault in sorted(faults, key=lambda one: one.number)
    ]


def faults_of(roster: Roster) -> list[Fault]:
    """Why rows of a roster can't be taken, in their order."""
    return [Fault(number, Reason(code, params)) for number, code, params in roster.faults]


def plan_of(roster: Roster, seats: int | None) -> Plan:
    """What a roster would change in its cohort as it is now."""
    rows = [Row(**row) for row in roster.rows]
    offered = seats_offered(roster.cohort_id) if seats is not None else 0
    return rules.plan_of(rows, queries.members_of(roster.cohort_id), seats, offered)


def digest_of(plan: Plan) -> str:
    """What a plan says, in short: whoever agrees to it sends it back."""
    return sha256(repr(plan).encode()).hexdigest()


def start_applying(*, roster_id: int, seen: str, lets_go: bool, tells: bool, actor_id: int) -> Roster:
    """Agree to a plan: it is applied next, by `apply`. `lets_go`: members whom the file lacks leave; `tells`: newcomers get a mail.

    Conflict when the roster waits no more, when the group changed since the plan was seen, or lacks seats.
    """
    roster = _waiting(roster_id)
    cohort = locked_cohort(roster.cohort_id)
    plan = plan_of(roster, cohort.seats)
    if digest_of(plan) != seen:
        raise Conflict(reason("rosters.changed"))
    if plan.lacks_seats is not None and not (
        lets_go and len(plan.absent) >= len(plan.of(Kind.ADD, Kind.RETURN))
    ):
        raise Conflict(plan.lacks_seats)
    roster.state, roster.applied_by_id = APPLYING, actor_id
    roster.effect = {"lets_go": lets_go, "tells": tells}
    session().flush()
    return roster


def apply(*, roster_id: int, now: datetime, note: Note = lambda _rows: None) -> Roster:
    """Do what a roster says, all of it or nothing, in the caller's transaction; nothing when it was done already.

    `note` is told how many of its rows are done, now and then. Conflict when the cohort takes nobody any more.
    """
    roster = queries.roster_for_update(roster_id)
    if roster.state != APPLYING:
        return roster
    cohort = locked_cohort(roster.cohort_id)
    plan, wanted = plan_of(roster, cohort.seats), roster.effect
    left = [member.enrolment_id for member in plan.absent] if wanted["lets_go"] else []
    done = len(plan.entries) - len(plan.of(Kind.ADD))
    added = _add_in_parts(cohort, plan.of(Kind.ADD), now, lambda rows: note(done + rows))
    back = [_id(entry) for entry in plan.of(Kind.RETURN)]
    enrolling.end_enrolments(cohort_id=cohort.id, enrolment_ids=back, at=None)
    # Who leaves goes last: their seats are those of the newcomers, and only what is left is offered to who waits.
    enrolling.end_enrolments(cohort_id=cohort.id, enrolment_ids=left, at=now)
    changed = [entry for entry in plan.of(Kind.CHANGE, Kind.RETURN) if entry.changes]
    enrolling.change_details(cohort_id=cohort.id, changes=[_change(entry, 2) for entry in changed])
    roster.effect = {
        **wanted,
        "added": list(added.values()),
        "back": back,
        "left": left,
        "before": [_change(entry, 1) for entry in changed],
    }
    roster.state, roster.applied_at = APPLIED, now
    if wanted["tells"]:
        _tell(cohort, added, now)
    _note(
        "roster.applied",
        roster,
        roster.applied_by_id,
        now,
        added=len(added),
        back=len(back),
        left=len(left),
        changed=len(changed),
    )
    return roster


def _add_in_parts(cohort: Cohort, entries: Sequence[Entry], now: datetime, note: Note) -> dict[int, int]:
    """Enrol newcomers, so many at once; without any, learn all the same whether the cohort takes people."""
    added: dict[int, int] = {}
    for start in range(0, max(len(entries), 1), PART):
        note(start)
        added |= _add(cohort, entries[start : start + PART], now)
    note(len(entries))
    return added


def _add(cohort: Cohort, entries: Sequence[Entry], now: datetime) -> dict[int, int]:
    """Enrol newcomers; their enrolments by their ids."""
    language = (
        cohort.course.latest_revision_id and revision_document(cohort.course.latest_revision_id).language
    )
    newcomers = [
        Newcomer(entry.row.email, entry.row.key, entry.row.name, entry.row.language or language or "fr")
        for entry in entries
    ]
    ids = accounts.enter_people(newcomers, now)
    people = [_learner(ids[entry.row.key], entry.row) for entry in entries]
    return enrolling.enrol_many(cohort_id=cohort.id, people=people, now=now)


def _learner(user_id: int, row: Row) -> NewLearner:
    born_on = date.fromisoformat(row.born_on) if row.born_on else None
    about = (row.name, row.language, row.employer, row.reference, row.category, row.funding)
    return NewLearner(user_id, *about, born_on)


def _id(entry: Entry) -> int:
    assert entry.enrolment_id is not None  # only newcomers have none
    return entry.enrolment_id


def _change(entry: Entry, side: int) -> dict[str, object]:
    """The fields of a change on one side of it: 1 before, 2 after."""
    return {"id": _id(entry), **{COLUMNS[change[0]]: change[side] for change in entry.changes}}


def _tell(cohort: Cohort, added: Mapping[int, int], now: datetime) -> None:
    assert cohort.course.latest_revision_id is not None
    document = revision_document(cohort.course.latest_revision_id)
    about = {
        "course": localize(document.sheet.title, document.language)[0],
        "group": cohort.name,
        "centre": queries.centre_name(cohort.centre_id),
    }
    paths = {user_id: f"/learn/{enrolment_id}" for user_id, enrolment_id in added.items()}
    accounts.queue_invitations(people=paths, about=about, now=now)


def undo(*, roster_id: int, actor_id: int, now: datetime) -> int:
    """Take back what a roster did; how many of those it added stay because they have begun.

    Their accounts stay, and who was let go is back. Conflict when it was not applied.
    """
    roster = queries.roster_for_update(roster_id)
    if roster.state != APPLIED:
        raise Conflict(reason("rosters.not_applied"))
    effect, cohort_id = roster.effect, roster.cohort_id
    locked_cohort(cohort_id)
    begun = enrolling.started(effect["added"])
    gone = [one for one in effect["added"] if one not in begun] + effect["back"]
    enrolling.end_enrolments(cohort_id=cohort_id, enrolment_ids=gone, at=now)
    enrolling.end_enrolments(cohort_id=cohort_id, enrolment_ids=effect["left"], at=None)
    enrolling.change_details(cohort_id=cohort_id, changes=effect["before"])
    roster.state, roster.undone_at = UNDONE, now
    _note("roster.undone", roster, actor_id, now, stayed=len(begun))
    return len(begun)


def _waiting(roster_id: int) -> Roster:
    roster = queries.roster_for_update(roster_id)
    if roster.state != WAITING:
        raise Conflict(reason("rosters.not_waiting"))
    return roster


def _note(action: str, roster: Roster, actor_id: int | None, now: datetime, **details: Any) -> None:
    audit.record(
        action,
        actor_id=actor_id,
        centre_id=roster.centre_id,
        on=("cohort", roster.cohort_id),
        now=now,
        roster_id=roster.id,
        people=roster.people,
        **details,
    )
