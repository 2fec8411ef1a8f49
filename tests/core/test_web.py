"""The edge: headers, cookies, form tokens, errors, hosts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from lms.app import create_app
from lms.core.db import db
from lms.core.errors import Conflict, Forbidden, InvalidInput, LmsError, NotFound, TooMany
from lms.core.permissions import Permission, public, requires
from lms.core.reasons import reason
from lms.core.web import safe_next
from tests.browsing import csrf_token, post, sign_in
from tests.conftest import make_settings
from tests.factories import make_user

Make = Callable[..., FlaskClient]
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def make(tmp_path: Path, database_url: str) -> Iterator[Make]:
    """A visitor's browser on an application with other settings."""
    made: list[Flask] = []

    def build(crash: Exception | None = None, **changes: object) -> FlaskClient:
        app = create_app(make_settings(tmp_path, database_url, **changes))
        made.append(app)
        if crash:
            app.config["PROPAGATE_EXCEPTIONS"] = False
            app.add_url_rule("/crash", "crash", public(raiser(crash)))
        return app.test_client()

    yield build
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def raiser(error: Exception) -> Callable[[], str]:
    def view() -> str:
        raise error

    return view


def test_every_page_has_the_security_headers(client: FlaskClient) -> None:
    for path in ("/privacy", "/sign-in", "/no-such-page", "/account", "/healthz"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
            assert part in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers


def test_pages_hold_no_inline_code(client: FlaskClient) -> None:
    for path in ("/privacy", "/sign-in", "/sign-up", "/reset-password", "/no-such-page"):
        page = client.get(path).text
        assert " style=" not in page
        assert "<style" not in page
        assert page.count("<script") == page.count('<script type="module" src="/static/')
        assert " onclick=" not in page


def test_static_files_are_kept_for_a_year_when_their_address_names_their_bytes(client: FlaskClient) -> None:
    with client.get("/static/core/css/base.css?v=abc") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        etag = answer.headers["ETag"]
    with client.get("/static/core/css/base.css") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
    with client.get("/static/core/css/base.css", headers={"If-None-Match": etag}) as answer:
        assert answer.status_code == 304


def test_https_closes_the_cookie_and_pins_the_scheme(make: Make) -> None:
    browser = make(base_url="https://lms.example.org", mode="production")
    answer = browser.get("/sign-in", base_url="https://lms.example.org")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-lms=")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize("host", ["evil.example", "lms.example.org.evil.example", "localhost"])
def test_an_unknown_host_is_refused_in_production(make: Make, host: str) -> None:
    browser = make(base_url="https://lms.example.org", mode="production")
    assert browser.get("/privacy", base_url=f"https://{host}").status_code == 400
    assert browser.get("/no-such-page", base_url=f"https://{host}").status_code == 400


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (LmsError(), 400),
        (NotFound(), 404),
        (Forbidden(), 403),
        (Conflict(reason("accounts.email_taken")), 409),
        (InvalidInput(), 422),
        (TooMany(reason("throttle.later", minutes=3), retry_after=180), 429),
        (RuntimeError("secret detail"), 500),
    ],
)
def test_refusals_have_their_page_and_their_json(make: Make, error: Exception, status: int) -> None:
    browser = make(crash=error)
    page = browser.get("/crash?lang=en")
    assert page.status_code == status
    assert page.mimetype == "text/html"
    assert 'lang="fr"' in page.text
    assert 'lang="en"' in page.text
    assert "secret detail" not in page.text
    assert "Traceback" not in page.text
    answer = browser.get("/crash", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    if isinstance(error, TooMany):
        assert page.headers["Retry-After"] == answer.headers["Retry-After"] == "180"
        assert "Try again in 3 minutes" in page.text
    if isinstance(error, Conflict):
        assert answer.json
        assert answer.json["error"] == "accounts.email_taken"


def test_a_refusal_looks_like_an_absence(make: Make) -> None:
    """403 and 404 show the same words, so that neither says that something exists."""
    refused = make(crash=Forbidden()).get("/crash").text
    absent = make().get("/no-such-page").text
    title = refused.split("<title>")[1].split("</title>")[0]
    assert title == absent.split("<title>")[1].split("</title>")[0]


def test_a_crash_is_seen_in_tests(app: Flask) -> None:
    app.add_url_rule("/crash", "crash", public(raiser(RuntimeError("boom"))))
    with pytest.raises(RuntimeError, match="boom"):
        app.test_client().get("/crash")


def test_a_crash_page_needs_no_database(tmp_path: Path, make: Make) -> None:
    browser = make(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    browser.application.config["PROPAGATE_EXCEPTIONS"] = False
    with browser.session_transaction() as cookie:
        cookie["token"] = "someone's"
    answer = browser.get("/account")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text


def test_http_errors_have_our_pages(client: FlaskClient) -> None:
    assert client.get("/no-such-page").status_code == 404
    assert client.post("/privacy", data={"csrf_token": csrf_token(client)}).status_code == 405
    big = post(client, "/language", {"next": "x" * (600 * 1024)})
    assert big.status_code == 413
    parts = {"csrf_token": csrf_token(client), "next": "y" * (300 * 1024)}
    assert client.post("/language", data=parts, content_type="multipart/form-data").status_code == 413
    for answer in (client.get("/no-such-page"), big):
        assert 'class="error-page"' in answer.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "larger than allowed"), ("fr", "dépasse la taille permise")]
)
def test_a_script_gets_the_sentence_of_the_error_page(client: FlaskClient, language: str, said: str) -> None:
    data = {"csrf_token": csrf_token(client), "next": "x" * (600 * 1024)}
    answer = client.post(f"/language?lang={language}", data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 413
    assert said in answer.get_json()["message"]


def test_too_many_form_parts_are_refused(client: FlaskClient) -> None:
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="f{number}"\r\n\r\nx\r\n' for number in range(1100)
    )
    answer = client.post(
        "/language", data=f"{parts}--b--\r\n", content_type="multipart/form-data; boundary=b"
    )
    assert answer.status_code == 413


def test_redirects_of_the_router_stay_redirects(app: Flask) -> None:
    app.add_url_rule("/folder/", "folder", public(lambda: "in"))
    answer = app.test_client().get("/folder")
    assert answer.status_code == 308
    assert answer.location.endswith("/folder/")


@pytest.mark.parametrize("query", ["/privacy?a=%00", "/privacy?lang=%ED%A0%80%00", "/no%00page"])
def test_a_nul_is_refused_in_queries_and_paths(client: FlaskClient, query: str) -> None:
    assert client.get(query).status_code in (404, 422)
    assert client.get("/privacy?a=%00").status_code == 422


def test_a_nul_is_refused_in_forms_and_in_their_field_names(client: FlaskClient) -> None:
    token = csrf_token(client)
    for data in ({"language": "fr\x00"}, {"lang\x00uage": "fr"}, {"language": "fr", "next": "/\x00"}):
        assert client.post("/language", data={"csrf_token": token, **data}).status_code == 422


def test_every_unsafe_route_needs_the_form_token(app: Flask, client: FlaskClient) -> None:
    """Without a token, with another browser's, and as text/plain JSON: refused before anything else is looked at."""
    sign_in(client, make_user().email)
    foreign = csrf_token(app.test_client())
    swept = 0
    for rule in app.url_map.iter_rules():
        values = dict.fromkeys(rule.arguments, "1")
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) & UNSAFE):
            assert client.open(path, method=method).status_code == 419, path
            assert client.open(path, method=method, data={"csrf_token": foreign}).status_code == 419, path
            plain = client.open(path, method=method, data='{"a": 1}', content_type="text/plain")
            assert plain.status_code == 419, path
            swept += 1
    assert swept >= 10
    assert client.get("/account").status_code == 200


def test_a_form_whose_sign_in_has_ended_gives_its_texts_back(client: FlaskClient) -> None:
    typed = "Une réponse d’une heure. </textarea><script>alert(1)</script>"
    sent = {"answer": typed, "short": "oui", "password": "a long password of mine", "csrf_token": "x" * 40}
    refused = client.post("/language", data=sent)
    assert refused.status_code == 419
    assert escape(typed) in refused.text
    assert "<script>alert" not in refused.text
    assert "a long password" not in refused.text
    assert refused.text.count("<textarea") == 1
    assert "<textarea" not in client.post("/language", data={"answer": "oui"}).text


def test_no_header_or_field_changes_the_method(client: FlaskClient) -> None:
    sign_in(client, make_user().email)
    headers = {"X-HTTP-Method-Override": "POST"}
    assert client.get("/sign-out?_method=POST", headers=headers).status_code == 405
    assert client.get("/account").status_code == 200


def test_staff_pages_are_refused_without_a_role(app: Flask, client: FlaskClient) -> None:
    view = requires(Permission.COHORT_READ)(lambda: "staff")
    app.add_url_rule("/staff", "staff", view)
    assert client.get("/staff").location == "/sign-in?next=/staff"
    assert client.get("/staff", headers={"Accept": "application/json"}).json == {"error": "signed_out"}
    sign_in(client, make_user().email)
    assert client.get("/staff").status_code == 403


def test_a_forwarded_scheme_counts_only_from_a_trusted_proxy(make: Make) -> None:
    headers = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
    }
    for proxies, seen in ((0, "127.0.0.1"), (1, "203.0.113.9")):
        browser = make(trusted_proxies=proxies)
        browser.application.add_url_rule(
            "/who", f"who{proxies}", public(lambda: __import__("flask").request.remote_addr)
        )
        assert browser.get("/who", headers=headers).text == seen


@pytest.mark.parametrize("target", ["/", "/today", "/join/ABCD?x=1#part", "/é", "/a//b", "/%0d%0a"])
def test_paths_of_the_site_are_followed(target: str) -> None:
    assert safe_next(target, "/home") == target


@pytest.mark.parametrize(
    "target",
    [None, "", "today", "//evil", "///evil", "/\\evil", "\\/evil", "/a\\b", "https:evil", "https://evil", "javascript:x",
     "/\r\nX: y", "/\x00", "/\x7f", "\t//evil", " /x", "data:text/html,x"],
)  # fmt: skip
def test_other_targets_are_not(target: str | None) -> None:
    assert safe_next(target, "/home") == "/home"
