"""Pure decisions about rosters: what a column holds, what a row says, what applying it would change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lms.core.reasons import Reason, reason
from lms.core.texts import UNSTORABLE, fold, turning_sign
from lms.rosters.file_rules import Words, read_cells

FIELDS = (
    "email",
    "name",
    "first_name",
    "last_name",
    "language",
    "employer",
    "reference",
    "category",
    "funding",
    "born_on",
)
HEADINGS: Mapping[str, str] = {
    "email": "email|e-mail|mail|courriel|adresse e-mail|adresse email|adresse mail|adresse electronique|email address|e-mail address",
    "name": "nom complet|whole name|nom et prenom|prenom et nom|nom prenom|prenom nom|full name|name|learner|stagiaire|apprenant",
    "first_name": "prenom|first name|given name|firstname",
    "last_name": "nom|nom de famille|nom d'usage|last name|surname|family name|lastname",
    "language": "langue|language",
    "employer": "employeur|entreprise|societe|organisme|employer|company|organisation",
    "reference": "reference|numero de dossier|n° de dossier|no de dossier|dossier|matricule|file number|file|id",
    "category": "categorie|categorie de stagiaire|statut du stagiaire|category|category of trainee|trainee category",
    "funding": "financement|financeur|dispositif|qui paie, et par quoi|funding|funding line|who pays, and by what",
    "born_on": "date de naissance|ne(e) le|date of birth|birth date|born on",
}
NO_WORDS = Words()
LANGUAGES: Mapping[str, str] = {"fr": "fr|francais|french", "en": "en|anglais|english"}
KEPT = ("employer", "reference", "category", "funding", "born_on")
"""Fields that an empty cell leaves as they are."""
NAME_LIMIT, EMPLOYER_LIMIT, REFERENCE_LIMIT, CELL_LIMIT = 300, 200, 80, 2_000


@dataclass(frozen=True)
class Row:
    """A person of a roster. `number` is the line of the table, from 1; `key` is what makes an address unique."""

    number: int
    email: str
    key: str
    name: str
    language: str = ""
    employer: str = ""
    reference: str = ""
    category: str = ""
    funding: str = ""
    born_on: str = ""


@dataclass(frozen=True)
class Fault:
    """Why a row can't be taken, with what to do about it."""

    number: int
    reason: Reason


@dataclass(frozen=True)
class Member:
    """Somebody who is or was in the cohort."""

    enrolment_id: int
    email: str
    name: str
    language: str
    employer: str
    reference: str
    has_left: bool
    has_certificate: bool
    category: str = ""
    funding: str = ""
    born_on: str = ""


class Kind(StrEnum):
    """What a row does to its person."""

    ADD = "add"
    RETURN = "return"
    CHANGE = "change"
    SAME = "same"


@dataclass(frozen=True)
class Entry:
    """A row and what it does; `changes` name a field with what it says now and what it would say."""

    kind: Kind
    row: Row
    enrolment_id: int | None = None
    changes: tuple[tuple[str, str, str], ...] = ()
    keeps_name: bool = False


@dataclass(frozen=True)
class Plan:
    """What a roster would do. `absent` are members whom it does not name."""

    entries: tuple[Entry, ...]
    absent: tuple[Member, ...]
    lacks_seats: Reason | None = None

    def of(self, *kinds: Kind) -> tuple[Entry, ...]:
        """The entries of some kinds, in the order of the rows."""
        return tuple(entry for entry in self.entries if entry.kind in kinds)


def columns_of(first: Sequence[str], width: int) -> tuple[list[str], bool]:
    """Which field each column holds by the first row's headings, and whether that row is one of headings.

    Without headings the column with an @ is the address, and the one before or after it the name.
    """
    known = {word: field for field, words in HEADINGS.items() for word in words.split("|")}
    found = [known.get(fold(cell).replace("’", "'"), "") for cell in first]
    found += [""] * (width - len(found))
    if any(found) and not any("@" in cell for cell in first):
        return _once(found), True
    blank = [""] * width
    place = next((index for index, cell in enumerate(first) if "@" in cell), None)
    if place is not None:
        blank[place] = "email"
        beside = [index for index in (place - 1, place + 1) if 0 <= index < width]
        if beside:
            blank[beside[0]] = "name"
    return blank, False


def _once(found: list[str]) -> list[str]:
    """Each field once; a surname without a first name is the whole name."""
    kept = [field if field not in found[:index] else "" for index, field in enumerate(found)]
    if "first_name" not in kept and "name" not in kept:
        return ["name" if field == "last_name" else field for field in kept]
    return kept


def fault_of_columns(columns: Sequence[str]) -> Reason | None:
    """Why rows can't be read with these columns."""
    chosen = [one for one in columns if one]
    if len(chosen) != len(set(chosen)):
        return reason("rosters.column_twice")
    if "email" not in chosen:
        return reason("rosters.email_column_needed")
    if not {"name", "first_name", "last_name"} & set(chosen):
        return reason("rosters.name_column_needed")
    return None


def read_rows(
    cells: Sequence[Sequence[str]],
    columns: Sequence[str],
    first: int,
    usable: Callable[[str], str | None],
    key_of: Callable[[str], str],
    words: Words = NO_WORDS,
) -> tuple[list[Row], list[Fault]]:
    """The people of a table, and why other rows name none. `first` is the number of the first row; empty rows are left out."""
    rows: list[Row] = []
    faults: list[Fault] = []
    numbers: dict[str, int] = {}
    for number, line in enumerate(cells, first):
        if not any(line):
            continue
        said = {field: line[place] for place, field in enumerate(columns) if field and place < len(line)}
        row = _with_file(_row(number, said, usable, key_of), said, words)
        if isinstance(row, Row) and row.key in numbers:
            row = reason("rosters.twice", address=row.email, number=numbers[row.key])
        if isinstance(row, Reason):
            faults.append(Fault(number, row))
        else:
            numbers[row.key] = number
            rows.append(row)
    return rows, faults


def _row(
    number: int, said: Mapping[str, str], usable: Callable[[str], str | None], key_of: Callable[[str], str]
) -> Row | Reason:
    typed = said.get("email", "")
    name = said.get("name") or f"{said.get('first_name', '')} {said.get('last_name', '')}".strip()
    why = _fault_of_texts(said) or _fault_of_name(name)
    if why is not None:
        return why
    if not typed:
        return reason("rosters.email_needed")
    address = usable(typed)
    if address is None and not typed.isascii():
        return reason("rosters.look_alike", address=typed[:80], key=key_of(typed)[:80])
    if address is None:
        return reason("rosters.bad_email", address=typed[:80])
    language = _language(said.get("language", ""))
    if language is None:
        return reason("rosters.unknown_language", language=said["language"][:40])
    return Row(
        number, address, key_of(address), name, language, said.get("employer", ""), said.get("reference", "")
    )


def _with_file(row: Row | Reason, said: Mapping[str, str], words: Words) -> Row | Reason:
    """A row with what it says of its person's file, or why that can't be taken."""
    if isinstance(row, Reason):
        return row
    cells = read_cells(said, row.key, words)
    return cells if isinstance(cells, Reason) else replace(row, **vars(cells))


def _fault_of_texts(said: Mapping[str, str]) -> Reason | None:
    """What no field may hold."""
    for text in said.values():
        if len(text) > CELL_LIMIT:
            return reason("rosters.cell_too_long", most=CELL_LIMIT)
        sign = turning_sign(text)
        if sign or UNSTORABLE.search(text) or not text.isprintable():
            return reason("rosters.bad_sign", text="".join(one for one in text if one.isprintable())[:40])
    if len(said.get("employer", "")) > EMPLOYER_LIMIT:
        return reason("rosters.employer_too_long", most=EMPLOYER_LIMIT)
    if len(said.get("reference", "")) > REFERENCE_LIMIT:
        return reason("rosters.reference_too_long", most=REFERENCE_LIMIT)
    return None


def _fault_of_name(name: str) -> Reason | None:
    if not name:
        return reason("rosters.name_needed")
    return reason("rosters.name_too_long", most=NAME_LIMIT) if len(name) > NAME_LIMIT else None


def _language(typed: str) -> str | None:
    if not typed:
        return ""
    wanted = fold(typed)
    return next((code for code, words in LANGUAGES.items() if wanted in words.split("|")), None)


def plan_of(rows: Iterable[Row], members: Mapping[str, Member], seats: int | None, offered: int = 0) -> Plan:
    """What these rows would change; `members` by the keys of their addresses. Places under offer count as taken."""
    entries = tuple(_entry(row, members.get(row.key)) for row in rows)
    named = {entry.row.key for entry in entries}
    absent = tuple(member for key, member in members.items() if not member.has_left and key not in named)
    taken = sum(not member.has_left for member in members.values()) + offered
    more = sum(entry.kind in (Kind.ADD, Kind.RETURN) for entry in entries)
    lacks = seats is not None and more > 0 and taken + more > seats
    why = reason("rosters.no_seats", seats=seats, taken=taken, more=more) if lacks else None
    return Plan(entries, absent, why)


def _entry(row: Row, member: Member | None) -> Entry:
    if member is None:
        return Entry(Kind.ADD, row)
    wanted = {
        "name": row.name,
        "language": row.language or member.language,
        **{field: getattr(row, field) or getattr(member, field) for field in KEPT},
    }
    changes = tuple(
        (field, getattr(member, field), value)
        for field, value in wanted.items()
        if getattr(member, field) != value
    )
    keeps_name = member.has_certificate and any(field == "name" for field, _, _ in changes)
    if keeps_name:
        changes = tuple(change for change in changes if change[0] != "name")
    kind = Kind.RETURN if member.has_left else Kind.CHANGE if changes else Kind.SAME
    return Entry(kind, row, member.enrolment_id, changes, keeps_name)
