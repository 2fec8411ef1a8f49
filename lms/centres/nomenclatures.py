"""What French law lists, read from the file beside this module, and what a centre says of it."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lms.centres.models import Centre
from lms.centres.nomenclature_rules import Entry, Wording, label_of
from lms.core.db import session

FILE = Path(__file__).with_name("nomenclatures.yaml")
NATURES, CATEGORIES, FUNDINGS = "natures", "categories", "fundings"


@cache
def lists() -> dict[str, tuple[Entry, ...]]:
    """Every list by its name, in the order of the law."""
    read: dict[str, list[dict[str, Any]]] = yaml.safe_load(FILE.read_text("utf-8"))
    return {name: tuple(Entry(**one) for one in entries) for name, entries in read.items()}


def entry(name: str, key: str) -> Entry | None:
    """An entry of a list by its key, whether it still holds or not."""
    return next((one for one in lists()[name] if one.key == key), None)


_READ = "centres_of_wording"


def wording_of(centre_id: int) -> dict[str, Wording]:
    """What a centre says of each list, by its name. One statement in a request, however often it is asked."""
    # Held for the request: the session alone forgets what nobody holds, and would read it anew each time.
    held: dict[int, Centre] = session().info.setdefault(_READ, {})
    held[centre_id] = session().get_one(Centre, centre_id)
    said = held[centre_id].wording
    return {name: said.get(name, {}) for name in lists()}


def label(name: str, key: str, wording: dict[str, Wording], language: str) -> str:
    """What an entry is called; the key itself for one that no file knows any more, and nothing for none."""
    found = entry(name, key)
    return label_of(found, wording[name], language) if found else key
