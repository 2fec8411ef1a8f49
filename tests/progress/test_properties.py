"""What holds of every course, whatever was done in it."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.reasons import Reason
from lms.courses.document import CourseDocument, Lesson, Quiz
from lms.progress.facts import Own, Said
from lms.progress.messages import SENTENCES
from lms.progress.rules import Evidence, Facts, ItemDates, ItemFacts, Report, evaluate, welcome_back
from tests.progress.courses import NOW, course, goals, lesson, module, quiz

calm = settings(deadline=None, max_examples=50)
KEYS = [f"i{number}" for number in range(7)]
MODULES = ["m0", "m1", "m2"]
GOALS = ["g0", "g1", "g2", "gone"]
moments = st.none() | st.integers(-3, 3).map(lambda days: NOW + timedelta(days=days))
scores = st.decimals(0, 1, places=4)
item_facts = st.builds(
    ItemFacts, moments, moments, moments, st.none() | scores, st.integers(0, 3), st.booleans()
)
evidence = st.integers(0, 9).flatmap(
    lambda graded: st.builds(Evidence, st.just(graded), st.decimals(0, graded, places=4))
)
said = st.none() | st.just(Said("Ada", "100 % <b>"))
decided_facts = st.builds(
    lambda facts, own, excused_at, said: replace(
        facts, own=own, excused_at=excused_at, excuse_said=said, mark_said=said
    ),
    item_facts,
    st.none() | st.builds(Own, st.none() | scores, moments, moments),
    moments,
    said,
)
all_facts = st.builds(
    Facts,
    st.dictionaries(st.sampled_from([*KEYS, "gone", "m0"]), item_facts | decided_facts),
    st.dictionaries(st.sampled_from(GOALS), evidence),
    st.sampled_from([None, "gone", *KEYS]),
)
all_dates = st.dictionaries(st.sampled_from([*KEYS, "gone"]), st.builds(ItemDates, moments, moments, moments))
requires = st.lists(st.sampled_from([*KEYS, *MODULES, "gone"]), max_size=2).map(tuple)


@st.composite
def documents(draw: st.DrawFn) -> CourseDocument:
    """One to three modules over seven items at most, with any locks, circular ones included."""
    keys, modules = iter(KEYS[: draw(st.integers(1, 7))]), []
    for number in range(draw(st.integers(1, 3))):
        wanted = draw(st.integers(1, 4))
        items = [draw_item(draw, key) for key, _ in zip(keys, range(wanted), strict=False)]
        own = goals(GOALS[number])
        modules.append(module(MODULES[number], *items, requires=draw(requires), objectives=own))
    return course(*modules)


def draw_item(draw: st.DrawFn, key: str) -> Lesson | Quiz:
    optional, waits_for = draw(st.booleans()), draw(requires)
    if draw(st.booleans()):
        return lesson(key, optional=optional, requires=waits_for)
    return quiz(key, optional=optional, requires=waits_for)


@calm
@given(documents(), all_facts, all_dates)
def test_complete_means_everything_and_nothing_less(
    document: CourseDocument, facts: Facts, dates: dict[str, ItemDates]
) -> None:
    report = evaluate(document, facts, dates, NOW)
    assert report.completion.complete == (report.percent == 100)
    assert report.completion.complete == (report.required > 0 and not report.completion.missing)
    missing = {key for check in report.completion.missing for key in check.item_keys}
    assert missing == {key for key, item in report.items.items() if item.counts and not item.is_done}


@calm
@given(documents(), all_facts, all_dates, st.sampled_from(KEYS))
def test_doing_more_never_lowers_the_percentage(
    document: CourseDocument, facts: Facts, dates: dict[str, ItemDates], key: str
) -> None:
    more = replace(facts.of(key), done_at=NOW, passed_at=NOW)
    before = evaluate(document, facts, dates, NOW)
    later = evaluate(document, replace(facts, items={**facts.items, key: more}), dates, NOW)
    assert later.percent >= before.percent
    assert all(later.items[done].is_done for done, item in before.items.items() if item.is_done)


@calm
@given(documents(), all_facts, all_dates)
def test_a_lock_names_what_opens_it(
    document: CourseDocument, facts: Facts, dates: dict[str, ItemDates]
) -> None:
    report = evaluate(document, facts, dates, NOW)
    for item in report.items.values():
        assert (item.state == "locked") == (item.lock is not None) or item.is_excused
        if item.lock and item.lock_item:
            before = report.items[item.lock_item]
            assert (before.is_done, before.is_excused) == (False, False)
        elif item.lock:
            assert item.dates.opens_at is not None
            assert item.dates.opens_at > NOW


@calm
@given(documents(), all_facts, all_dates)
def test_excused_steps_are_in_no_count(
    document: CourseDocument, facts: Facts, dates: dict[str, ItemDates]
) -> None:
    report = evaluate(document, facts, dates, NOW)
    excused = {key for key in report.items if facts.of(key).excused_at is not None}
    assert {key for key, item in report.items.items() if item.state == "excused"} == excused
    counted = [item for key, item in report.items.items() if item.is_required and key not in excused]
    assert report.required == len(counted) == sum(unit.total for unit in report.modules.values())
    assert (
        report.done
        == sum(item.is_done for item in counted)
        == sum(unit.done for unit in report.modules.values())
    )
    assert report.next_item not in excused


@calm
@given(documents(), all_facts, all_dates)
def test_resume_leads_to_work_when_there_is_any(
    document: CourseDocument, facts: Facts, dates: dict[str, ItemDates]
) -> None:
    report = evaluate(document, facts, dates, NOW)
    workable = [key for key, item in report.items.items() if item.is_workable]
    assert report.next_item in workable if workable else report.next_item is None


@calm
@given(documents(), all_facts, all_dates)
def test_the_same_question_has_the_same_answer_and_changes_nothing(
    document: CourseDocument, facts: Facts, dates: dict[str, ItemDates]
) -> None:
    given_facts, given_dates = copy.deepcopy(facts), copy.deepcopy(dates)
    assert evaluate(document, facts, dates, NOW) == evaluate(document, given_facts, given_dates, NOW)
    assert (facts, dates) == (given_facts, given_dates)


@calm
@given(documents(), all_facts, all_dates)
def test_what_another_revision_held_changes_nothing(
    document: CourseDocument, facts: Facts, dates: dict[str, ItemDates]
) -> None:
    known = Facts(
        {key: item for key, item in facts.items.items() if key in document.by_id},
        {key: shown for key, shown in facts.objectives.items() if key in document.objective_texts},
        facts.current_item if facts.current_item in document.by_id else None,
    )
    own = {key: when for key, when in dates.items() if key in document.by_id}
    assert evaluate(document, facts, dates, NOW) == evaluate(document, known, own, NOW)


@calm
@given(documents(), all_facts, all_dates)
def test_every_reason_has_its_sentence(
    document: CourseDocument, facts: Facts, dates: dict[str, ItemDates]
) -> None:
    report = evaluate(document, facts, dates, NOW)
    for why in reasons_of(report):
        assert SENTENCES[why.code] % why.params


def reasons_of(report: Report) -> Iterator[Reason]:
    yield report.percent_reason
    told = welcome_back(report, NOW - timedelta(days=8), NOW)
    optional = [report.position, told and told.reason]
    optional += [item.why for item in report.items.values()]
    optional += [why for item in report.items.values() for why in item.decision]
    yield from (why for why in optional if why)
    yield from (unit.reason for unit in report.modules.values())
    yield from (goal.reason for goal in report.objectives.values())
    yield from (check.reason for check in report.completion.checklist)
