"""The course as a training action: its sheet, complete but for one field; the files of the running group's learners; who the instructor is.

No certification: the course says that it leads to none, and the centre claims none.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session, transaction
from lms.demo.people import RUNNING
from lms.training import services
from lms.training.file_rules import TraineeFile

SHEET = {
    "nature": "training",
    "modality": "remote",
    "hours": Decimal("36"),
    "price": Decimal("1450"),
    "nsf": "320m",
    "formacodes": ("46252", "46347", "34093"),
    "romes": ("E1101",),
}
"""All but the means and the equipment."""
TITLE = "community manager depuis douze ans, titulaire d’un master en communication"
FILES = (("f1a", "c2h"), ("f1c", "c7"), ("f1d", "c9"), ("f1a", "c1"))
"""Category and funding of the group's learners, in turn."""
BY_CPF, BORN_ON = 2, date(1991, 4, 17)
"""Whom the CPF pays for: the third of the group, born on an invented day."""


def make(cohort: Cohort, manager_id: int, instructor_id: int, now: datetime) -> None:
    """Said by the manager in the weeks before."""
    with transaction():
        services.change_sheet(
            course=cohort.course, part=SHEET, version=0, actor_id=manager_id, now=now - timedelta(days=30)
        )
        services.set_title(
            centre_id=cohort.centre_id, user_id=instructor_id, text=TITLE, actor_id=manager_id, now=now
        )
        group = select(Enrolment).where(Enrolment.cohort_id == cohort.id).order_by(Enrolment.id)
        for number, enrolment in enumerate(session().scalars(group.limit(len(RUNNING))).all()):
            _file(enrolment, number, manager_id, now - timedelta(days=13))


def _file(enrolment: Enrolment, number: int, manager_id: int, then: datetime) -> None:
    category, funding = ("f1a", "c2e") if number == BY_CPF else FILES[number % len(FILES)]
    born_on = BORN_ON if number == BY_CPF else None
    file = TraineeFile(category, funding, enrolment.reference, enrolment.employer, born_on)
    services.change_file(enrolment=enrolment, file=file, actor_id=manager_id, now=then)
