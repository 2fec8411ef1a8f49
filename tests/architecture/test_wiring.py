"""The URL map and the templates: every view says who may open it, every endpoint that is named exists."""

import re
from pathlib import Path

import pytest
from flask import Flask

from lms.core.i18n import sentences

pytestmark = pytest.mark.one_database
LMS = Path(__file__).parents[2] / "lms"


def test_every_view_declares_its_permission(app: Flask) -> None:
    undeclared = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint.split(".")[-1] != "static" and not hasattr(view, "lms_permission")
    ]
    assert undeclared == []


def test_every_endpoint_that_is_named_exists(app: Flask) -> None:
    named = re.compile(r"url_for\(\s*['\"]([a-z_]+\.[a-z_]+)['\"]")
    missing = {
        f"{path.relative_to(LMS)}: {endpoint}"
        for pattern in ("*.py", "*.html", "*.txt")
        for path in LMS.rglob(pattern)
        for endpoint in named.findall(path.read_text())
        if endpoint not in app.view_functions
    }
    assert missing == set()


def test_every_reason_code_has_a_sentence(app: Flask) -> None:
    used = re.compile(r"\b(?:reason|Reason)\(\s*\"([a-z_]+\.[a-z_]+)\"")
    codes = {code for path in LMS.rglob("*.py") for code in used.findall(path.read_text())}
    codes -= {"locked.finish_first"}  # the example of the docstring
    assert codes - set(sentences()) == set()


def test_every_sentence_is_given_by_something(app: Flask) -> None:
    """Its code is written somewhere else than beside the sentence; the throttle puts its own together."""
    source = "\n".join(path.read_text() for path in LMS.rglob("*.py") if path.name != "messages.py")
    idle = [code for code in sentences() if f'"{code}"' not in source and not code.startswith("throttle.")]
    assert idle == []


def test_unsafe_methods_never_share_an_endpoint_with_a_get_that_writes(app: Flask) -> None:
    """A route is GET, POST, or a form page that is both; nothing else is used."""
    for rule in app.url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS", "POST"}, rule.rule
