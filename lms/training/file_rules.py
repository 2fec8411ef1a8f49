"""Pure decisions about the file of a trainee: what French law counts them as, who pays, and when their date of birth may be asked."""

from dataclasses import dataclass
from datetime import date

from lms.core.reasons import Reason, reason

EMPLOYER_LIMIT, REFERENCE_LIMIT = 200, 80
OLDEST = 120
"""Years: a date of birth before that is a slip."""


@dataclass(frozen=True)
class TraineeFile:
    """What a centre keeps of an enrolment for the law and for who pays: every field may be empty."""

    category: str = ""
    funding: str = ""
    reference: str = ""
    employer: str = ""
    born_on: date | None = None


def asks_birth(funding_asks: bool, certification: str) -> bool:
    """Whether a date of birth may be kept: only for who pays with such an account, or for a certification that asks for it."""
    return funding_asks or bool(certification)


def fault_of_birth(born_on: date, today: date) -> Reason | None:
    """Why nobody who learns was born on this day."""
    if born_on >= today or born_on.year < today.year - OLDEST:
        return reason("training.bad_birth")
    return None


def fault_of(file: TraineeFile, may_ask_birth: bool, today: date) -> tuple[str, Reason] | None:
    """The first field that can't be kept, and why; None when all can."""
    if len(file.employer) > EMPLOYER_LIMIT:
        return "employer", reason("training.text_too_long", most=EMPLOYER_LIMIT)
    if len(file.reference) > REFERENCE_LIMIT:
        return "reference", reason("training.text_too_long", most=REFERENCE_LIMIT)
    if file.born_on is None:
        return None
    if not may_ask_birth:
        return "born_on", reason("training.birth_not_needed")
    fault = fault_of_birth(file.born_on, today)
    return ("born_on", fault) if fault else None
