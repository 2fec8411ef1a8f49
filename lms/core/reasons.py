"""Why something is refused, locked or marked the way it is: a code and its parameters, never a sentence.

Rules, question types and services return or raise a `Reason`; `core.i18n` turns it into one sentence per language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """A code such as `locked.finish_first` and the values that its sentence names."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def reason(code: str, **params: object) -> Reason:
    """Shorthand: `reason("locked.finish_first", title="Unit 2")`."""
    return Reason(code, params)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name, which message extraction knows
    """Mark a string for translation where it is defined; it is translated where it is used."""
    return message
