"""What the pages of the heat map and of the gradebook share: what an address asks for, and the addresses of the same grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from lms.cohorts.models import Cohort
from lms.courses.document import CourseDocument
from lms.courses.queries import revision_document
from lms.followup.grid import LEARNERS_AT_ONCE, Asked, Head, learners_in
from lms.followup.map_rules import View


def latest_of(cohort: Cohort) -> CourseDocument | None:
    """The course as it was last published, whose items are the columns."""
    latest = cohort.course.latest_revision_id
    return revision_document(latest) if latest is not None else None


def asked_of(document: CourseDocument | None, view: View) -> Asked:
    """What the address asks for; what it can't mean is left out."""
    get = request.args.get
    sort, page = get("sort", "name"), get("page", 1, type=int)
    items = document.by_id if document else {}
    modules = {module.id for module in document.modules} if document else set()
    return Asked(
        view=view,
        module=get("module") if get("module") in modules else None,
        sort=sort.lstrip("-") if sort.lstrip("-") in items else "name",
        is_descending=sort.startswith("-"),
        with_optional=get("steps") == "all",
        offset=(min(max(page, 1), 10_000) - 1) * LEARNERS_AT_ONCE,
    )


def spans_of(heads: Sequence[Head]) -> list[tuple[Head, int]]:
    """The modules over the columns, each with how many columns it has."""
    found: list[tuple[Head, int]] = []
    for head in heads:
        if found and found[-1][0].module is head.module:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((head, 1))
    return found


@dataclass(frozen=True)
class Links:
    """The addresses of the same grid, with something else asked for."""

    endpoint: str
    cohort_id: int
    asked: Asked

    def url(self, **changes: Any) -> str:
        """The grid with these things changed; another order or view begins on the first page."""
        sort = f"-{self.asked.sort}" if self.asked.is_descending else self.asked.sort
        view = self.asked.view.value if self.endpoint == "followup.learners_map" else None
        steps = "all" if self.asked.with_optional else None
        here: dict[str, Any] = {"view": view, "module": self.asked.module, "steps": steps, "sort": sort}
        return url_for(self.endpoint, cohort_id=self.cohort_id, **{**here, **changes})

    def sorted_url(self, key: str) -> str:
        """The grid sorted by this column: names from A first, items from the highest first, and the other way the second time."""
        is_descending = not self.asked.is_descending if key == self.asked.sort else key != "name"
        return self.url(sort=f"-{key}" if is_descending else key)


def grid_of(
    endpoint: str, cohort: Cohort, document: CourseDocument | None, asked: Asked, heads: Sequence[Head]
) -> dict[str, object]:
    """What both templates take. One statement."""
    links = Links(endpoint, cohort.id, asked)
    return {
        "cohort": cohort,
        "document": document,
        "asked": asked,
        "heads": heads,
        "spans": spans_of(heads),
        "total": learners_in(cohort.id),
        "at_once": LEARNERS_AT_ONCE,
        "url": links.url,
        "sorted_url": links.sorted_url,
    }
