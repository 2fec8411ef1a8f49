"""What tests do in a browser without JavaScript: read a page's CSRF token, post its form, sign in."""

import re
from weakref import WeakKeyDictionary

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


_read: "WeakKeyDictionary[FlaskClient, tuple[str, str]]" = WeakKeyDictionary()


def csrf_token(client: FlaskClient, page: str = "/accessibility") -> str:
    """The token of this browser's session (every page's footer holds one), read again when the session's cookie is another."""
    name = client.application.config["SESSION_COOKIE_NAME"]
    cookie, token = _read.get(client, ("", ""))
    held = client.get_cookie(name)
    if held is not None and held.value == cookie and page == "/accessibility":
        return token
    found = TOKEN.search(client.get(page).text)
    assert found, f"{page} holds no CSRF token"
    held = client.get_cookie(name)
    if held is not None:
        _read[client] = (held.value, found.group(1))
    return found.group(1)


def post(
    client: FlaskClient, path: str, data: dict[str, object] | None = None, **kwargs: object
) -> TestResponse:
    """Post a form as a page of ours would, CSRF token included."""
    return client.post(path, data={"csrf_token": csrf_token(client), **(data or {})}, **kwargs)  # type: ignore[arg-type]


def sign_in(client: FlaskClient, email: str, password: str = "correct horse battery") -> TestResponse:
    """Sign in through the page."""
    return post(client, "/sign-in", {"email": email, "password": password})
