"""Ids for what is new in a draft: made from titles, and given anew to the questions of a copy."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from lms.authoring.parsed import tokens_of
from lms.core.texts import fold
from lms.courses.markdown import is_check
from lms.courses.models import DraftItem

_REFERENCES = frozenset({"objective", "objectives", "requires"})
_ID = re.compile(r"^id:\s*([a-z][a-z0-9-]*)\s*$", re.MULTILINE)


def free_key(title: str, taken: Iterable[str]) -> str:
    """An id in small letters without accents, at most 60 signs, not among those taken; `module` names a file, so it is."""
    base = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:50].strip("-")
    base = base if base[:1].isalpha() else f"page-{base}".strip("-")
    used, key, number = {*taken, "module"}, base, 1
    while key in used:
        number += 1
        key = f"{base}-{number}"
    return key


def question_ids(node: DraftItem) -> list[str]:
    """The ids of a quiz's questions, or of a lesson's self-checks."""
    if node.kind == "quiz":
        return [question["id"] for question in node.body["questions"]]
    if node.kind != "lesson":
        return []
    found = (
        _ID.search(token.content)
        for text in node.body["body"].values()
        for token in tokens_of(text)
        if is_check(token)
    )
    return list(dict.fromkeys(match.group(1) for match in found if match))


def with_references(body: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """A body whose objectives and prerequisites, at whatever depth, have other ids."""

    def value(found: Any) -> Any:
        if isinstance(found, Mapping):
            return {
                name: reference(one) if name in _REFERENCES else value(one) for name, one in found.items()
            }
        return [value(one) for one in found] if isinstance(found, list) else found

    def reference(found: Any) -> Any:
        if isinstance(found, str):
            return renamed.get(found, found)
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return [renamed.get(one, one) for one in found]
        if isinstance(found, list):  # a module's own objectives, with their texts
            return [{**value(one), "id": renamed.get(one["id"], one["id"])} for one in found]
        return value(found)

    return {name: reference(one) if name in _REFERENCES else value(one) for name, one in body.items()}


def with_ids(body: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """A body whose questions and self-checks have other ids."""
    copied: dict[str, Any] = deepcopy(dict(body))
    for question in copied.get("questions", []):
        question["id"] = renamed[question["id"]]
    for language, text in copied.get("body", {}).items():
        for old, new in renamed.items():
            text = re.sub(rf"^id:\s*{re.escape(old)}\s*$", f"id: {new}", text, flags=re.MULTILINE)
        copied["body"][language] = text
    return copied
