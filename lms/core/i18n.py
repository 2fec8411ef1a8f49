"""Languages: which one a request speaks, and one sentence per reason code.

Interface messages are English msgids in gettext catalogues; course texts are maps by language (`core.texts`).
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from flask import current_app, has_request_context, request
from flask_babel import (
    Babel,
    format_currency,
    format_date,
    format_datetime,
    format_decimal,
    get_locale,
    gettext,
)
from flask_login import current_user

from lms.core.reasons import Reason
from lms.core.texts import LOCALES, localize

LANGUAGES = {"fr": "Français", "en": "English"}
DEFAULT_LANGUAGE = "fr"
LANGUAGE_COOKIE = "lms_language"
THEMES = ("system", "light", "dark")
THEME_COOKIE = "lms_theme"

babel = Babel()
_sentences: dict[str, str] = {}


def register_sentences(sentences: Mapping[str, str]) -> None:
    """Add a feature's sentences, English msgid by reason code."""
    _sentences.update(sentences)


def sentences() -> Mapping[str, str]:
    """Every registered sentence; a test checks that each code in the program has one in each language."""
    return _sentences


def sentence(why: Reason) -> str:
    """The reason as a sentence in the request's language."""
    message: str = gettext(_sentences[why.code])
    return message % {name: _shown(value) for name, value in why.params.items()}


def _shown(value: object) -> object:
    match value:
        case Reason():
            return sentence(value)
        case Mapping():
            return localize(value, language())[0]
        case datetime():
            return format_datetime(value, "d MMMM y, HH:mm:ss" if value.second else "d MMMM y, HH:mm")
        case date():
            return format_date(value, "long")
        case Decimal():
            return number(value)
        case int() if value < 0:
            return number(value)
        case _:
            return value


def number(value: Decimal | int) -> str:
    """A number as people write it in the request's language, with the sign of a minus rather than a hyphen."""
    return str(format_decimal(value)).replace("-", "\N{MINUS SIGN}")


def euros(amount: Decimal) -> str:
    """An amount in euros as people write it in the request's language."""
    return str(format_currency(amount, "EUR"))


def language() -> str:
    """The interface language of this request: `fr` or `en`."""
    locale = get_locale()
    return str(locale.language) if locale else DEFAULT_LANGUAGE


def select_language() -> str:
    """The person's choice, else this address's `lang=`, the cookie, the browser's wish, French."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        return asked
    if current_user and current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    cookie = request.cookies.get(LANGUAGE_COOKIE)
    if cookie in LANGUAGES:
        return cookie
    return request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT_LANGUAGE


def select_locale() -> str:
    """The locale of the request's language, as Flask-Babel asks for it."""
    return LOCALES[select_language()]


def select_timezone() -> str:
    """The person's time zone, else the installation's."""
    if has_request_context() and current_user and current_user.is_authenticated:
        return str(current_user.timezone)
    return str(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def select_theme() -> str:
    """`system`, `light` or `dark`: the person's choice, else this device's cookie."""
    if current_user and current_user.is_authenticated:
        return str(current_user.theme)
    cookie = request.cookies.get(THEME_COOKIE)
    return cookie if cookie in THEMES else "system"
