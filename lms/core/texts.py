"""Localized texts as courses store them: a map from language to text."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from pydantic import BeforeValidator, StringConstraints, ValidationInfo

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Invisible signs that turn the direction of what follows them. They can make a text read as what it is not, and nothing needs
them: HTML gives each text its direction. The marks U+200E and U+200F, which touch one place only, are no such signs."""
BREAKING = re.compile("[^\\S\u00a0\u202f]+")
"""White space at which a line may break."""
SLUG = re.compile(r"[a-z][a-z0-9-]{0,59}\Z")

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,59}$")]


LOCALES = {"fr": "fr", "en": "en_GB"}
"""Whose dates and numbers a language shows: days before months, 24 hours."""


WHOLE = "EEEE d MMMM y, HH:mm"


def _expand(value: object, info: ValidationInfo) -> object:
    """A plain string is the text in the language of the validation context (a course's first)."""
    if isinstance(value, str):
        language = (info.context or {}).get("language", "fr")
        return {language: value}
    return value


Text = Annotated[dict[str, str], BeforeValidator(_expand)]


def localize(text: Mapping[str, str], language: str) -> tuple[str, str]:
    """The text in `language`, else in the first language that it has, with the language it is in."""
    if language in text:
        return text[language], language
    for fallback, value in text.items():
        return value, fallback
    return "", language


def clean(value: str) -> str:
    """Normalise typed text to NFC; raise ValueError on NUL and lone surrogates, which no database stores."""
    if UNSTORABLE.search(value):
        raise ValueError("text holds a character that can't be stored")
    return unicodedata.normalize("NFC", value)


def one_line(value: str) -> str:
    """A text on one line, without spaces around it. The no-break spaces of French typography stay; other runs become one space."""
    return BREAKING.sub(" ", value).strip()


def written(moment: datetime, language: str, timezone: str, until: datetime | None = None) -> str:
    """A moment in words, or a span up to `until`, in a zone that is named: what a mail says, which its reader opens anywhere."""
    zone, locale = ZoneInfo(timezone), LOCALES.get(language, "fr")
    local = moment.astimezone(zone)
    shown = format_datetime(local, WHOLE, locale=locale)
    if until is not None:
        end = until.astimezone(zone)
        shown += f" – {format_datetime(end, 'HH:mm' if end.date() == local.date() else WHOLE, locale=locale)}"
    return f"{shown} ({timezone})"


def turning_sign(value: str) -> str | None:
    """The first sign of a text that turns its direction, as `U+202E`; None when it has none."""
    found = TURNING.search(value)
    return f"U+{ord(found.group()):04X}" if found else None


def fold(value: str) -> str:
    """A key for comparing and sorting: compatibility forms merged, accents and case removed."""
    decomposed = unicodedata.normalize("NFKD", value.strip().upper().casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


KEY_LIMIT = 600


def name_key(value: str) -> str:
    """`fold`, short enough for the columns by which the database sorts and searches: at most `KEY_LIMIT` characters."""
    return fold(value)[:KEY_LIMIT]


def email_key(address: str) -> str:
    """The key under which an address is unique: NFKC, stripped, upper then casefold (so `mıke@` is `mike@`)."""
    return unicodedata.normalize("NFKC", address).strip().upper().casefold()
