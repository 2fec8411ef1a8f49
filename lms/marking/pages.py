"""What the marking page prints: one answer, what was written of it, where to go next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from lms.core.i18n import language
from lms.core.person import Person
from lms.core.reasons import Reason
from lms.marking import queries, rules
from lms.marking.access import Entry, Tray
from lms.marking.forms import rubric_of, takes_verdict
from lms.marking.models import Marking, MarkingComment
from lms.marking.queries import Work
from lms.marking.services import Place
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.rubric import rubric_view
from lms.quiz.file_pages import ShownFile, shown_files
from lms.quiz.file_queries import tokens_of
from lms.quiz.models import Answer


@dataclass(frozen=True)
class Written:
    """A marking as a page prints it: `mark` in points, None while open."""

    role: str
    levels: Mapping[str, str]
    mark: Decimal | None
    comment: str
    version: int = 0
    is_done: bool = False


@dataclass(frozen=True)
class Version:
    """One version of an answer: the type's view of it, and what markers wrote."""

    work: Work
    view: dict[str, Any]
    markings: Sequence[Written]


@dataclass(frozen=True)
class Sheet:
    """The whole page. `typed` is what the form holds; `theirs` stands on the server when somebody else wrote meanwhile."""

    tray: Tray
    entry: Entry
    place: Place
    title: str
    is_anonymous: bool
    now: Version
    before: Sequence[Version]
    role: str | None
    typed: Written
    others: Sequence[Written]
    bank: Sequence[MarkingComment]
    rubric: Sequence[Mapping[str, Any]]
    error: Reason | None = None
    theirs: Written | None = None
    links: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def siblings(self) -> list[Entry]:
        """Every answer to the same question."""
        return self.tray.questions[self.entry.question_id]

    @property
    def number(self) -> int:
        """Which of them this is, from 1."""
        return self.siblings.index(self.entry) + 1

    @property
    def takes_verdict(self) -> bool:
        """Whether right and wrong are the only marks."""
        return takes_verdict(self.place)


def place_of(tray: Tray, entry: Entry) -> Place:
    """The answer as services take it."""
    slot, question = tray.question_of(entry)
    markers = tray.content_of(entry.work).policy.markers
    return Place(entry.work.id, entry.slot, question, slot.points, markers)


def url_of(tray: Tray, entry: Entry) -> str:
    """Where an answer is marked."""
    return url_for("marking.answer", cohort_id=tray.cohort.id, key=tray.key, code=entry.code, slot=entry.slot)


def next_of(tray: Tray, entry: Entry) -> str:
    """The next answer that waits for this marker, the first ones again after the last; the quiz when none does."""
    place = tray.entries.index(entry)
    coming = [*tray.entries[place + 1 :], *tray.entries[:place]]
    waiting = next((one for one in coming if one.waits), None)
    if waiting is None:
        return url_for("marking.quiz", cohort_id=tray.cohort.id, key=tray.key)
    return url_of(tray, waiting)


def sheet_of(person: Person, tray: Tray, entry: Entry) -> Sheet:
    """The page of an answer: three statements, one more for files."""
    place = place_of(tray, entry)
    versions = [entry.work, *tray.versions_before(entry.work)]
    read = queries.answer_with_markings([work.id for work in versions], entry.slot)
    answer, markings = read[entry.work.id]
    role = rules.role_for(person.id, place.markers, markings)
    mine = next((one for one in markings if one.role == role), None)
    blind = rules.is_blind(place.markers, role, markings)
    return Sheet(
        tray,
        entry,
        place,
        title=tray.title_of(entry.code),
        is_anonymous=tray.is_anonymous(entry.work),
        now=_version(tray, entry, entry.work, answer, ()),
        before=[_version(tray, entry, work, *read[work.id]) for work in versions[1:] if work.id in read],
        role=role,
        typed=written(place, mine) if mine else Written(role or "", {}, None, ""),
        others=[] if blind else [written(place, one) for one in markings if one is not mine and one.is_done],
        bank=queries.bank_of(tray.cohort.course_id, entry.question_id),
        rubric=rubric_view(rubric_of(place), language()),
        links=_links(tray, entry),
    )


def written(place: Place, marking: Marking) -> Written:
    """A marking with its mark in points."""
    mark = None if marking.fraction is None else (marking.fraction * place.points).quantize(Decimal("0.01"))
    return Written(
        marking.role, dict(marking.levels), mark, marking.comment, marking.version, marking.is_done
    )


def _version(tray: Tray, entry: Entry, work: Work, answer: Answer, markings: Iterable[Marking]) -> Version:
    slot, question = tray.question_of(replace(entry, work=work))
    view = question_type(question.type).review(question, slot.prepared, answer.response, work.language)
    view = {**view, "rubric": [], "explanation": None}
    if view["type"] == "file_upload":
        files = files_shown(tray, entry, work, tokens_of(answer.response))
        view = {**view, "files": [{"shown": file} for file in files]}
    place = place_of(tray, replace(entry, work=work))
    return Version(work, view, [written(place, one) for one in markings if one.is_done])


def files_shown(tray: Tray, entry: Entry, work: Work, tokens: Iterable[str]) -> list[ShownFile]:
    """An answer's files under addresses of this room; without their names where those could tell whose they are."""
    code = next(code for code, one in tray.works.items() if one is work or one.id == work.id)
    hides = tray.is_anonymous(entry.work)
    return [
        _shown(tray, code, file, neutral_name(place, file.name) if hides else file.name)
        for place, file in enumerate(shown_files(work.id, tokens), 1)
    ]


def neutral_name(place: int, name: str) -> str:
    """What a file is called where its name may not show: its place and its ending."""
    return str(_("File %(number)s", number=place)) + PurePosixPath(name).suffix[:10]


def _shown(tray: Tray, code: str, file: ShownFile, name: str) -> ShownFile:
    def url(number: int | None = None) -> str:
        at: dict[str, Any] = {"cohort_id": tray.cohort.id, "key": tray.key, "code": code}
        return url_for("marking.file", token=file.token, page=number, **at)

    pages = tuple(url(number) for number in range(1, len(file.pages) + 1))
    return replace(file, name=name, url=url(), pages=pages)


def _links(tray: Tray, entry: Entry) -> dict[str, str | None]:
    place = tray.entries.index(entry)
    before = tray.entries[place - 1] if place else None
    after = tray.entries[place + 1] if place + 1 < len(tray.entries) else None
    return {
        "previous": url_of(tray, before) if before else None,
        "next": url_of(tray, after) if after else None,
        "quiz": url_for("marking.quiz", cohort_id=tray.cohort.id, key=tray.key),
    }
