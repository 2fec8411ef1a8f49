"""How a paper is laid out in pages, and which of them a sequential attempt may see."""

from collections.abc import Sequence
from itertools import groupby

from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.policy import Policy

Page = tuple[Slot, ...]


def pages_of(paper: Paper, policy: Policy) -> Sequence[Page]:
    """The paper in pages: all on one, one per section, or one question each."""
    if policy.layout == "all":
        return [paper.slots]
    if policy.layout == "sections":
        return [tuple(slots) for _, slots in groupby(paper.slots, key=lambda slot: slot.section)]
    return [(slot,) for slot in paper.slots]


def page_with(pages: Sequence[Page], number: int) -> int | None:
    """Which page holds a slot; None when none does."""
    return next(
        (index for index, page in enumerate(pages) if page[0].number <= number <= page[-1].number), None
    )


def neighbour(paper: Paper, policy: Policy, number: int, step: int) -> int | None:
    """The slot that begins the page `step` pages away from the one with `number`; None beyond the ends."""
    pages = pages_of(paper, policy)
    index = page_with(pages, number)
    if index is None or not 0 <= index + step < len(pages):
        return None
    return pages[index + step][0].number


def is_reachable(paper: Paper, policy: Policy, position: int, number: int) -> bool:
    """Whether the answer to a slot may change: in a sequential attempt only on the page where it stands."""
    if not policy.is_sequential:
        return True
    pages = pages_of(paper, policy)
    return page_with(pages, number) == page_with(pages, position)
