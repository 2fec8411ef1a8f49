"""Formulas in lessons: TeX between dollar signs becomes MathML, which browsers draw and screen readers read."""

import re
from functools import lru_cache

from latex2mathml.converter import convert

from lms.core.reasons import Reason, reason

LONGEST = 1000
"""Characters of one formula."""
TYPES = ("math_inline", "math_block")
"""The tokens that hold one."""
_DEEPEST = 30
_UNKNOWN = re.compile(r"<mi>(\\[A-Za-z]+)")


def fault_of(tex: str) -> Reason | None:
    """Why a formula can't be drawn; None when it can."""
    found = _converted(tex.strip(), False)
    return found if isinstance(found, Reason) else None


def mathml(tex: str, *, is_block: bool) -> str | None:
    """The formula as MathML, not yet sanitised; None when it can't be drawn."""
    found = _converted(tex.strip(), is_block)
    return found if isinstance(found, str) else None


@lru_cache(maxsize=1024)
def _converted(tex: str, is_block: bool) -> str | Reason:
    if len(tex) > LONGEST:
        return reason("formula.too_long", most=LONGEST)
    if _depth(tex) > _DEEPEST:
        return reason("formula.too_deep")
    try:
        found = str(convert(tex, display="block" if is_block else "inline"))
    except Exception:  # the library raises whatever it meets on a text that is no formula
        return reason("formula.unreadable", tex=tex[:60])
    unknown = _UNKNOWN.search(found)
    return reason("formula.unknown", command=unknown.group(1)[:40]) if unknown else found


def _depth(tex: str) -> int:
    deepest = depth = 0
    for sign in tex:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return deepest
