"""The French catalogue: complete, faithful to its placeholders, compiled, and typeset as French is."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, format_date, format_timedelta, ngettext

from lms.core.i18n import sentences

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).parents[2]
FRENCH = ROOT / "lms/translations/fr/LC_MESSAGES/messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "_l": None, "lazy_gettext": None}
"""What `scripts/messages.sh` asks for."""
NARROW = "\u202f"
PLACEHOLDER = re.compile(r"%\(\w+\)\d*\w|%%|\{\w+\}")
QUOTED = re.compile(f"«{NARROW}[^»]*{NARROW}»")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return read_po(BytesIO(FRENCH.read_bytes()), locale="fr")


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """The forms of a message or of its translation: one, or one for each number."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def strings(catalogue: Catalog) -> list[str]:
    return [form for message in entries(catalogue) for form in forms(message.string)]


def plain_texts(catalogue: Catalog) -> list[str]:
    """Every translation, without what stands in quotes: that may be a piece of code."""
    return [QUOTED.sub("", text) for text in strings(catalogue)]


@pytest.fixture(scope="module")
def extracted() -> set[tuple[str, ...]]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT / "lms", methods, options, keywords=KEYWORDS)
    return {forms(message) for _, _, message, _, _ in found}


def test_the_catalogue_holds_the_strings_of_the_program_and_no_other(
    catalogue: Catalog, extracted: set[tuple[str, ...]]
) -> None:
    known = {forms(message.id) for message in entries(catalogue)}
    assert len(known) > 500
    assert sorted(extracted - known) == [], "run `sh scripts/messages.sh`, translate, and run it again"
    assert sorted(known - extracted) == [], "run `sh scripts/messages.sh`"


def test_every_name_given_to_gettext_is_extracted() -> None:
    aliases = {
        alias
        for path in (ROOT / "lms").rglob("*.py")
        for line in re.findall(r"^from flask_babel import (.+)$", path.read_text("utf-8"), re.MULTILINE)
        for alias in re.findall(r"gettext as (\w+)", line)
    }
    assert aliases
    assert aliases <= set(KEYWORDS)


def test_every_message_is_translated(catalogue: Catalog) -> None:
    assert [m.id for m in entries(catalogue) if m.fuzzy or not all(forms(m.string))] == []


def test_translations_keep_the_placeholders(catalogue: Catalog) -> None:
    wrong = [
        (message.id, form)
        for message in entries(catalogue)
        for form in forms(message.string)
        if sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        ("straight apostrophe or quote", r"['\"]"),
        ("three dots", r"\.\.\."),
        ("another space than the narrow one before a double sign", r"[ \u00a0\u2009](?:[;:!?»]|%%)"),
        ("no space before %", rf"(?<![{NARROW}])%%"),
        ("no narrow space inside guillemets", f"«(?!{NARROW})|(?<!{NARROW})»"),
        ("English quotes", "[“”‘]"),
        ("two spaces", "  "),
    ],
)
def test_typography(catalogue: Catalog, fault: str, pattern: str) -> None:
    assert [text for text in strings(catalogue) if re.search(pattern, text)] == [], fault


def test_double_signs_have_their_space(catalogue: Catalog) -> None:
    glued = re.compile(r"\w[!?;](?!\w)|\w:(?=\s|$)")
    assert [text for text in plain_texts(catalogue) if glued.search(text)] == []


def test_sentences_end_as_in_english(catalogue: Catalog) -> None:
    """A translation that lost its full stop, or its colon before what follows, is a slip."""
    ends = [
        (forms(m.id)[0], form)
        for m in entries(catalogue)
        for form in forms(m.string)
        for sign in ".:?!…"
        if forms(m.id)[0].endswith(sign) != form.endswith(sign)
    ]
    assert ends == []


def test_the_compiled_catalogue_is_that_of_the_sentences(catalogue: Catalog) -> None:
    fresh = BytesIO()
    write_mo(fresh, catalogue)
    fresh.seek(0)
    compiled, expected = read_mo(BytesIO(FRENCH.with_suffix(".mo").read_bytes())), read_mo(fresh)
    texts = [{forms(m.id): forms(m.string) for m in entries(read)} for read in (compiled, expected)]
    assert texts[0] == texts[1], "run `sh scripts/messages.sh`"
    assert compiled.plural_expr == expected.plural_expr


def test_every_reason_has_a_french_sentence(app: Flask, catalogue: Catalog) -> None:
    missing = {
        code: text for code, text in sentences().items() if not (catalogue[text] or Message("")).string
    }
    assert sentences()
    assert missing == {}


@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [("fr", "fr", "Se connecter"), ("en", "en", "Sign in"), ("de", "fr", "Cours")],
)
def test_pages_speak_the_language_of_the_browser(
    client: FlaskClient, language: str, lang: str, words: str
) -> None:
    page = client.get("/sign-in", headers={"Accept-Language": language}).text
    assert f'<html lang="{lang}"' in page
    assert words in page


def test_french_counts_zero_and_one_alike(app: Flask) -> None:
    with app.test_request_context(), force_locale("fr"):
        shown = [ngettext("%(num)s learner", "%(num)s learners", count) for count in (0, 1, 2)]
    assert shown == ["0 apprenant", "1 apprenant", "2 apprenants"]


def test_dates_and_delays_are_french(app: Flask) -> None:
    with app.test_request_context(), force_locale("fr"):
        assert format_date(date(2026, 8, 5), "long") == "5 août 2026"
        assert format_timedelta(timedelta(days=3), add_direction=True) == "dans 3 jours"
        assert format_timedelta(timedelta(days=-3), add_direction=True) == "il y a 3 jours"
