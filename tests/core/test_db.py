"""The floor of everything written: transactions, column types."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from lms.centres.models import Accommodation, Centre
from lms.core.db import after_commit, session, transaction

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def make_centre(slug: str = "c") -> Centre:
    return Centre(slug=slug, name="C", created_at=NOW)


def test_commits_together_and_then_runs_actions(app: Flask) -> None:
    done: list[str] = []
    with transaction() as current:
        current.add(make_centre())
        after_commit(lambda: done.append("after"))
        assert done == []
    assert done == ["after"]
    assert session().scalars(select(Centre.slug)).all() == ["c"]


def _fail_after_writing(done: list[str]) -> None:
    with transaction() as current:
        current.add(make_centre())
        current.flush()
        after_commit(lambda: done.append("after"))
        raise RuntimeError("boom")


def test_rolls_everything_back_on_an_error(app: Flask) -> None:
    done: list[str] = []
    with pytest.raises(RuntimeError, match="boom"):
        _fail_after_writing(done)
    assert session().scalars(select(Centre)).all() == []
    with transaction():
        pass
    assert done == []


def test_refuses_to_nest(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"), transaction(), transaction():
        pass


def test_times_come_back_aware_and_naive_ones_are_refused(app: Flask) -> None:
    with transaction() as current:
        current.add(make_centre())
    session().expire_all()
    assert session().scalars(select(Centre.created_at)).one() == NOW
    with pytest.raises(Exception, match="naive"), transaction() as current:
        current.add(Centre(slug="d", name="D", created_at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_decimals_are_exact(app: Flask) -> None:
    from lms.accounts.models import User

    with transaction() as current:
        centre = make_centre()
        user = User(email="a@b.fr", email_key="A@B.FR", name="A", created_at=NOW)
        current.add_all([centre, user])
        current.flush()
        factor = Decimal("1.3333")
        current.add(Accommodation(centre_id=centre.id, user_id=user.id, time_factor=factor, created_at=NOW))
    assert session().scalars(select(Accommodation.time_factor)).one() == Decimal("1.3333")
