"""The types' templates rendered outside the application, and what a browser would send back."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

import lms.core
import lms.quiz
from lms.quiz.engine.fields import fields_of

PREFIX = "q3-"
ROOTS = [Path(package.__path__[0]) / "templates" for package in (lms.quiz, lms.core)]


def environment() -> Environment:
    """The application's templates with the least that they need."""
    env = Environment(
        loader=FileSystemLoader(ROOTS),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(lambda text: text, lambda one, many, n: one, newstyle=True)  # type: ignore[attr-defined]
    env.filters["inline_md"] = lambda text: Markup("<em>{}</em>").format(escape(text))
    env.filters["md"] = lambda text, language: Markup("<p>{}</p>").format(escape(text))
    env.filters["number"] = str
    env.globals["locale"] = "fr"
    env.globals["static_url"] = lambda feature, name: f"/static/{feature}/{name}"
    return env


ENVIRONMENT = environment()


def ask(view: dict[str, Any], *, disabled: bool = False) -> str:
    return render(view, f"ask(view, '{PREFIX}', disabled={disabled})")


def review(view: dict[str, Any]) -> str:
    return render(view, "review(view)")


def render(view: dict[str, Any], call: str) -> str:
    source = f'{{% import "quiz/types/{view["type"]}.html" as type with context %}}{{{{ type.{call} }}}}'
    return ENVIRONMENT.from_string(source).render(view=view)


class Controls(HTMLParser):
    """The controls of a page: every value on offer by name, and those that a browser would send untouched."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.offered: dict[str, list[str]] = {}
        self.sent: dict[str, list[str]] = {}
        self.texts: set[str] = set()
        self.selects: set[str] = set()
        self.disabled = 0
        self._select = self._area = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.disabled += "disabled" in given
        if tag == "select":
            self._select = given["name"] or ""
            self.offered[self._select] = []
            self.selects.add(self._select)
        if tag == "option":
            self._option(given)
        if tag == "input" and "name" in given:
            self._input(given)
        if tag == "textarea":
            self._area = given["name"] or ""
            self.offered[self._area], self.sent[self._area] = [""], [""]
            self.texts.add(self._area)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser drops one line end at the start, and sends two characters for each other one.
            text = self.sent[self._area][0].removeprefix("\n").replace("\n", "\r\n")
            self.offered[self._area] = self.sent[self._area] = [text]
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area][0] += data

    def _option(self, given: dict[str, str | None]) -> None:
        value = given["value"] or ""
        self.offered[self._select].append(value)
        # A browser sends the selected option, or the first.
        if "selected" in given or self._select not in self.sent:
            self.sent[self._select] = [value]

    def _input(self, given: dict[str, str | None]) -> None:
        name, value = given["name"] or "", given.get("value") or ""
        self.offered.setdefault(name, []).append(value)
        if given["type"] in (
            "text",
            "hidden",
        ):  # a script of ours, or anyone's, may put any text into a hidden one
            self.texts.add(name)
        # Without a script, a plain form sends the name of the file that was chosen: none here.
        if given["type"] in ("text", "hidden", "file") or "checked" in given:
            self.sent.setdefault(name, []).append(value)


def fields_from(view: dict[str, Any]) -> dict[str, Any]:
    """What the form of `ask(view)` sends when nobody touches it."""
    return fields_of(Controls(ask(view)).sent, PREFIX)
