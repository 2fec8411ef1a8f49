"""Writes of training sheets, of trainees' files and of trainers' titles."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.centres import nomenclatures
from lms.centres.nomenclature_rules import offered
from lms.cohorts.enrolling import change_details
from lms.cohorts.models import Enrolment
from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput
from lms.core.reasons import reason
from lms.courses.models import Course
from lms.courses.queries import course_for_update
from lms.training import file_rules, sheet_rules
from lms.training.file_rules import TraineeFile
from lms.training.models import TrainerTitle, TrainingSheet
from lms.training.queries import certification_of, sheet_of

LOGGED = 400
"""The most that the log says of one field: both sides of a long text are in it by their beginnings."""


def change_sheet(
    *, course: Course, part: Mapping[str, Any], version: int, actor_id: int | None, now: datetime
) -> None:
    """Change these fields of a course's sheet, once it is still at `version`; the log says what each said and says.

    InvalidInput with the field that can't be; Conflict when somebody saved it meanwhile. Nothing changes when nothing differs.
    """
    course_for_update(course.id)
    held = sheet_of(course.id)
    wanted = replace(held.sheet, **part)
    fault = sheet_rules.fault_of(wanted)
    if fault is not None:
        raise InvalidInput(fault[1], field=fault[0])
    _check_choice(course.centre_id, "nature", wanted.nature, (held.sheet.nature,), now.date())
    if held.version != version:
        raise Conflict(reason("training.stale"))
    changes = sheet_rules.changes_of(held.sheet, wanted)
    if changes:
        _keep(course.id, wanted, actor_id, now)
        said = {name: text[:LOGGED] for name, text in changes.items()}
        place = ("course", course.id)
        audit.record(
            "course.sheet_changed", actor_id=actor_id, centre_id=course.centre_id, on=place, now=now, **said
        )


def _keep(course_id: int, sheet: sheet_rules.Sheet, actor_id: int | None, now: datetime) -> None:
    found = session().scalar(select(TrainingSheet).where(TrainingSheet.course_id == course_id))
    if found is None:
        found = TrainingSheet(course_id=course_id, version=0)
        session().add(found)
    found.body, found.version = sheet.stored(), found.version + 1
    found.updated_at, found.updated_by_id = now, actor_id
    session().flush()


LISTS = {
    "nature": nomenclatures.NATURES,
    "category": nomenclatures.CATEGORIES,
    "funding": nomenclatures.FUNDINGS,
}
"""The lists from which fields are chosen."""


def _check_choice(centre_id: int, field: str, key: str, held: tuple[str, ...], day: date) -> None:
    name = LISTS[field]
    wording = nomenclatures.wording_of(centre_id)[name]
    if key and key not in {one.key for one in offered(nomenclatures.lists()[name], wording, day, held)}:
        raise InvalidInput(reason("training.bad_choice"), field=field)


def may_ask_birth(course_id: int, funding: str) -> bool:
    """Whether the date of birth of who is paid for so, in this course, may be kept. One statement at most."""
    found = nomenclatures.entry(nomenclatures.FUNDINGS, funding)
    pays = found is not None and found.asks_birth
    return file_rules.asks_birth(pays, "" if pays else certification_of(course_id))


def file_of(enrolment: Enrolment) -> TraineeFile:
    """What is kept of a trainee."""
    return TraineeFile(
        enrolment.category, enrolment.funding, enrolment.reference, enrolment.employer, enrolment.born_on
    )


def change_file(*, enrolment: Enrolment, file: TraineeFile, actor_id: int, now: datetime) -> None:
    """Keep this of a trainee. A date of birth that may be asked no more goes; the log names what changed, never what it says.

    InvalidInput with the field that can't be.
    """
    locked = select(Enrolment).where(Enrolment.id == enrolment.id).with_for_update()
    before = file_of(session().scalars(locked.execution_options(populate_existing=True)).one())
    fault = file_rules.fault_of(file, may_ask_birth(enrolment.course_id, file.funding), now.date())
    if fault is not None:
        raise InvalidInput(fault[1], field=fault[0])
    for field in ("category", "funding"):
        held = (getattr(before, field),)
        _check_choice(enrolment.centre_id, field, getattr(file, field), held, now.date())
    changed = {name: value for name, value in vars(file).items() if value != getattr(before, name)}
    if changed:
        change_details(cohort_id=enrolment.cohort_id, changes=[{"id": enrolment.id, **changed}])
        audit.record(
            "enrolment.file_changed",
            actor_id=actor_id,
            centre_id=enrolment.centre_id,
            on=("enrolment", enrolment.id),
            now=now,
            fields=", ".join(changed),
        )


def set_title(*, centre_id: int, user_id: int, text: str, actor_id: int | None, now: datetime) -> None:
    """Say what somebody who teaches at a centre is; empty says nothing any more. The log says what it was and is."""
    if len(text) > 200:
        raise InvalidInput(reason("training.text_too_long", most=200), field="title")
    own = select(TrainerTitle).filter_by(centre_id=centre_id, user_id=user_id)
    found = session().scalar(own.with_for_update())
    before = found.text if found else ""
    if text == before:
        return
    if found is None:
        found = TrainerTitle(centre_id=centre_id, user_id=user_id)
        session().add(found)
    found.text, found.updated_at = text, now
    session().flush()
    place, said = ("user", user_id), f"{before or '–'} → {text or '–'}"
    audit.record(
        "trainer.title_changed", actor_id=actor_id, centre_id=centre_id, on=place, now=now, title=said
    )
