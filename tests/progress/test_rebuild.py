"""Projections are what the events say: made again, they are the same."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from lms.core.db import transaction
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.signals import course_completed
from lms.progress import services
from lms.progress.cli import progress
from lms.progress.facts import Evidence
from lms.progress.models import ItemFact, ObjectiveFact
from tests.factories import NOW
from tests.progress.study import Learner, learner

KEYS = ["bienvenue", "pour-aller-plus-loin", "quiz-accueil", "repondre", "quiz-final", "gone"]
keys = st.sampled_from(KEYS)
fractions = st.decimals(0, 1, places=6).map(str)
objectives = st.dictionaries(
    st.sampled_from(["accueil-definir", "reponses-choisir", "gone"]),
    st.integers(1, 4).flatmap(
        lambda n: st.builds(Evidence, st.just(n), st.decimals(0, n, places=6), st.integers(0, 2))
    ),
)
decided: st.SearchStrategy[tuple[str, str, dict[str, object]]] = st.one_of(
    st.tuples(
        st.just("decides"),
        keys,
        st.fixed_dictionaries({"act": st.sampled_from(["excuse", "end_excuse", "free_mark"])}),
    ),
    st.tuples(
        st.just("decides"), keys, st.fixed_dictionaries({"act": st.just("set_mark"), "score": fractions})
    ),
)
acts: st.SearchStrategy[tuple[str, str, dict[str, object]]] = st.one_of(
    st.tuples(st.just("opens"), keys, st.just({})),
    st.tuples(st.just("finishes"), keys, st.just({})),
    st.tuples(
        st.just("checks"), keys, st.fixed_dictionaries({"check_id": st.just("c"), "fraction": fractions})
    ),
    st.tuples(
        st.just("submits"),
        keys,
        st.fixed_dictionaries(
            {"fraction": fractions, "objectives": objectives, "first_attempt": st.booleans()},
            optional={"kept_fraction": st.decimals(0, 1, places=6)},
        ),
    ),
)


def rebuild(who: Learner) -> None:
    with transaction():
        services.rebuild(enrolment_id=who.enrolment.id, now=NOW + timedelta(days=30))


def state(who: Learner) -> tuple[object, ...]:
    own = who.enrolment
    activity = own.last_activity_at, own.latest_week, own.week_mask
    return who.facts(), who.counters(), own.completed_at, activity, own.current_item_key


def forget(who: Learner) -> None:
    """Lose the projections, as a mistake might."""
    with transaction() as current:
        current.execute(delete(ItemFact))
        current.execute(delete(ObjectiveFact))
        own = current.get_one(type(who.enrolment), who.enrolment.id)
        own.done_count, own.required_count, own.objectives_reached = 99, 99, 99
        own.latest_week, own.week_mask = 9, 9


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(acts, decided), max_size=12))
def test_rebuilding_gives_the_same_projections(
    newcomer: Callable[[], Learner], story: list[tuple[str, str, dict[str, object]]]
) -> None:
    who = newcomer()
    for number, (act, key, how) in enumerate(story):
        try:
            getattr(who, act)(**how, key=key, now=NOW + number * timedelta(hours=7))
        except (Conflict, NotFound, InvalidInput):
            continue
    before = state(who)
    forget(who)
    rebuild(who)
    assert state(who) == before


@pytest.fixture
def newcomer(app: Flask) -> Callable[[], Learner]:
    numbers = iter(range(1000))
    return lambda: learner(f"c{next(numbers)}")


def test_a_completion_that_was_missed_is_found_and_announced(app: Flask) -> None:
    who = learner()
    who.completes()
    with transaction() as current:
        current.get_one(type(who.enrolment), who.enrolment.id).completed_at = None
    heard: list[int] = []

    def hear(sender: object, enrolment_id: int, **said: object) -> None:
        heard.append(enrolment_id)

    with course_completed.connected_to(hear):
        rebuild(who)
        rebuild(who)
    assert heard == [who.enrolment.id]


def test_a_completion_is_never_taken_back(app: Flask) -> None:
    who = learner()
    with transaction() as current:
        current.get_one(type(who.enrolment), who.enrolment.id).completed_at = NOW
    rebuild(who)
    assert (who.enrolment.completed_at, who.enrolment.done_count) == (NOW, 0)


def test_an_ended_enrolment_is_rebuilt_too(app: Flask) -> None:
    who = learner()
    who.submits("quiz-accueil", "0.75", objectives={"accueil-definir": (4, Decimal(3))})
    with transaction() as current:
        current.get_one(type(who.enrolment), who.enrolment.id).ended_at = NOW
    before = state(who)
    forget(who)
    rebuild(who)
    assert state(who) == before


def test_the_command_rebuilds_one_or_all(app: Flask) -> None:
    first, second = learner(), learner("valence")
    for who in (first, second):
        who.finishes("bienvenue")
    forget(first)
    forget(second)
    one = CliRunner().invoke(progress, ["rebuild", "--enrolment", str(first.enrolment.id)])
    assert (one.exit_code, one.output) == (0, "Enrolments rebuilt: 1.\n")
    assert (first.enrolment.done_count, second.enrolment.done_count) == (1, 99)
    everyone = CliRunner().invoke(progress, ["rebuild"])
    assert (everyone.exit_code, everyone.output) == (0, "Enrolments rebuilt: 2.\n")
    assert second.enrolment.done_count == 1
    assert first.facts().items == second.facts().items


def test_the_command_names_an_enrolment_that_does_not_exist(app: Flask) -> None:
    result = CliRunner().invoke(progress, ["rebuild", "--enrolment", "404"])
    assert result.exit_code == 1
    assert "There is no enrolment 404." in result.output


def test_an_unknown_enrolment_cannot_be_rebuilt(app: Flask) -> None:
    with pytest.raises(NotFound), transaction():
        services.rebuild(enrolment_id=404, now=NOW)
