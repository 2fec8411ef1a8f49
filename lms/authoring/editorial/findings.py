"""What the editorial checks find, in the form of the importer's problems."""

from collections.abc import Iterator
from dataclasses import dataclass

from lms.core.reasons import Reason, reason


@dataclass(frozen=True)
class Finding:
    """`file` is relative to the course's folder, `where` the part of it. Advice does not make the check fail."""

    file: str
    where: str
    reason: Reason
    is_advice: bool = False


Findings = Iterator[Finding]


def fault(file: str, where: str, code: str, **params: object) -> Finding:
    """Something to mend."""
    return Finding(file, where, reason(code, **params))


def advice(file: str, where: str, code: str, **params: object) -> Finding:
    """Something to look at."""
    return Finding(file, where, reason(code, **params), is_advice=True)
