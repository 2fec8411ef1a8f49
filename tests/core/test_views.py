"""Pages that belong to no feature."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import post, sign_in
from tests.factories import make_centre, make_user

PAGES = ["/accessibility", "/privacy", "/site-map"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_are_open_to_everyone_in_both_languages(client: FlaskClient, path: str, language: str) -> None:
    answer = client.get(f"{path}?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert answer.text.count("<h1") == 1


def test_the_statement_claims_no_more_than_what_was_done(client: FlaskClient) -> None:
    page = client.get("/accessibility?lang=en").text
    for words in (
        "partially compliant",
        "self-assessment",
        "No independent audit",
        "axe",
        "Défenseur des droits",
    ):
        assert words in page


def test_the_site_map_follows_the_person(client: FlaskClient) -> None:
    page = client.get("/site-map").text
    assert 'href="/sign-in"' in page
    assert 'href="/account"' not in page
    sign_in(client, make_user().email)
    page = client.get("/site-map").text
    for path in ("/account", "/account/password", "/account/devices", "/privacy", "/accessibility"):
        assert f'href="{path}"' in page


def test_every_link_of_the_site_map_opens(client: FlaskClient) -> None:
    make_centre()
    sign_in(client, make_user().email)
    main = client.get("/site-map").text.split("<main", 1)[1].split("</main>", 1)[0]
    paths = re.findall(r'href="(/[^"#]*)"', main)
    assert len(paths) >= 5
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


@pytest.mark.parametrize(("asked", "kept"), [("en", "en"), ("fr", "fr"), ("xx", "fr"), ("", "fr")])
def test_the_language_is_remembered(client: FlaskClient, asked: str, kept: str) -> None:
    assert post(client, "/language", {"language": asked, "next": "/privacy"}).location == "/privacy"
    assert f'<html lang="{kept}"' in client.get("/privacy").text


@pytest.mark.parametrize(
    ("asked", "shown"), [("dark", True), ("light", True), ("pink", False), ("system", False)]
)
def test_the_theme_is_remembered(client: FlaskClient, asked: str, shown: bool) -> None:
    post(client, "/theme", {"theme": asked})
    assert ("data-theme=" in client.get("/privacy").text) is shown


def test_the_browsers_language_is_followed_until_one_is_chosen(client: FlaskClient) -> None:
    for accepted, language in (("en-GB,en;q=0.9", "en"), ("de", "fr"), ("fr-CA", "fr")):
        assert (
            f'<html lang="{language}"' in client.get("/privacy", headers={"Accept-Language": accepted}).text
        )


@pytest.mark.parametrize("path", ["/language", "/theme"])
@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_footer_never_leads_out(client: FlaskClient, path: str, target: str) -> None:
    answer = post(client, path, {"next": target})
    assert answer.status_code == 303
    assert answer.location == "/"


@pytest.mark.parametrize("path", ["/language", "/theme"])
def test_choices_are_posts_with_the_form_token(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 405
    assert client.post(path).status_code == 419


def test_healthz_asks_the_database(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")
