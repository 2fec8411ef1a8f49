"""Every count of the gradebook and of the heat map is that of the learners' reports, whatever they did and was decided."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from lms.cohorts.services import latest_document
from lms.core.db import transaction
from lms.followup.gradebook import every_line, individual, lines_of
from lms.followup.grid import Asked, heads_of, sums_of
from lms.followup.heat_map import lines_of as map_lines_of
from lms.followup.map_rules import State, View
from lms.followup.mark_rules import Standing
from lms.progress.models import ItemFact
from lms.progress.queries import report_of
from lms.progress.report import ItemState
from lms.quiz.engine.scoring import shown_percent
from tests.factories import NOW
from tests.followup.classroom import Classroom, make_classroom


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


SCORES = [None, Decimal(0), Decimal("0.3333"), Decimal("0.5999"), Decimal("0.6"), Decimal(1)]
drawn_facts = st.fixed_dictionaries(
    {
        "score": st.sampled_from(SCORES),
        "passed": st.booleans(),
        "opened_at": st.sampled_from([None, NOW]),
        "awaits_mark": st.booleans(),
        "attempts": st.integers(0, 2),
        "excused_at": st.sampled_from([None, None, NOW]),
        "is_set": st.booleans(),
    }
)
AS_REPORTED = {
    ItemState.DONE: {Standing.PASSED, Standing.DONE},
    ItemState.EXCUSED: {Standing.EXCUSED},
    ItemState.SUBMITTED: {Standing.TO_MARK, Standing.HELD},
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(st.data())
def test_every_count_is_that_of_the_learners_reports(
    app: Flask, room: Classroom, data: st.DataObject
) -> None:
    document = latest_document(room.cohort)
    draw(room, [item.id for _, item in document.items()], data)
    cohort_id = room.cohort.id
    reports = {one.id: report_of(one, NOW) for one in room.learners.values()}
    facts = {one.id: individual(one, NOW).items for one in room.learners.values()}
    heads = heads_of(document, View.SCORE, None)
    lines, sums = lines_of(cohort_id, heads, Asked(View.SCORE)), sums_of(cohort_id, heads)
    assert lines == list(every_line(cohort_id, heads))
    for number, head in enumerate(heads):
        key = head.item.id
        entries = [report.items[key] for report in reports.values()]
        counted = [own[key].facts.score for own in facts.values() if not own[key].entry.is_excused]
        scores = [score for score in counted if score is not None]
        mean = shown_percent(sum(scores, Decimal(0)) / len(scores), 0) if scores else None
        total = sums[key]
        assert (total.scored, total.mean) == (len(scores), mean)
        assert total.done == sum(entry.is_done for entry in entries)
        assert total.scored == sum(line.marks[number].percent is not None for line in lines)
        for line in lines:
            mark, entry = line.marks[number], reports[line.enrolment_id].items[key]
            assert mark == facts[line.enrolment_id][key].mark
            assert (mark.standing in AS_REPORTED[ItemState.DONE]) == entry.is_done
            assert (mark.standing is Standing.EXCUSED) == entry.is_excused
            assert mark.standing in AS_REPORTED.get(entry.state, set(Standing))
    _check_the_map(room, reports)


def draw(room: Classroom, keys: list[str], data: st.DataObject) -> None:
    ids = [one.id for one in room.learners.values()]
    with transaction() as current:
        current.execute(delete(ItemFact).where(ItemFact.enrolment_id.in_(ids)))
        for enrolment_id in ids:
            for key in data.draw(st.sets(st.sampled_from(keys))):
                drawn = data.draw(drawn_facts)
                moment = NOW if drawn.pop("passed") else None
                own = {"enrolment_id": enrolment_id, "item_key": key}
                current.add(ItemFact(**own, **drawn, passed_at=moment, done_at=moment))


def _check_the_map(room: Classroom, reports: dict[int, Any]) -> None:
    heads = heads_of(latest_document(room.cohort), View.DONE, None)
    sums = sums_of(room.cohort.id, heads)
    lines = map_lines_of(room.cohort.id, heads, Asked(View.DONE), NOW)
    for number, head in enumerate(heads):
        key = head.item.id
        done = sum(report.items[key].is_done for report in reports.values())
        excused = sum(report.items[key].is_excused for report in reports.values())
        assert sums[key].done == done
        assert sum(line.cells[number].state is State.EXCUSED for line in lines) == excused
    for line in lines:
        report = reports[line.enrolment_id]
        finished = [report.items[head.item.id].is_done for head in heads]
        assert (sum(finished), len(heads)) == (report.done, report.required + _excused(report))


def _excused(report: Any) -> int:
    return sum(item.is_required and item.is_excused for item in report.items.values())
