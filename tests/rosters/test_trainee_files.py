"""What rosters say of trainees' files: any usual word, faults row by row, nothing deleted by an empty cell, and our own export changes nothing."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import User
from lms.cohorts.models import Enrolment
from lms.core.db import session, transaction
from lms.core.reasons import Reason
from lms.rosters.file_rules import FileCells, Words, read_cells, read_day
from lms.rosters.rules import columns_of
from tests.browsing import post
from tests.followup.classroom import Classroom, make_classroom
from tests.rosters.test_rosters import Desk

WORDS = Words({"f1a": "f1a"}, {"c2e": "c2e", "cpf": "c2e"}, str.lower, lambda key, funding: funding == "c2e")
HEAD = "mail;nom;catégorie de stagiaire;Financement;date de naissance\n"


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


@pytest.fixture
def desk(app: Flask, room: Classroom) -> Desk:
    return Desk(app, room)


def person(address: str) -> Enrolment:
    session().rollback()
    found = select(Enrolment).join(User, User.id == Enrolment.user_id).where(User.email == address)
    return session().scalars(found).one()


def test_days_are_read_as_people_and_spreadsheets_write_them() -> None:
    for typed in ("1991-04-17", "17/04/1991", "17.04.1991", "17-04-1991", "1991-04-17T00:00:00"):
        assert read_day(typed) == date(1991, 4, 17)
    assert read_day("avril") is None
    assert read_day("30/02/1991") is None


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, FileCells()),
        ({"category": "F1A", "funding": "CPF"}, FileCells("f1a", "c2e")),
        ({"funding": "cpf", "born_on": "17/04/1991"}, FileCells("", "c2e", "1991-04-17")),
        ({"category": "roi"}, "rosters.unknown_category"),
        ({"funding": "roi"}, "rosters.unknown_funding"),
        ({"funding": "cpf", "born_on": "hier"}, "rosters.bad_birth"),
        ({"born_on": "1991-04-17"}, "training.birth_not_needed"),
    ],
)
def test_cells_are_taken_or_told(said: dict[str, str], found: object) -> None:
    read = read_cells(said, "a", WORDS)
    assert (read.code if isinstance(read, Reason) else read) == found


def test_nothing_is_known_where_no_words_are() -> None:
    read = read_cells({"born_on": "1991-04-17"}, "a", Words())
    assert isinstance(read, Reason)
    assert isinstance(read_cells({"funding": "c1"}, "a", Words()), Reason)
    asked = Words({}, {}, str, lambda key, funding: True)
    assert read_cells({"born_on": "1991-04-17"}, "a", asked) == FileCells("", "", "1991-04-17")


def test_columns_are_known_by_their_names_in_both_languages() -> None:
    french = columns_of(["Courriel", "Nom", "Catégorie de stagiaire", "Qui paie, et par quoi", "Né(e) le"], 5)
    english = columns_of(
        ["E-mail", "Name", "Category of trainee", "Who pays, and by what", "Date of birth"], 5
    )
    assert french[0] == english[0] == ["email", "name", "category", "funding", "born_on"]


def test_newcomers_and_members_get_what_the_file_says_and_undoing_takes_it_back(
    desk: Desk, room: Classroom
) -> None:
    zoe = room.learners["Zoé"]
    address = session().get_one(User, zoe.user_id).email
    text = (
        HEAD
        + "lea@example.org;Léa;salarié d'employeur privé, hors apprenti;CPF;\n"
        + f"{address};Zoé;Apprentice;c2e;17/04/1991\nmax@example.org;Max;roi;;\nana@example.org;Ana;;c7;1990-01-01\n"
    )
    place = desk.send(text.replace(";CPF;", ";Compte personnel de formation (CPF);"))
    page = desk.page(place)
    assert "“roi” is no category of trainee" in page
    assert "leave it empty" in page
    assert "Apprentice" in desk.page(f"{place}?part=change")
    assert desk.apply(place).status_code == 303
    assert (person("lea@example.org").category, person("lea@example.org").funding) == ("f1a", "c2e")
    assert person(address).born_on == date(1991, 4, 17)
    assert post(desk.browser, f"{place}/undo").status_code == 303
    assert (person(address).category, person(address).born_on) == ("", None)


def test_an_empty_cell_deletes_nothing_and_our_own_export_changes_nothing(
    desk: Desk, room: Classroom
) -> None:
    with transaction():
        zoe = session().get_one(Enrolment, room.learners["Zoé"].id)
        zoe.category, zoe.funding, zoe.born_on = "f1b", "c2e", date(1991, 4, 17)
    sent = post(desk.browser, f"{desk.place}/export", {"format": "csv"}).get_data(as_text=True)
    assert "Apprentice;Personal training account (CPF);1991-04-17" in sent.replace(",", ";").replace('"', "")
    place = desk.send(sent)
    assert "4 Unchanged" in desk.page(place)
    emptied = sent.replace("1991-04-17", "").replace("Apprentice", "")
    assert "4 Unchanged" in desk.page(desk.send(emptied))
