"""Whether an SVG is only a drawing. Nothing is repaired: a file is taken as it is, or refused with the reason."""

import re
from typing import Any
from xml.parsers import expat

from lms.core.reasons import Reason, reason

MAX_DEPTH = 100
MAX_ELEMENTS = 20_000

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_METADATA = frozenset(
    {
        "http://www.inkscape.org/namespaces/inkscape",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    }
)
# fmt: off
ELEMENTS = frozenset({
    "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "textPath", "linearGradient", "radialGradient", "stop",
    "clipPath", "mask", "pattern", "marker", "style", "filter", "feGaussianBlur", "feOffset", "feBlend",
    "feColorMatrix", "feComposite", "feFlood", "feMerge", "feMergeNode", "feDropShadow", "switch",
})
# fmt: on
_URL = re.compile(r"url\(", re.IGNORECASE)
_LOCAL_URL = re.compile(r"""url\(\s*["']?#[^)"']*["']?\s*\)""", re.IGNORECASE)
_STYLE_DANGER = re.compile(r"@import|expression\s*\(|javascript:|behavior\s*:|-moz-binding|\\", re.IGNORECASE)


class _Refused(Exception):
    def __init__(self, why: Reason, line: int) -> None:
        self.why = why
        self.line = line


def refusal_of_svg(data: bytes) -> tuple[Reason, int] | None:
    """Why this SVG can't be shown, with the line, or None. Never opens anything that the file points to."""
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except _Refused as refused:
        return refused.why, refused.line
    except expat.ExpatError as error:
        return reason("svg.syntax", detail=expat.ErrorString(error.code)), error.lineno
    except (ValueError, LookupError):
        return reason("svg.syntax", detail="unknown encoding"), 1
    return None


class _Reader:
    def __init__(self) -> None:
        self.parser: Any = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        # A document type is where entities, and so expansion and outside files, come from: none is read.
        self.parser.StartDoctypeDeclHandler = lambda *rest: self._refuse("svg.doctype")
        self.parser.EntityDeclHandler = lambda *rest: self._refuse("svg.doctype")
        self.parser.ProcessingInstructionHandler = lambda *rest: self._refuse("svg.instruction")
        self.open: list[str] = []
        self.count = 0

    def _refuse(self, code: str, **params: object) -> None:
        raise _Refused(reason(code, **params), self.parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self.count += 1
        if self.count > MAX_ELEMENTS or len(self.open) >= MAX_DEPTH:
            self._refuse("svg.too_complex")
        if space != _SVG or local not in ELEMENTS or (not self.open and local != "svg"):
            self._refuse("svg.element", name=local[:60])
        self.open.append(local)
        for attribute, value in attributes.items():
            self._attribute(attribute, value)

    def _end(self, name: str) -> None:
        self.open.pop()

    def _attribute(self, name: str, value: str) -> None:
        space, _, local = name.rpartition(" ")
        if space in _METADATA:
            return
        if space not in ("", _XLINK, _XML) or local.lower().startswith("on"):
            self._refuse("svg.attribute", name=local[:60])
        if local.lower() == "href" and not value.strip().startswith("#"):
            self._refuse("svg.reference", name=value[:60])
        if local.lower() in ("base", "src"):
            self._refuse("svg.attribute", name=local[:60])
        self._style(value)

    def _text(self, text: str) -> None:
        if self.open and self.open[-1] == "style":
            self._style(text)

    def _style(self, text: str) -> None:
        if _STYLE_DANGER.search(text):
            self._refuse("svg.style")
        if _URL.search(_LOCAL_URL.sub("", text)):
            self._refuse("svg.reference", name=text[:60])
