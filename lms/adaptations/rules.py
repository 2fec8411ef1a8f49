"""Pure decisions about what a person says they need, and about the officer's notes."""

from enum import StrEnum

from lms.core.reasons import Reason, reason

STATEMENT_LIMIT = 4_000
NOTES_LIMIT = 8_000


class State(StrEnum):
    """How a record stands for the officer."""

    WAITS = "waits"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


def state_of(*, has_statement: bool, waits: bool) -> State:
    """Withdrawn when nothing is left of what was said; else whether the officer noted something since."""
    if not has_statement:
        return State.WITHDRAWN
    return State.WAITS if waits else State.ANSWERED


def refusal_of_statement(text: str) -> Reason | None:
    """Why this can't be what somebody needs; None when it can."""
    if not text:
        return reason("adaptations.nothing_said")
    return reason("adaptations.too_long", most=STATEMENT_LIMIT) if len(text) > STATEMENT_LIMIT else None


def refusal_of_notes(text: str) -> Reason | None:
    """Why these can't be an officer's notes; None when they can."""
    if not text:
        return reason("adaptations.nothing_noted")
    return reason("adaptations.too_long", most=NOTES_LIMIT) if len(text) > NOTES_LIMIT else None
