"""Forms read what a page posts, as text; anything else under a field's name is as good as missing."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from tests.browsing import csrf_token, sign_in
from tests.factories import make_user

ODD_BODIES = [
    {"email": 5, "password": {"a": 1}, "name": [1], "next": 5, "current": 4},
    {"email": "ada@example.org", "password": "\ud800abcdefgh1", "name": "x\0", "current": "\ud800"},
    {"email": "ada@example.org", "password": 5, "name": "Ada", "current": 5},
    [1, 2],
    "text",
    5,
]
FORMS = ["/sign-in", "/sign-up", "/reset-password", "/account", "/account/password"]


@pytest.mark.parametrize("path", FORMS)
def test_json_fills_no_form(client: FlaskClient, path: str) -> None:
    _sign_in_for(client, path)
    headers = {"X-CSRFToken": csrf_token(client)}
    for body in ODD_BODIES:
        assert client.post(path, json=body, headers=headers).status_code == 422
    deep = client.post(path, data=b"[" * 100_000, content_type="application/json", headers=headers)
    assert deep.status_code == 422


@pytest.mark.parametrize("path", FORMS)
def test_a_file_is_no_text(client: FlaskClient, path: str) -> None:
    _sign_in_for(client, path)
    files = {name: (BytesIO(b"x"), "x.txt") for name in ("email", "password", "name", "current", "language")}
    reply = client.post(path, data=files, headers={"X-CSRFToken": csrf_token(client)})
    assert reply.status_code == 422


def _sign_in_for(client: FlaskClient, path: str) -> None:
    if path.startswith("/account"):
        make_user()
        sign_in(client, "ada@example.org")
