"""Every endpoint, every method, every role."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from lms.core.db import Base, session
from tests.access.line import Line
from tests.access.table import GET, POST, TABLE
from tests.access.world import ROLES, World, make_world
from tests.browsing import csrf_token

COUNTED = {"throttle_counter", "certificate_file"}
"""Where reading may write: attempts counted, and the first rendering of a certificate's PDF."""


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> World:
    return make_world(app, tmp_path)


def routes(app: Flask) -> Iterator[tuple[str, str, set[str]]]:
    """Method, endpoint and arguments of what this program serves, its static files apart."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[-1] != "static":
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule.endpoint, set(rule.arguments)


def address(world: World, line: Line) -> str:
    """Where a line's request goes."""
    wanted = next(names for _, endpoint, names in routes(world.app) if endpoint == line.endpoint)
    named = {name: line.places.get(name, name) for name in wanted}
    values = {name: world.places.get(place, place) for name, place in named.items()}
    with world.app.test_request_context():
        return url_for(line.endpoint, **values)


def send(world: World, client: FlaskClient, line: Line, token: str) -> int:
    path = address(world, line)
    if line.json is not None:
        return client.post(path, json=line.json, headers={"X-CSRFToken": token}).status_code
    data = {**line.data, "csrf_token": token} if line.method == "POST" else None
    return client.open(path, method=line.method, data=data).status_code


def test_the_table_has_every_endpoint(app: Flask) -> None:
    served = {(method, endpoint) for method, endpoint, _ in routes(app)}
    assert {(line.method, line.endpoint) for line in TABLE} == served
    assert {len(line.statuses.split()) for line in TABLE} == {len(ROLES)}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(world: World, role: str) -> None:
    client, column = world.browser(role), ROLES.index(role)
    token = csrf_token(client)
    wrong = {}
    for line in TABLE:
        expected, got = int(line.statuses.split()[column]), send(world, client, line, token)
        if got != expected:
            wrong[f"{line.method} {line.endpoint}"] = f"{got} instead of {expected}"
    assert wrong == {}


def rows() -> dict[str, list[Any]]:
    """Every row of every table that reading may not touch, as the driver gives it: this is read hundreds of times."""
    session().rollback()
    connection = session().connection()
    tables = [table for table in Base.metadata.tables if table not in COUNTED]
    return {table: list(connection.exec_driver_sql(f'SELECT * FROM "{table}"')) for table in tables}


def is_the_same(now: dict[str, list[Any]], before: dict[str, list[Any]]) -> bool:
    """In any order."""
    return now == before or all(
        sorted(map(str, now[table])) == sorted(map(str, before[table])) for table in now
    )


@pytest.mark.parametrize("role", ["visitor", "learner", "manager"])
def test_reading_changes_nothing(world: World, role: str) -> None:
    client = world.browser(role)
    before = rows()
    for line in GET:
        for method in ("GET", "HEAD"):
            client.open(address(world, line), method=method)
            assert is_the_same(rows(), before), f"{method} {line.endpoint} wrote"


@pytest.mark.parametrize("role", ["visitor", "learner", "manager"])
def test_every_unsafe_request_needs_the_form_token(world: World, role: str) -> None:
    client = world.browser(role)
    before = rows()
    statuses = {line.endpoint: client.post(address(world, line), data=line.data).status_code for line in POST}
    assert set(statuses.values()) == {419}, statuses
    wrong_token = {"csrf_token": csrf_token(world.browser("visitor"))}
    assert {client.post(address(world, line), data=wrong_token).status_code for line in POST} == {419}
    assert is_the_same(rows(), before)
