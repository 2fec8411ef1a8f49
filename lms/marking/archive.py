"""All the papers of a quiz as one ZIP: a folder for each work, with its answers as a page and the files handed in.

Names come from people: each is made into one safe part, so that no entry leaves its folder on any system.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from lms.core.storage import storage
from lms.marking import queries
from lms.marking.access import Tray
from lms.marking.pages import neutral_name
from lms.marking.queries import Work
from lms.marking.rules import safe_name, unique_name
from lms.quiz.bare_files import bare_copy
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.question_type import question_type
from lms.quiz.file_queries import files_of, tokens_of
from lms.quiz.models import Answer, AttemptFile

PAGE = "index.html"


@dataclass(frozen=True)
class Question:
    """A question of a paper with its answer; `files` pairs names in the folder with what they hold. `withheld` are the names of
    files of which there is no copy without their author's name."""

    slot: Slot
    type: str
    view: dict[str, Any]
    files: list[tuple[str, bytes]]
    withheld: list[str]


@dataclass(frozen=True)
class Folder:
    """A work as its page prints it."""

    tray: Tray
    title: str
    work: Work
    questions: list[Question]


def write(tray: Tray, target: IO[bytes], page: Callable[[Folder], str]) -> int:
    """Write the archive; how many works it holds. One statement for all answers, one more for each work with files."""
    works = [(code, work) for code, work in sorted(tray.works.items()) if work.returned_at is None]
    answers = queries.answers_of([work.id for _, work in works])
    taken: set[str] = set()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for code, work in works:
            title = tray.title_of(code)
            folder = unique_name(safe_name(title.replace(".", " "), code), taken)
            found = _folder(tray, code, work, answers.get(work.id, {}))
            archive.writestr(f"{folder}/{PAGE}", page(found))
            for question in found.questions:
                for name, data in question.files:
                    archive.writestr(f"{folder}/{name}", data)
    return len(works)


def _bytes_of(file: AttemptFile, hides: bool) -> bytes | None:
    """Where names may not show, a copy that tells none; None when there can't be one."""
    try:
        return bare_copy(file) if hides else storage().get(file.storage_key)
    except FileNotFoundError:
        return b""


def _folder(tray: Tray, code: str, work: Work, answers: dict[int, Answer]) -> Folder:
    paper = Paper.load(work.paper)
    content = tray.content_of(work)
    has_files = any(content.questions[slot.question_id].type == "file_upload" for slot in paper.slots)
    stored = files_of(work.id) if has_files else {}
    taken, questions = {PAGE}, []
    for slot in paper.slots:
        question, answer = content.questions[slot.question_id], answers.get(slot.number)
        response = answer.response if answer else None
        kind = question_type(question.type)
        view = {
            **kind.review(question, slot.prepared, response, work.language),
            "rubric": [],
            "model_answer": None,
            "models": [],
        }
        held = (
            [stored[token] for token in tokens_of(response) if token in stored]
            if question.type == "file_upload"
            else []
        )
        questions.append(Question(slot, question.type, view, *_files(held, taken, tray.is_anonymous(work))))
    return Folder(tray, tray.title_of(code), work, questions)


def _files(
    held: list[AttemptFile], taken: set[str], hides: bool
) -> tuple[list[tuple[str, bytes]], list[str]]:
    given, withheld = [], []
    for place, file in enumerate(held, 1):
        name, data = _name(place, file, taken, hides), _bytes_of(file, hides)
        if data is None:
            withheld.append(name)
        else:
            given.append((name, data))
    return given, withheld


def _name(place: int, file: AttemptFile, taken: set[str], hides: bool) -> str:
    name = neutral_name(place, file.name) if hides else file.name
    return unique_name(safe_name(name, f"file-{place}"), taken)
