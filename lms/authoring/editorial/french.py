"""French set as French is: narrow no-break spaces, guillemets, apostrophes (Lexique des règles typographiques, Imprimerie nationale)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lms.authoring.editorial.asked import Asked
from lms.authoring.editorial.findings import Findings, fault
from lms.authoring.schemas import texts_of
from lms.courses.document import CourseDocument, Lesson

FRENCH = "fr"
_NOT_PROSE = re.compile(
    r"^```.*?^```$"  # code and self-checks
    r"|`[^`\n]*`"
    r"|(?<=\])\([^)\n]*\)"  # where links lead
    r"|!(?=\[)|\[!\w+\]|^\|?[ :|-]+\|?$"  # marks of images, callouts and tables
    r"|\bhttps?://\S+|\{[^}\n]*\}|\[\[[^\]\n]*\]\]",  # addresses, drawn numbers, gaps
    re.MULTILINE | re.DOTALL,
)
_RULES = {
    "editorial.french_sign": re.compile(r"(?<![\u202f;:!?»(\[…])(?:[;!?»]|:(?=\s|\*|$))"),
    "editorial.french_quote": re.compile(r"«(?!\u202f)|(?<=\w)'(?=\w)|\""),
    "editorial.french_number": re.compile(r"\d[ \u00a0]?[%€]|\d[ \u00a0]\d{3}\b"),
}


def faults_in(text: str) -> Iterator[tuple[str, str]]:
    """What breaks a rule in a French text in Markdown: the reason's code, and the words around the place."""
    prose = _NOT_PROSE.sub(lambda found: "\n" * found.group().count("\n"), text)
    for code, rule in _RULES.items():
        for found in rule.finditer(prose):
            yield code, prose[max(0, found.start() - 20) : found.end() + 10].replace("\n", " ")


def check_french(document: CourseDocument, asked: Iterable[Asked]) -> Findings:
    """Every French text of the course."""
    for file, where, text in [*_texts(document), *_texts_of_questions(asked)]:
        for code, words in faults_in(text.get(FRENCH, "")):
            yield fault(file, where, code, words=words)


Placed = tuple[str, str, Mapping[str, str]]
"""A text with its file and its place there."""


def _texts(document: CourseDocument) -> Iterator[Placed]:
    for path, text in texts_of(document.sheet):
        yield "course.yaml", ".".join(str(part) for part in path), text
    for module in document.modules:
        for path, text in texts_of(module):
            yield f"{module.folder}/module.yaml", ".".join(str(part) for part in path), text
    for module, item in document.items():
        file = f"{module.folder}/{item.id}"
        if isinstance(item, Lesson):
            yield f"{file}.{FRENCH}.md", "title", item.title
            yield f"{file}.{FRENCH}.md", "", item.body
            yield from ((f"{module.folder}/module.yaml", item.id, one.supports) for one in item.sources)
        else:
            yield f"{file}.yaml", "title", item.title
            yield f"{file}.yaml", "intro", item.intro


def _texts_of_questions(asked: Iterable[Asked]) -> Iterator[Placed]:
    for one in asked:
        for text in _maps(one.question.model_dump()):
            yield one.file, one.question.id, text


def _maps(value: Any) -> Iterator[Mapping[str, str]]:
    """The texts of dumped values: maps from language to text."""
    if isinstance(value, Mapping):
        if isinstance(value.get(FRENCH), str):
            yield value
        else:
            for item in value.values():
                yield from _maps(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _maps(item)
