"""The sections of a quiz as its editor shows them: who asks what, what is drawn, and what an author should hear before learners do."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from lms.authoring.arranging import checked_title
from lms.authoring.copies import free_key
from lms.cohorts.queries import DatedWindow
from lms.core.errors import InvalidInput
from lms.core.reasons import Reason, reason
from lms.quiz.engine.draw import faults_of, pool_of
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.question import Question

BLANK = 1
"""How many empty rows the form offers below those that are there."""
MOST = 30
Stored = Mapping[str, Any]


def read_sections(
    lists: Mapping[str, Sequence[str]], former: Sequence[Stored], languages: Sequence[str]
) -> list[dict[str, Any]]:
    """The sections of a form, in the order of their places; rows that say nothing, or are to go, are left out.

    Without a section the quiz asks all of its questions. InvalidInput for a count that is no number, or a title that is missing.
    """
    count = _number(_one(lists, "count"), "count") if _one(lists, "count") else 0
    if count > MOST:
        raise InvalidInput(reason("quiz.too_many_sections", most=MOST), "sections")
    taken = {section["id"] for section in former}
    rows = []
    for index in range(count):
        row = _row(lists, f"s-{index}-", languages)
        if row is None:
            continue
        known = _one(lists, f"s-{index}-id")
        id_ = known if known in taken else free_key("part", taken)
        taken.add(id_)
        place = _one(lists, f"s-{index}-order")
        rows.append((_number(place, "order") if place else index + 1, index, {"id": id_, **row}))
    return [row for _, _, row in sorted(rows, key=lambda one: one[:2])]


def typed_sections(lists: Mapping[str, Sequence[str]], languages: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a form as they were typed, whether or not they can be saved: to show them again."""
    count = _one(lists, "count")
    rows = range(min(int(count), MOST) if count.isascii() and count.isdigit() and len(count) < 4 else 0)
    typed = [_typed_row(lists, f"s-{index}-", languages) for index in rows]
    return [row for row in typed if row["questions"] or row["draw"]["count"] or any(row["title"].values())]


def _typed_row(lists: Mapping[str, Sequence[str]], prefix: str, languages: Sequence[str]) -> dict[str, Any]:
    return {
        "id": _one(lists, f"{prefix}id"),
        "title": {code: _one(lists, f"{prefix}title-{code}") for code in languages},
        "questions": list(lists.get(f"{prefix}questions", ())),
        "draw": {
            "count": _one(lists, f"{prefix}draw"),
            "bank": _one(lists, f"{prefix}bank"),
            "tags": list(lists.get(f"{prefix}tags", ())),
            "by_objective": bool(_one(lists, f"{prefix}by_objective")),
        },
    }


def _row(lists: Mapping[str, Sequence[str]], prefix: str, languages: Sequence[str]) -> dict[str, Any] | None:
    if _one(lists, f"{prefix}remove"):
        return None
    titles = {code: _one(lists, f"{prefix}title-{code}") for code in languages}
    named = list(dict.fromkeys(lists.get(f"{prefix}questions", ())))
    drawn = _one(lists, f"{prefix}draw")
    if not named and not drawn and not any(titles.values()):
        return None
    draw = None
    if drawn:
        draw = {
            "count": _number(drawn, "draw"),
            "bank": _one(lists, f"{prefix}bank") or None,
            "tags": list(dict.fromkeys(lists.get(f"{prefix}tags", ()))),
            "by_objective": bool(_one(lists, f"{prefix}by_objective")),
        }
    title = {code: checked_title(one) for code, one in titles.items()} if any(titles.values()) else {}
    return {"title": title, "questions": named, "draw": draw}


def _one(lists: Mapping[str, Sequence[str]], name: str) -> str:
    return (lists.get(name) or ("",))[0].strip()


def _number(value: str, field: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise InvalidInput(reason("quiz.whole_number"), field)
    return int(value)


def tags_of(questions: Sequence[Stored]) -> list[str]:
    """The tags of these questions, in order."""
    return sorted({tag for one in questions for tag in one.get("tags", ())})


def warnings_of(
    policy: Policy, questions: Sequence[Stored], windows: Sequence[DatedWindow] = ()
) -> list[Reason]:
    """What is wrong or surprising about a quiz: pools smaller than their draws, papers of unequal totals, windows of cohorts
    that are shorter than the time limit."""
    known = {one["id"]: _bare(one) for one in questions}
    found = [why for _, why in faults_of(policy, known)]
    fixed = [id_ for section in policy.sections for id_ in section.questions]
    for section in policy.sections:
        if section.draw is not None:
            pool = pool_of(section.draw, known, fixed)
            points = sorted({known[id_].points for id_ in pool})
            if len(points) > 1 and len(pool) > section.draw.count:
                found.append(reason("quiz.unequal_points", least=_plain(points[0]), most=_plain(points[-1])))
    limit = policy.time_limit_minutes or 0
    found += [
        reason("quiz.short_window", cohort=window.cohort, minutes=window.minutes, limit=limit)
        for window in windows
        if window.minutes < limit
    ]
    return found


def _plain(points: Decimal) -> str:
    return f"{points.normalize():f}"


def _bare(stored: Stored) -> Question:
    """What a draw reads of a question, whatever its type."""
    return Question.model_construct(
        id=stored["id"],
        bank=stored.get("bank"),
        tags=tuple(stored.get("tags", ())),
        objective=stored.get("objective"),
        points=Decimal(str(stored.get("points", 1))),
    )
