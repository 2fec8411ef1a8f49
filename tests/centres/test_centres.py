"""Centres, the extra time that they grant, and who reaches them."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from lms.centres import access, queries, services
from lms.centres.models import Accommodation
from lms.centres.rules import Terms
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from lms.core.models import AuditEvent
from lms.core.permissions import Grant, Permission, Role
from lms.core.person import Person
from tests.factories import NOW, make_centre, make_user


def test_makes_a_centre(app: Flask) -> None:
    centre = make_centre("horizon", "Centre Horizon", phone="01 02 03 04 05")
    found = queries.centre_by_slug("horizon")
    assert found
    assert (found.id, found.name, found.phone, found.timezone) == (
        centre.id,
        "Centre Horizon",
        "01 02 03 04 05",
        "Europe/Paris",
    )
    assert queries.centre_by_slug("nowhere") is None


def test_lists_the_centres_that_are_open(app: Flask) -> None:
    make_centre("b", "B")
    gone = make_centre("c", "C")
    make_centre("a", "A")
    with transaction():
        gone.archived_at = NOW
    assert [centre.slug for centre in queries.centres()] == ["a", "b"]


@pytest.mark.parametrize("slug", ["", "A", "1a", "a b", "a/b", "x" * 61])
def test_refuses_a_slug_that_no_address_can_hold(app: Flask, slug: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_centre(slug)
    assert refused.value.field == "slug"


def test_refuses_a_taken_slug(app: Flask) -> None:
    make_centre("a")
    with pytest.raises(Conflict):
        make_centre("a")


def grant(centre_id: int, user_id: int, factor: str, days: int = 0) -> None:
    with transaction():
        services.grant_extra_time(
            centre_id=centre_id,
            user_id=user_id,
            time_factor=Decimal(factor),
            actor_id=None,
            now=NOW + timedelta(days=days),
        )


def test_extra_time_holds_in_one_centre_until_the_next_grant(app: Flask) -> None:
    here, there, user = make_centre("a"), make_centre("b"), make_user(password=None)
    assert queries.time_factor(here.id, user.id) == 1
    grant(here.id, user.id, "1.33")
    grant(here.id, user.id, "1.5", days=1)
    assert queries.time_factor(here.id, user.id) == Decimal("1.5")
    assert queries.time_factor(there.id, user.id) == 1
    rows = session().scalars(select(Accommodation).order_by(Accommodation.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]
    events = session().scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.details["time_factor"] for event in events] == ["1.33", "1.5"]


@pytest.mark.parametrize("factor", ["0.9", "0", "-1", "5.1", "NaN"])
def test_refuses_a_factor_that_makes_no_sense(app: Flask, factor: str) -> None:
    centre, user = make_centre(), make_user(password=None)
    with pytest.raises(InvalidInput):
        grant(centre.id, user.id, factor)
    assert queries.time_factor(centre.id, user.id) == 1


def set_terms(centre_id: int, user_id: int, terms: Terms, actor_id: int | None = None) -> None:
    with transaction():
        services.set_accommodation(
            centre_id=centre_id, user_id=user_id, terms=terms, actor_id=actor_id, now=NOW
        )


def test_terms_replace_those_before_and_end_with_nothing_granted(app: Flask) -> None:
    centre, user, actor = make_centre(), make_user(password=None), make_user("m@b.fr", password=None)
    everything = Terms(Decimal("1.5"), 5, True, 60, 1, 10, True, True)
    set_terms(centre.id, user.id, everything, actor.id)
    set_terms(centre.id, user.id, everything, actor.id)
    held = queries.accommodation_of(centre.id, user.id)
    assert held is not None
    assert queries.terms_of(held) == everything
    assert held.set_by_id == actor.id
    assert len(queries.accommodation_history(centre.id, user.id)) == 1
    assert [name for _, name in queries.accommodations_of(user.id)] == ["Centre Horizon"]
    assert list(queries.granted_people(centre.id, [user.id, actor.id])) == [user.id]
    set_terms(centre.id, user.id, Terms(), actor.id)
    assert queries.accommodation_of(centre.id, user.id) is None
    assert [row.ended_at for row in queries.accommodation_history(centre.id, user.id)] == [NOW]
    events = session().scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == ["accommodation.granted", "accommodation.ended"]
    assert events[0].details["is_unlimited"]
    assert "spelling_not_assessed" not in events[1].details


@pytest.mark.parametrize(
    ("field", "amount"),
    [("extra_minutes", -1), ("window_minutes", 86_401), ("extra_attempts", 21), ("pause_minutes", 241)],
)
def test_refuses_amounts_out_of_bounds(app: Flask, field: str, amount: int) -> None:
    centre, user = make_centre(), make_user(password=None)
    with pytest.raises(InvalidInput) as refused:
        set_terms(centre.id, user.id, replace(Terms(), **{field: amount}))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert queries.accommodation_of(centre.id, user.id) is None


def person(*grants: Grant) -> Person:
    return Person(1, "A", "a@b.fr", "fr", "system", "Europe/Paris", 1, clock.now(), True, grants)


def test_a_centre_is_reached_by_its_own_staff(app: Flask) -> None:
    centre, other = make_centre("a"), make_centre("b")
    manager = person(Grant(Role.MANAGER, centre.id))
    instructor = person(Grant(Role.INSTRUCTOR, centre.id))
    assert access.centre_for(manager, centre.id, Permission.COHORT_MANAGE).slug == "a"
    with pytest.raises(Forbidden):
        access.centre_for(instructor, centre.id, Permission.COHORT_MANAGE)
    for stranger, centre_id in ((person(), centre.id), (manager, other.id), (manager, 999)):
        with pytest.raises(NotFound):
            access.centre_for(stranger, centre_id, Permission.COHORT_MANAGE)
