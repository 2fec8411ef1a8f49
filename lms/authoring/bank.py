"""The questions of courses as a bank: found by words, type, tag, objective and quiz; tagged, moved and copied many at a time."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from lms.authoring.copies import free_key
from lms.authoring.parsed import tokens_of
from lms.authoring.quiz_files import MOST_QUESTIONS
from lms.core.errors import InvalidInput
from lms.core.reasons import reason
from lms.core.texts import fold
from lms.courses.models import DraftItem
from lms.quiz.engine.questions import load_question

MOST_TAGS = 20
_TAG = re.compile(r"[a-z][a-z0-9-]{0,59}\Z")
Stored = Mapping[str, Any]


@dataclass(frozen=True)
class Use:
    """How a section of its quiz asks a question: named for everyone, or in a pool from which `draw` are taken."""

    title: Mapping[str, str]
    draw: int | None


@dataclass(frozen=True)
class Entry:
    """A question in its quiz. Without sections `uses` is empty: every paper has it."""

    quiz: DraftItem
    question: Stored
    uses: tuple[Use, ...]
    has_sections: bool

    @property
    def ref(self) -> str:
        """How forms name it among all courses."""
        return f"{self.quiz.course_id}:{self.quiz.id}:{self.question['id']}"


@dataclass(frozen=True)
class Wanted:
    """What a search asks for; an empty field asks nothing."""

    words: str = ""
    type: str = ""
    tag: str = ""
    objective: str = ""
    quiz: str = ""

    def takes(self, entry: Entry) -> bool:
        """Whether a question is among those that are asked for."""
        one = entry.question
        return (
            self.type in ("", one["type"])
            and (not self.tag or self.tag in one.get("tags", ()))
            and self.objective in ("", one.get("objective"))
            and self.quiz in ("", str(entry.quiz.id))
            and all(word in _searched(one) for word in fold(self.words).split())
        )


def _searched(question: Stored) -> str:
    """What a search looks through: the id and every text, the key's included."""
    return fold(f"{question['id']} {' '.join(_strings(question))}")


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def entries_of(nodes: Iterable[DraftItem]) -> list[Entry]:
    """Every question of the quizzes among these nodes, in the order of the quizzes and in theirs."""
    return [
        Entry(node, question, _uses(node.body["policy"], question), bool(node.body["policy"].get("sections")))
        for node in nodes
        if node.kind == "quiz"
        for question in node.body["questions"]
    ]


def _uses(policy: Stored, question: Stored) -> tuple[Use, ...]:
    uses: list[Use] = []
    sections = policy.get("sections") or ()
    named = {id_ for section in sections for id_ in section.get("questions") or ()}
    for section in sections:
        draw = section.get("draw") or {}
        title = section.get("title") or {}
        title = {"": title} if isinstance(title, str) else title
        if question["id"] in (section.get("questions") or ()):
            uses.append(Use(title, None))
        elif draw and question["id"] not in named and _is_in_pool(draw, question):
            uses.append(Use(title, draw["count"]))
    return tuple(uses)


def _is_in_pool(draw: Stored, question: Stored) -> bool:
    tags = set(draw.get("tags") or ())
    return draw.get("bank") in (None, question.get("bank")) and (
        not tags or bool(tags & set(question.get("tags", ())))
    )


def tags_in(text: str) -> list[str]:
    """The tags that somebody typed, between spaces, commas or semicolons; InvalidInput for what is no tag."""
    found = [fold(one).replace("_", "-") for one in re.split(r"[\s,;]+", text) if one]
    for tag in found:
        if not _TAG.match(tag):
            raise InvalidInput(reason("bank.tag"), "tags")
    return list(dict.fromkeys(found))


def retagged(body: Stored, ids: set[str], *, add: Sequence[str], remove: Sequence[str]) -> dict[str, Any]:
    """A quiz whose questions of these ids have some tags more and some less; InvalidInput for one with too many."""
    questions = []
    for question in body["questions"]:
        if question["id"] in ids:
            tags = [*(tag for tag in question.get("tags", ()) if tag not in remove), *add]
            question = {**question, "tags": list(dict.fromkeys(tags))}
            if len(question["tags"]) > MOST_TAGS:
                raise InvalidInput(reason("bank.too_many_tags", most=MOST_TAGS), "tags")
        questions.append(question)
    return {**body, "questions": questions}


def taken_out(body: Stored, ids: set[str]) -> tuple[dict[str, Any], list[Stored]]:
    """A quiz without these questions, and the questions; InvalidInput for one that a section names."""
    sections = body["policy"].get("sections") or ()
    named = {id_ for section in sections for id_ in section.get("questions") or ()}
    for id_ in sorted(ids & named):
        raise InvalidInput(reason("bank.named_in_section", id=id_))
    kept = [one for one in body["questions"] if one["id"] not in ids]
    return {**body, "questions": kept}, [one for one in body["questions"] if one["id"] in ids]


def put_in(body: Stored, questions: Sequence[Stored], bank: str | None) -> dict[str, Any]:
    """A quiz with these questions at its end, in one of its banks or, without one, among its own."""
    if bank is not None and bank not in body["banks"]:
        raise InvalidInput(reason("bank.no_target"), "target")
    whole = [*body["questions"], *({**one, "bank": bank} for one in questions)]
    if len(whole) > MOST_QUESTIONS:
        raise InvalidInput(reason("questions.full", most=MOST_QUESTIONS))
    return {**body, "questions": whole}


def copied(questions: Sequence[Stored], taken: set[str]) -> list[Stored]:
    """The questions for another course, with ids of their own there; `taken` grows by them.

    Objectives belong to a course and are left behind. InvalidInput for a question that shows a picture of its module.
    """
    refuse_pictures(questions)
    copies: list[Stored] = []
    for question in questions:
        id_ = free_key(question["id"], taken)
        taken.add(id_)
        copies.append({**question, "id": id_, "objective": None})
    return copies


def refuse_pictures(questions: Sequence[Stored]) -> None:
    """InvalidInput for a question that shows a picture: it lies in its module, and another module would not find it."""
    for question in questions:
        if _shows_picture(question):
            raise InvalidInput(reason("bank.has_picture", id=question["id"]))


def _shows_picture(question: Stored) -> bool:
    texts = "\n\n".join(_strings(question))
    inline: list[Token] = [child for token in tokens_of(texts) for child in token.children or ()]
    return any(token.type == "image" for token in inline) or bool(load_question(dict(question), "fr").images)
