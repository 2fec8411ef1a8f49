"""Numbers in addresses that no row can have: not found, on every route, and never an error of the database."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter

from tests.access.table import SAVE
from tests.access.world import make_world
from tests.browsing import csrf_token

NUMBERS = ["0", "9" * 18, "9" * 19, str(2**63 - 1), str(2**63), "99999999999999999999", "9" * 5000]


def addresses(app: Flask, number: str) -> list[tuple[str, str]]:
    """Each method and address with an `int` in it, every one of which is `number`."""
    found = []
    for rule in app.url_map.iter_rules():
        if not any(isinstance(converter, IntegerConverter) for converter in rule._converters.values()):
            continue
        parts = [
            number
            if isinstance(rule._converters.get(part), IntegerConverter)
            else "bienvenue"
            if is_name
            else part
            for is_name, part in rule._trace
        ]
        path = "".join(parts).lstrip("|")
        found += [(method, path) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


@pytest.mark.parametrize("number", NUMBERS, ids=lambda text: text[:22])
def test_is_an_address_that_does_not_exist(app: Flask, tmp_path: Path, number: str) -> None:
    """A redirect that holds the number, of a page that checks it, is not found either, one step later."""
    client = make_world(app, tmp_path).browser("manager")
    token = csrf_token(client)
    wrong = {}
    requests = addresses(app, number)
    assert len(requests) > 20
    for method, path in requests:
        sent: dict[str, Any] = {"headers": {"X-CSRFToken": token}, "json": SAVE} if method == "POST" else {}
        status = client.open(path, method=method, follow_redirects=True, **sent).status_code
        if status != 404:
            wrong[f"{method} {path[:80]}"] = status
    assert wrong == {}
