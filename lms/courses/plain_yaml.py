"""YAML as course files use it: maps, lists, texts, numbers, true, false and null, each with its line.

Anchors, aliases, tags and repeated keys are refused: they hide what a file says, and let a small file grow without bound.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_DEPTH = 20
MAX_NODES = 100_000
Path = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Each is narrower than what PyYAML's writer quotes, so that a written text is never read back as something else.
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}(?:[eE][-+][0-9]{1,3})?\Z")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class YamlError(ValueError):
    """The text is not the YAML that we accept: `code` says why, `line` (from 1) where, `detail` the parser's own words."""

    def __init__(self, code: str, line: int, detail: str = "") -> None:
        super().__init__(f"line {line}: {code} {detail}")
        self.code = code
        self.line = line
        self.detail = detail


@dataclass
class PlainYaml:
    """A value, and the line (from 1) on which each part of it stands, by path."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Sequence[str | int]) -> int:
        """The line of the part at `path`, or of the nearest part around it that exists."""
        for size in range(len(path), -1, -1):
            found = self.lines.get(tuple(path[:size]))
            if found is not None:
                return found
        return 1


@dataclass
class _Open:
    """A map or list under construction; `key` is the map's key that waits for its value."""

    value: Any
    path: Path
    key: str | None = None


def load_yaml(text: str) -> PlainYaml:
    """Read one YAML document; raise `YamlError`. An empty text gives None."""
    built = _Builder()
    try:
        for count, event in enumerate(_events(text)):
            if count > MAX_NODES:
                raise YamlError("yaml.too_many_values", _line(event))
            built.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError("yaml.syntax", mark.line + 1 if mark else 1, error.problem or "") from None
    except yaml.YAMLError as error:
        raise YamlError("yaml.syntax", 1, str(error).splitlines()[0]) from None
    return built.result


def _events(text: str) -> Iterator[Any]:
    # A first line that is a mark of byte order is no content.
    yield from yaml.parse(text.removeprefix("\ufeff"), Loader=_LOADER)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


class _Builder:
    """Builds the value from the parser's events, without recursion."""

    def __init__(self) -> None:
        self.result = PlainYaml(None)
        self.stack: list[_Open] = []
        self.documents = 0

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise YamlError("yaml.several_documents", _line(event))
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def _node(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise YamlError("yaml.anchor", _line(event))
        if event.tag is not None:
            raise YamlError("yaml.tag", _line(event), str(event.tag)[:60])
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
            return
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._place(value, event)
        if len(self.stack) >= MAX_DEPTH:
            raise YamlError("yaml.too_deep", _line(event))
        self.stack.append(_Open(value, path))

    def _scalar(self, event: Any) -> None:
        around = self.stack[-1] if self.stack else None
        if around and isinstance(around.value, dict) and around.key is None:
            if event.value in around.value:
                raise YamlError("yaml.repeated_key", _line(event), event.value[:60])
            around.key = event.value
            self.result.lines[(*around.path, event.value)] = _line(event)
            return
        self._place(_resolve(event), event)

    def _place(self, value: Any, event: Any) -> Path:
        if not self.stack:
            self.result.value = value
            self.result.lines[()] = _line(event)
            return ()
        around = self.stack[-1]
        if isinstance(around.value, list):
            around.value.append(value)
            path: Path = (*around.path, len(around.value) - 1)
            self.result.lines[path] = _line(event)
            return path
        if around.key is None:
            raise YamlError("yaml.key_not_text", _line(event))
        around.value[around.key] = value
        path = (*around.path, around.key)
        around.key = None
        return path


def _resolve(event: Any) -> Any:
    """What a scalar means: quoted and block scalars are texts; of the plain ones, numbers and a few words are not."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


class _Dumper(yaml.SafeDumper):
    """Block scalars for texts of several lines; lists indented under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def dump_yaml(value: Mapping[str, Any]) -> str:
    """Write plain values, keys in their order, so that `load_yaml` reads the same back."""
    return yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9, default_flow_style=False
    )
