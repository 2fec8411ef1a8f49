"""What a reason's values look like in a sentence."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, render_template_string

from lms.core.i18n import _shown, language, number, register_sentences, sentence
from lms.core.reasons import reason

register_sentences({"throttle.soon": "Too many attempts. Try again in one minute."})


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (reason("throttle.soon"), "Too many attempts. Try again in one minute."),
        ({"fr": "Le métier", "en": "The trade"}, "The trade"),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "23 November 2026, 10:00"),
        (datetime(2026, 11, 23, 9, 0, 7, tzinfo=UTC), "23 November 2026, 10:00:07"),
        (date(2026, 11, 23), "23 November 2026"),
        (Decimal("1234.5"), "1,234.5"),
        (7, 7),
        (-7, "−7"),
        ("text", "text"),
    ],
)
def test_each_kind_of_value(app: Flask, value: object, shown: object) -> None:
    with app.test_request_context("/?lang=en"):
        assert _shown(value) == shown


def test_outside_of_a_request_the_installation_speaks_french(app: Flask) -> None:
    assert language() == "fr"
    assert sentence(reason("throttle.soon")).startswith("Trop")


def test_doubled_slashes_lead_to_the_page(app: Flask) -> None:
    reply = app.test_client().get("/courses//anything")
    assert (reply.status_code, reply.headers["Location"].endswith("/courses/anything")) == (308, True)


def test_a_negative_number_has_the_sign_of_a_minus(app: Flask) -> None:
    with app.test_request_context("/?lang=fr"):
        assert number(Decimal("-0.5")) == "−0,5"
        assert render_template_string("{{ value|number }}", value=Decimal(-2)) == "−2"
        assert "une réponse fausse −200" in sentence(reason("review.sure", right=100, wrong=-200))
