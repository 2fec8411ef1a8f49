"""The lists of French law: dated data with a source, of which a centre hides lines and renames others."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.centres import nomenclature_rules as rules
from lms.centres import nomenclatures
from lms.centres.models import Centre
from lms.centres.nomenclature_rules import Entry
from lms.core.db import session
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre
from tests.learning.reading import words

Counter = Callable[[], AbstractContextManager[list[str]]]
TODAY = date(2026, 11, 23)
OLD = Entry("old", {"fr": "Ancien", "en": "Old"}, date(2019, 1, 1), date(2025, 12, 31), "Loi")
NEW = Entry("new", {"fr": "Nouvelle ligne", "en": "New line"}, date(2026, 1, 1), None, "Loi")
NEXT = Entry("next", {"fr": "À venir", "en": "Next"}, date(2027, 1, 1), None, "Loi")
LIST = (OLD, NEW, NEXT)


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais", "Centre Les Quais")


@pytest.fixture
def manager(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.MANAGER, "boss"))


def test_the_lists_are_whole_and_each_line_says_since_when_and_where() -> None:
    keys = {name: [one.key for one in entries] for name, entries in nomenclatures.lists().items()}
    assert keys == {
        "natures": ["training", "assessment", "experience", "apprenticeship"],
        "categories": [f"f1{letter}" for letter in "abcde"],
        "fundings": ["c1", *(f"c2{letter}" for letter in "abcdefgh"), *(f"c{line}" for line in range(3, 12))],
    }
    for entries in nomenclatures.lists().values():
        for one in entries:
            assert set(one.label) == {"fr", "en"}
            assert one.source
            assert one.holds_on(TODAY)
    assert [one.key for one in nomenclatures.lists()["fundings"] if one.asks_birth] == ["c2e"]


def test_what_holds_on_the_day_is_offered_and_what_is_held_stays() -> None:
    assert rules.offered(LIST, {}, TODAY) == [NEW]
    assert rules.offered(LIST, {}, date(2025, 12, 31)) == [OLD]
    assert rules.offered(LIST, {"new": {"hidden": True}}, TODAY) == []
    assert rules.offered(LIST, {"new": {"hidden": True}}, TODAY, ("old", "new")) == [OLD, NEW]


def test_a_line_is_found_by_its_key_and_by_every_label() -> None:
    found = rules.words_of(LIST, {"new": {"label": "Notre  ligne"}})
    for typed in ("NEW", "nouvelle ligne", "New line", "notre ligne"):
        assert found[rules.word(typed)] == "new"
    assert rules.label_of(NEW, {"new": {"label": "Notre ligne"}}, "en") == "Notre ligne"
    assert rules.label_of(NEW, {}, "fr") == "Nouvelle ligne"


def test_a_label_is_short_and_of_one_line_alone() -> None:
    for label, code in (("a" * 121, "label_too_long"), ("ancien", "label_taken"), ("OLD", "label_taken")):
        fault = rules.fault_of(LIST, {"new": {"label": label}})
        assert fault is not None
        assert (fault[0], fault[1].code) == ("new", f"centres.{code}")
    assert rules.fault_of(LIST, {"new": {"label": "nouvelle ligne"}}) is None
    assert rules.stored({"new": {"hidden": False, "label": ""}, "old": {"hidden": True, "label": ""}}) == {
        "old": {"hidden": True}
    }


def test_a_key_that_no_file_knows_stays_readable(app: Flask, centre: Centre) -> None:
    wording = nomenclatures.wording_of(centre.id)
    assert nomenclatures.label("fundings", "c99", wording, "fr") == "c99"
    assert nomenclatures.label("fundings", "", wording, "fr") == ""


def test_a_manager_hides_a_line_and_renames_another(manager: FlaskClient, centre: Centre) -> None:
    place = f"/centres/{centre.id}/lists"
    page = manager.get(place).text
    assert "cerfa 10443*17" in page
    data = {"hidden-natures-experience": "y", "label-fundings-c2h": "OPCO"}
    assert post(manager, place, data).status_code == 303
    assert post(manager, place, data).status_code == 303
    read = session().get_one(Centre, centre.id, populate_existing=True)
    assert read.wording == {
        "natures": {"experience": {"hidden": True}},
        "fundings": {"c2h": {"label": "OPCO"}},
    }
    noted = session().scalars(select(AuditEvent).where(AuditEvent.action == "centre.lists_changed")).all()
    assert [one.details for one in noted] == [{"fields": "natures, fundings"}]
    assert place in manager.get(f"/centres/{centre.id}/settings").text


def test_a_label_that_can_t_be_comes_back_at_its_line(manager: FlaskClient, centre: Centre) -> None:
    answer = post(
        manager, f"/centres/{centre.id}/lists", {"label-fundings-c7": "État", "label-fundings-c1": "Z"}
    )
    assert answer.status_code == 422
    assert "Another line of this list bears this label" in words(answer.text)
    assert 'value="Z"' in answer.text
    assert session().get_one(Centre, centre.id, populate_existing=True).wording == {}


def test_it_is_for_who_manages_the_centre(app: Flask, centre: Centre) -> None:
    place = f"/centres/{centre.id}/lists"
    teacher = browser_of(app, make_staff(centre, Role.INSTRUCTOR, "teacher"))
    stranger = browser_of(app, make_staff(make_centre("ailleurs"), Role.MANAGER, "other"))
    for client, status in ((teacher, 403), (stranger, 404), (app.test_client(), 303)):
        assert client.get(place).status_code == status


def test_the_page_costs_few_statements(
    manager: FlaskClient, centre: Centre, count_statements: Counter
) -> None:
    manager.get(f"/centres/{centre.id}/lists")
    with count_statements() as statements:
        manager.get(f"/centres/{centre.id}/lists")
    assert len(statements) <= 5
