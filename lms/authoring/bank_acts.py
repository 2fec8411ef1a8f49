"""What the bank does with the questions that were ticked: one transaction for all quizzes that it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.authoring import access, bank
from lms.authoring.copies import question_ids
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.person import Person
from lms.core.reasons import reason
from lms.courses import drafts
from lms.courses.models import DraftItem
from lms.courses.queries import draft_items

MOST_CHOSEN = 1000
Chosen = Mapping[tuple[int, int], set[str]]
"""Ids of questions by course and quiz."""


@dataclass(frozen=True)
class Target:
    """The quiz, and its bank if one is meant, to which questions go."""

    course_id: int
    node_id: int
    bank: str | None = None


def chosen_in(refs: Sequence[str]) -> Chosen:
    """The questions that a form names by `Entry.ref`; InvalidInput for none, too many, or what is no reference."""
    found: dict[tuple[int, int], set[str]] = {}
    if not refs or len(refs) > MOST_CHOSEN:
        raise InvalidInput(reason("bank.nothing_chosen"))
    for ref in refs:
        course, quiz, id_ = _numbers(ref)
        found.setdefault((course, quiz), set()).add(id_)
    return found


def target_in(value: str) -> Target:
    """The target that a form names as `course:quiz` or `course:quiz:bank`; InvalidInput for none."""
    course, quiz, bank_name = _numbers(value if value.count(":") > 1 else f"{value}:")
    return Target(course, quiz, bank_name or None)


def _numbers(value: str) -> tuple[int, int, str]:
    parts = value.split(":", 2)
    if len(parts) != 3 or not all(one.isascii() and one.isdigit() and len(one) < 10 for one in parts[:2]):
        raise InvalidInput(reason("bank.no_target"))
    return int(parts[0]), int(parts[1]), parts[2]


def retag(person: Person, chosen: Chosen, *, add: Sequence[str], remove: Sequence[str], now: datetime) -> int:
    """Give these questions some tags and take others away; how many questions were chosen.

    NotFound, nothing changed, when one of the quizzes is not this person's to edit.
    """
    if not add and not remove:
        raise InvalidInput(reason("bank.tag"), "tags")
    with transaction():
        for node in _locked(person, chosen):
            ids = chosen[node.course_id, node.id]
            _save(node, bank.retagged(node.body, ids, add=add, remove=remove), person, now)
    return sum(map(len, chosen.values()))


def move(person: Person, chosen: Chosen, target: Target, *, now: datetime) -> tuple[int, int]:
    """Move these questions to a quiz of their course, copy those of other courses: how many were moved, and copied.

    InvalidInput or NotFound with nothing changed: a section names one, a picture stays behind, the quiz is full.
    """
    moved: list[bank.Stored] = []
    copied: list[bank.Stored] = []
    with transaction():
        own = (target.course_id, target.node_id)
        nodes = {(one.course_id, one.id): one for one in _locked(person, {own: set(), **chosen})}
        goal = nodes.pop(own)
        for place, node in nodes.items():
            if node.course_id == goal.course_id:
                body, questions = bank.taken_out(node.body, chosen[place])
                if node.parent_key != goal.parent_key:
                    bank.refuse_pictures(questions)
                moved += questions
                _save(node, body, person, now)
            else:
                copied += [one for one in node.body["questions"] if one["id"] in chosen[place]]
        stay, within = bank.taken_out(goal.body, chosen.get(own, set()))
        moved += within
        taken = {id_ for node in draft_items(goal.course_id) for id_ in question_ids(node)}
        taken |= {one["id"] for one in moved}
        whole = [*moved, *bank.copied(copied, taken)]
        _save(goal, bank.put_in(stay, whole, target.bank), person, now)
    return len(moved), len(copied)


def _locked(person: Person, chosen: Chosen) -> list[DraftItem]:
    """The quizzes, locked in one order whoever asks, so that two people never wait for each other."""
    return [access.node_to_edit(person, course, quiz, "quiz") for course, quiz in sorted(chosen)]


def _save(node: DraftItem, body: dict[str, object], person: Person, now: datetime) -> None:
    drafts.edit_node(node, body, base=node.version, actor_id=person.id, now=now)
