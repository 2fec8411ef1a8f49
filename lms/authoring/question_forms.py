"""Questions as forms, for every type: the fields follow from the type's model, so that a new type has its form at once.

What no plain field can hold (the gaps of a text, regions of a picture, drawn numbers) is asked as YAML, field by field.
"""

import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from textwrap import dedent
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from lms.authoring.editing import Fields, one_of
from lms.core.reasons import Reason, reason
from lms.courses.plain_yaml import YamlError, dump_yaml, load_yaml
from lms.quiz.engine.question import Question

BLANK_ROWS = 2
MOST_ROWS = 60
_TEXT = dict[str, str]
_FIRST = ("id", "stem")
_LAST = ("explanation", "hints", "points", "objective", "difficulty", "tags")
_HIDDEN = ("type", "bank")


@dataclass(frozen=True)
class Spec:
    """A field of a form. `kind`: `text` (in each language), `line`, `number`, `switch`, `choice` (one of), `set` (some of),
    `lines` (one a line), `rows` (of `fields`; of texts when there are none) or `source` (YAML). `default`: what is so when
    nothing is said, of switches and sets."""

    name: str
    kind: str
    is_needed: bool = False
    choices: tuple[str, ...] = ()
    fields: tuple["Spec", ...] = ()
    default: Any = None


@cache
def specs_of(model: type[BaseModel]) -> tuple[Spec, ...]:
    """The fields of a question's form, in the order in which an author thinks of them."""
    found = {
        name: replace(_spec(name, info.annotation, is_needed=info.is_required()), default=info.default)
        for name, info in model.model_fields.items()
    }
    if not issubclass(model, Question):
        return tuple(found.values())
    own = [name for name in found if name not in (*_FIRST, *_LAST, *_HIDDEN)]
    return tuple(found[name] for name in (*_FIRST, *own, *_LAST))


def _spec(name: str, annotation: Any, *, is_needed: bool) -> Spec:
    kind = _bare(annotation)
    if kind == _TEXT:
        return Spec(name, "text", is_needed)
    if kind is bool:
        return Spec(name, "switch")
    if kind in (int, float, Decimal):
        return Spec(name, "number", is_needed)
    if kind is str:
        return Spec(name, "line", is_needed)
    if get_origin(kind) is Literal:
        return Spec(name, "choice", is_needed, tuple(map(str, get_args(kind))))
    if get_origin(kind) is tuple and not (kind != annotation and _may_be_none(annotation)):
        return _many(name, _bare(get_args(kind)[0]), is_needed=is_needed)
    return Spec(name, "source", is_needed)


def _many(name: str, kind: Any, *, is_needed: bool) -> Spec:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Spec(name, "rows", is_needed, fields=specs_of(kind))
    if kind == _TEXT:
        return Spec(name, "rows", is_needed)
    if get_origin(kind) is Literal:
        return Spec(name, "set", is_needed, tuple(map(str, get_args(kind))))
    return Spec(name, "lines" if kind is str else "source", is_needed)


def _may_be_none(annotation: Any) -> bool:
    """An empty list then says something else than none at all: only YAML can tell."""
    return NoneType in get_args(annotation)


def _bare(annotation: Any) -> Any:
    """An annotation without what validates it, and without the None of what may be left out."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        some = [one for one in get_args(annotation) if one is not NoneType]
        return _bare(some[0]) if len(some) == 1 else annotation
    return annotation


@dataclass
class Typed:
    """What a form said: the question's data, and what could not be read of it, by the path of its field."""

    data: dict[str, Any]
    faults: list[tuple[str, Reason]] = field(default_factory=list)


def read_form(model: type[BaseModel], form: Fields, languages: Sequence[str]) -> Typed:
    """The data of a question from its form. Rows without a word go; the others stand in the order of their numbers."""
    typed = Typed({})
    typed.data = _read_all(specs_of(model), form, "", languages, typed.faults)
    return typed


def _read_all(
    specs: Sequence[Spec],
    form: Fields,
    prefix: str,
    languages: Sequence[str],
    faults: list[tuple[str, Reason]],
) -> dict[str, Any]:
    found = {spec.name: _read(spec, form, f"{prefix}{spec.name}", languages, faults) for spec in specs}
    says_none = {spec.name for spec in specs if spec.kind in ("set", "source")}
    return {
        name: value
        for name, value in found.items()
        if value not in (None, "", {}, []) or (value == [] and name in says_none)
    }


def _read(
    spec: Spec, form: Fields, name: str, languages: Sequence[str], faults: list[tuple[str, Reason]]
) -> Any:
    if spec.kind == "text":
        return _text(form, name, languages)
    if spec.kind == "switch":
        return bool(one_of(form, name))
    if spec.kind == "set":
        return list(form.get(name, ()))
    if spec.kind == "rows":
        return _rows(spec, form, name, languages, faults)
    typed = one_of(form, name).replace("\r\n", "\n").strip()
    if spec.kind == "number":
        return typed.replace("\u202f", "").replace(" ", "").replace(",", ".")
    if spec.kind == "lines":
        return [line.strip() for line in typed.split("\n") if line.strip()]
    if spec.kind == "source":
        return _yaml(typed, name, faults)
    return typed


def _text(form: Fields, name: str, languages: Sequence[str]) -> dict[str, str]:
    texts = {one: one_of(form, f"{name}.{one}").replace("\r\n", "\n").strip() for one in languages}
    return texts if any(texts.values()) else {}


def _yaml(typed: str, name: str, faults: list[tuple[str, Reason]]) -> Any:
    try:
        return load_yaml(typed).value
    except YamlError as error:
        faults.append((name, reason(error.code, detail=error.detail)))
        return typed


def _rows(
    spec: Spec, form: Fields, name: str, languages: Sequence[str], faults: list[tuple[str, Reason]]
) -> list[Any]:
    count = one_of(form, f"{name}.count")
    rows = []
    for index in range(
        min(MOST_ROWS, int(count)) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    ):
        place = f"{name}.{index}"
        row: Any = (
            _read_all(spec.fields, form, f"{place}.", languages, faults)
            if spec.fields
            else _text(form, place, languages)
        )
        silent = {"id", *(one.name for one in spec.fields if one.kind in ("switch", "set", "choice"))}
        if any(_says_something(one) for key, one in row.items() if key not in silent):
            rows.append((_place(one_of(form, f"{place}.order"), index), row))
    ordered = [row for _, row in sorted(rows, key=lambda one: one[0])]
    if any(one.name == "id" for one in spec.fields):
        _name(ordered)
    return ordered


def _says_something(value: Any) -> bool:
    return value is not False and value not in ("", None, {}, [])


def _place(typed: str, index: int) -> tuple[int, int]:
    """Where a row goes: one that was given another place comes before the one that has it when it moves up, else after it."""
    now = index + 1
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else now
    return wanted, (wanted > now) - (wanted < now)


def _name(rows: Sequence[dict[str, Any]]) -> None:
    """Rows without an id get the next free letter."""
    taken = {row.get("id") for row in rows}
    free: Iterator[str] = (one for one in _letters() if one not in taken)
    for row in rows:
        if not row.get("id"):
            row["id"] = next(free)


def _letters() -> Iterator[str]:
    yield from string.ascii_lowercase
    for number in range(1, 1000):
        yield f"row-{number}"


def source_of(value: Any) -> str:
    """A part of a question as YAML; empty when there is none."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return dump_yaml(value)
    rest = dump_yaml({"x": value}).removeprefix("x:")
    if not rest.startswith("\n"):
        return rest.strip() + "\n"
    return dedent(rest.strip("\n")) + "\n"


def faults_at(faults: Sequence[tuple[str, Reason]]) -> Callable[[str], list[Reason]]:
    """What is wrong with a field, by its name; a fault deeper inside a text or a source is the field's own."""

    def at(name: str) -> list[Reason]:
        return [why for path, why in faults if path == name]

    return at
