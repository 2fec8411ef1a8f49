"""The questions of a group (P31): how hard each was, whether it tells learners apart, the commonest mistake; and its export."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.cohorts import access
from lms.cohorts.models import Cohort
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.exports import Cell, Column, exported, format_of
from lms.core.i18n import language, number
from lms.core.permissions import Permission, Scope, allows, requires
from lms.core.reasons import N_
from lms.core.texts import localize
from lms.core.web import current_person
from lms.courses.document import CourseDocument
from lms.followup import item_rules as rules
from lms.followup.item_order import Order, bars_of, in_order, order_of
from lms.followup.item_rules import Told, Wrong
from lms.followup.items import Analysis, Asked, Item, analysis_of, editors_of, quizzes_of
from lms.followup.rules import PAGE_SIZE, page_of
from lms.followup.views import bp
from lms.followup.views.grids import latest_of
from lms.followup.views.item_words import decimal_of, said, wrong_text

PLACE = "/teach/cohorts/<int:cohort_id>/questions"
CHIPS = {
    Told.TOO_FEW: "unknown",
    Told.DOUBTFUL: "failed",
    Told.NOBODY: "failed",
    Told.BLANK: "not-yet",
    Told.HARD: "not-yet",
    Told.WEAK: "info",
}
ALL = "all"
HEADINGS = (
    ("rank", N_("#")),
    ("quiz", N_("Quiz")),
    ("question", N_("Question")),
    ("key", N_("Version of the key")),
    ("replies", N_("Answers counted")),
    ("learners", N_("Learners")),
    ("success_percent", N_("Right, in percent")),
    ("blank_percent", N_("Left blank, in percent")),
    ("discrimination", N_("Discrimination")),
    ("wrong", N_("Commonest mistake")),
    ("wrong_percent", N_("Commonest mistake, in percent")),
    ("told", N_("What it tells")),
)


@dataclass(frozen=True)
class Links:
    """The addresses of the same page, with something else asked for."""

    cohort_id: int
    asked: Asked
    order: Order

    def url(self, **changes: Any) -> str:
        """The page with these things changed; another order begins on the first page."""
        attempts = ALL if self.asked.every_attempt else None
        sort = self.order.key if self.order != Order() else None
        here = {"quiz": self.asked.quiz, "attempts": attempts, "sort": sort}
        return url_for("followup.items", cohort_id=self.cohort_id, **{**here, **changes})

    def page_url(self, number: int) -> str:
        """Another page of the same."""
        return self.url(page=number)

    def sorted_url(self, column: str) -> str:
        """The page sorted by this column, the other way round the second time."""
        return self.url(sort=self.order.after_click(column).key)


def _published(cohort: Cohort) -> CourseDocument:
    document = latest_of(cohort)
    if document is None:
        raise NotFound
    return document


def _asked(document: CourseDocument) -> Asked:
    """What the address or the form asks for; what it can't mean is left out."""
    quiz = request.values.get("quiz", "")
    known = {one.id for one in quizzes_of(document)}
    return Asked(quiz if quiz in known else None, request.values.get("attempts") == ALL)


@bp.get(PLACE)
@requires(Permission.COHORT_READ)
def items(cohort_id: int) -> ResponseReturnValue:
    """A page of questions, the hardest first, in at most four statements."""
    cohort = access.cohort_for(current_person(), cohort_id)
    document = _published(cohort)
    asked, order = _asked(document), order_of(request.args.get("sort", ""))
    analysis = analysis_of(cohort_id, document, asked)
    page = page_of(request.args.get("page", ""), len(analysis.items))
    links = Links(cohort_id, asked, order)
    return render_template(
        "followup/items.html",
        cohort=cohort,
        quizzes=quizzes_of(document),
        analysis=analysis,
        asked=asked,
        order=order,
        page=page,
        page_url=links.page_url,
        sorted_url=links.sorted_url,
        **_shown(cohort, in_order(analysis.items, order)[page.offset : page.offset + PAGE_SIZE], analysis),
    )


def _shown(cohort: Cohort, lines: list[Item], analysis: Analysis) -> dict[str, Any]:
    """What the table and the drawing take; where the questions are edited, for those who may."""
    scope = Scope(cohort.centre_id, cohort.course_id, cohort.id)
    may_edit = allows(current_person().grants, Permission.COURSE_EDIT, scope)
    editors = editors_of(cohort.course_id, lines) if may_edit and lines else {}
    return {
        "lines": lines,
        "bars": bars_of(analysis.items),
        "editors": editors,
        "chips": CHIPS,
        "said": said,
        "wrong_text": wrong_text,
        "decimal_of": decimal_of,
        "number": number,
        "enough": rules.ENOUGH,
        "enough_to_compare": rules.ENOUGH_TO_COMPARE,
    }


@bp.post(f"{PLACE}/export")
@requires(Permission.COHORT_READ)
def export_items(cohort_id: int) -> ResponseReturnValue:
    """Every question with its figures; who took it and when is noted."""
    person, now = current_person(), clock.now()
    cohort = access.cohort_for(person, cohort_id)
    document, chosen = _published(cohort), format_of(request.form.get("format", ""))
    asked = _asked(document)
    with transaction():
        audit.record(
            "items.exported",
            actor_id=person.id,
            centre_id=cohort.centre_id,
            on=("cohort", cohort.id),
            now=now,
            format=chosen.value,
            quiz=asked.quiz,
        )
    columns = [Column(key, _(heading)) for key, heading in HEADINGS]
    found = analysis_of(cohort_id, document, asked)
    return exported(f"{cohort.name} {_('Questions')}", columns, _rows(found), chosen)


def _rows(analysis: Analysis) -> Iterator[list[Cell]]:
    for item in analysis.items:
        figures = item.figures
        wrong: Wrong | None = figures.wrong
        yield [
            item.rank,
            localize(item.quiz, language())[0],
            localize(item.question.stem, language())[0],
            item.key.version,
            figures.replies,
            figures.learners,
            figures.success_percent,
            figures.blank_percent,
            None if figures.discrimination is None else decimal_of(figures.discrimination),
            wrong_text(wrong.mistake)[0] if wrong else None,
            wrong.percent if wrong else None,
            said(item),
        ]
