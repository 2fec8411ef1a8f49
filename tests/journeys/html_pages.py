"""Read a page as a browser without JavaScript does: its elements, its links, and its forms with what they would send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "br", "hr", "img", "input", "link", "meta", "wbr"})
SILENT = frozenset({"script", "style", "svg"})


@dataclass
class Element:
    """A node of the page."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """This element and all that it holds, in the page's order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str = "", **wanted: str) -> list["Element"]:
        """Elements by tag and attributes; `class_` asks for one class among others."""
        return [one for one in self.walk() if tag in ("", one.tag) and one._has(wanted)]

    def first(self, tag: str = "", **wanted: str) -> "Element | None":
        """The first of `all`, None when there is none."""
        return next(iter(self.all(tag, **wanted)), None)

    def _has(self, wanted: dict[str, str]) -> bool:
        for name, value in wanted.items():
            given = self.attributes.get(name.rstrip("_"), "")
            if value not in (given.split() if name == "class_" else [given]):
                return False
        return True

    @property
    def text(self) -> str:
        """What it says, with single spaces."""
        return " ".join("".join(self._pieces()).split())

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in SILENT:
                yield from child._pieces()
                yield "" if child.tag in ("span", "a", "em", "strong", "code") else " "


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("page", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        depth = next(
            (place for place in range(len(self._open) - 1, 0, -1) if self._open[place].tag == tag), 0
        )
        if depth:
            del self._open[depth:]

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parse(html: str) -> Element:
    """The page's root element."""
    builder = _Builder()
    builder.feed(html)
    return builder.root


def values_of(form: Element) -> dict[str, list[str]]:
    """What the form sends when Enter is pressed in it: its fields as they stand, and its first button."""
    values: dict[str, list[str]] = {}
    has_button = False
    for control in form.walk():
        name, kind = control.attributes.get("name", ""), control.attributes.get("type", "text")
        if not name or "disabled" in control.attributes:
            continue
        if control.tag == "input" and (kind not in ("radio", "checkbox") or "checked" in control.attributes):
            values.setdefault(name, []).append(control.attributes.get("value", ""))
        elif control.tag == "select":
            values[name] = [_selected(control)]
        elif control.tag == "button" and kind == "submit" and not has_button:
            has_button = True
            values[name] = [control.attributes.get("value", "")]
    return values


def _selected(select: Element) -> str:
    options = select.all("option")
    chosen = [option for option in options if "selected" in option.attributes] or options[:1]
    return chosen[0].attributes.get("value", "") if chosen else ""
