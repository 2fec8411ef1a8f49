"""A few questions to practise on, asked as self-checks are: drawn by a seed that the address holds, marked by nobody, kept nowhere."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace

from lms.cohorts.models import Enrolment
from lms.core.errors import NotFound
from lms.courses.queries import revision_document
from lms.learning.checks import CheckView, Paper, Reply, placed, show
from lms.progress.report import Report
from lms.quiz.practice import Exercise, Material, draw, material_of

SIMILAR = 3
RETURNING = 5
_SEED = re.compile(r"[0-9a-f]{8}\Z")


def new_seed() -> str:
    """A seed that draws anew."""
    return secrets.token_hex(4)


def seed_or_new(asked: str) -> str:
    """The seed of an address, or a new one when it is none of ours."""
    return asked if _SEED.match(asked) else new_seed()


def similar(enrolment: Enrolment, report: Report, objective: str) -> list[Exercise]:
    """What there is to practise on one objective, in what the learner may open; NotFound when nothing is."""
    found = _material(enrolment).on(objective, _open_items(report))
    if not found:
        raise NotFound
    return found


def objectives_to_practise(enrolment: Enrolment, report: Report) -> frozenset[str]:
    """The objectives on which `similar` finds something."""
    exercises = _material(enrolment).of(_open_items(report))
    return frozenset[str]().union(*(one.objectives for one in exercises))


def known(enrolment: Enrolment, report: Report) -> list[Exercise]:
    """What there is to practise on of the items that the learner has done."""
    return _material(enrolment).of({key for key, item in report.items.items() if item.is_done})


def known_count(enrolment: Enrolment, report: Report) -> int:
    """How many questions the card of who comes back offers."""
    return min(RETURNING, len(known(enrolment, report)))


def _open_items(report: Report) -> set[str]:
    return {key for key, item in report.items.items() if item.lock is None}


def _material(enrolment: Enrolment) -> Material:
    return material_of(revision_document(enrolment.revision_id), enrolment.language)


def papers(exercises: list[Exercise], count: int, seed: str, language: str) -> dict[str, Paper]:
    """Up to `count` questions of a draw, by the id that each has on its page."""
    drawn = draw(exercises, count, seed)
    return {
        f"practice-{number}": Paper(one.data, f"{seed}:{number}", language, one.written_in)
        for number, one in enumerate(drawn, 1)
    }


def views(asked: Mapping[str, Paper], replies: Mapping[str, Reply], revision_id: int) -> list[CheckView]:
    """The questions of a revision as the page shows them, after the replies that came."""
    shown = {id_: placed(show(paper, replies.get(id_, Reply())), revision_id) for id_, paper in asked.items()}
    return [replace(check, id=id_) for id_, check in shown.items()]
