"""Formulas: TeX in a lesson's text becomes MathML; what is no formula is said, and shows as its source."""

import pytest

from lms.authoring.normalise import normalise
from lms.courses import formulas
from lms.courses.rendering import render_blocks


def shown(text: str) -> str:
    return "".join(block.html for block in render_blocks(text, language="fr", media_url=None))  # type: ignore[union-attr]


def test_a_formula_in_a_sentence_and_one_on_its_own() -> None:
    html = shown("Le taux vaut $\\frac{a}{b}$.\n\n$$\nx^2 \\times 100\n$$\n")
    assert '<math display="inline"><mrow><mfrac>' in html
    assert '<p class="formula"><math display="block">' in html
    assert "$" not in html


def test_amounts_in_dollars_are_no_formula() -> None:
    for text in ("De $5 à $10.", "Un \\$ puis un autre \\$.", "$ seul $"):
        assert "<math" not in shown(text)


@pytest.mark.parametrize(
    ("tex", "code"),
    [
        ("{", "formula.unreadable"),
        ("\\inconnu", "formula.unknown"),
        ("x" * 1001, "formula.too_long"),
        ("\\sqrt{" * 31 + "x" + "}" * 31, "formula.too_deep"),
    ],
)
def test_what_can_t_be_drawn_is_said_and_shows_as_its_source(tex: str, code: str) -> None:
    fault = formulas.fault_of(tex)
    assert fault is not None
    assert fault.code == code
    html = shown(f"Voici ${tex}$.")
    assert "<math" not in html
    assert "<code>" in html
    assert formulas.fault_of("x^2") is None


@pytest.mark.parametrize(
    "tex",
    [
        "\\href{javascript:alert(1)}{x}",
        "\\text{<script>alert(1)</script>}",
        "\\style{background:url(//x)}{y}",
        "\\class{danger}{y}",
        "\\mathrm{</math><img src=x onerror=alert(1)>}",
    ],
)
def test_nothing_gets_out_of_a_formula(tex: str) -> None:
    html = shown(f"Voici ${tex}$.").lower()
    for bad in ("<script", 'javascript:"', "href=", "<img", "style=", 'class="danger'):
        assert bad not in html


@pytest.mark.parametrize("text", ["Le taux $\\frac{a}{b}$ monte.\n", "$$\nx^2\n$$\n", "Un \\$ et \\$x\\$.\n"])
def test_formulas_have_one_form(text: str) -> None:
    assert normalise(text) == text
