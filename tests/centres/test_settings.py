"""The settings page: each group of fields saves alone, refuses at its field, and is noted by the names of what changed."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.centres import configuring, queries
from lms.centres.models import Centre
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre, make_cohort, make_course
from tests.learning.reading import words

IDENTITY = {
    "name": "Les Quais",
    "siret": "732 829 320 00074",
    "naf": "85.59a",
    "contact_email": "a@quais.example",
}
RULES = {
    "inactive_days": "9",
    "failed_tries": "3",
    "behind_points": "30",
    "readable_months": "0",
    "unmarked_days": "5",
    "answer_days": "2",
    "sign_before_minutes": "30",
    "sign_after_hours": "48",
}


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais", "Centre Les Quais", phone="04 00 00 00 00")


@pytest.fixture
def manager(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.MANAGER, "boss"))


def read(centre: Centre) -> Centre:
    return session().get_one(Centre, centre.id, populate_existing=True)


def noted() -> list[tuple[str, object]]:
    session().rollback()
    found = session().scalars(
        select(AuditEvent).where(AuditEvent.action.like("centre.%")).order_by(AuditEvent.id)
    )
    return [(one.action, one.details) for one in found]


def save(manager: FlaskClient, centre: Centre, part: str, **data: object) -> str:
    answer = post(manager, f"/centres/{centre.id}/settings/{part}", data)
    assert answer.status_code in (303, 422), answer.status_code
    return answer.text if answer.status_code == 422 else ""


def test_a_group_saves_its_fields_alone_and_is_noted_without_contents(
    manager: FlaskClient, centre: Centre
) -> None:
    assert save(manager, centre, "contacts", complaints_contact="Paul Roux, 04 11 11 11 11") == ""
    assert save(manager, centre, "identity", **IDENTITY) == ""
    identity = queries.identity_of(read(centre))
    assert (identity.siret, identity.siren, identity.naf) == ("73282932000074", "732829320", "8559A")
    assert identity.complaints_contact == "Paul Roux, 04 11 11 11 11"
    assert read(centre).name == "Les Quais"
    assert noted() == [
        ("centre.identity_changed", {"fields": "complaints_contact"}),
        ("centre.identity_changed", {"fields": "name, contact_email, phone, siret, naf"}),
    ]
    assert save(manager, centre, "identity", **IDENTITY) == ""
    assert len(noted()) == 2


@pytest.mark.parametrize(
    ("part", "data", "said"),
    [
        ("identity", {**IDENTITY, "name": " "}, "Enter a name for the centre."),
        ("identity", {**IDENTITY, "siret": "732829321"}, "check it digit by digit"),
        ("identity", {**IDENTITY, "contact_email": "nobody"}, "Enter an address such as"),
        ("activity", {"activity_number": "12"}, "11 characters"),
        ("activity", {"region": "Gaule"}, "Not a valid choice"),
        ("activity", {"vat": "none"}, "Not a valid choice"),
        ("activity", {"quality_until": "30/02/2027"}, "Not a valid date"),
        ("contacts", {"privacy_contact": "x" * 301}, "300"),
        ("look", {"accent": "red"}, "Write a colour as #"),
        ("rules", {**RULES, "readable_months": "37"}, "from 0 to 36"),
        ("rules", {**RULES, "inactive_days": "soon"}, "Enter a whole number from 1 to 365."),
    ],
)
def test_what_can_t_be_is_refused_at_its_field(
    manager: FlaskClient, centre: Centre, part: str, data: dict[str, object], said: str
) -> None:
    page = save(manager, centre, part, **data)
    assert said in words(page)
    assert re.search(rf'<details class="disclosure" id="{part}" open', page)
    assert page.count('class="field-error"') == 1
    assert noted() == []


def test_an_unknown_group_is_not_found(manager: FlaskClient, centre: Centre) -> None:
    assert post(manager, f"/centres/{centre.id}/settings/other").status_code == 404


def test_another_centre_and_part_of_this_one_are_out_of_reach(app: Flask, centre: Centre) -> None:
    """A manager of one course has no say in the centre; that of another centre does not even see it."""
    course = make_course(centre)
    part = browser_of(app, make_staff(centre, Role.MANAGER, "part", course_id=course.id))
    other = browser_of(app, make_staff(make_centre("ailleurs"), Role.MANAGER, "other"))
    for client, status in ((part, 403), (other, 404)):
        assert client.get(f"/centres/{centre.id}/settings").status_code == status
        for place in ("identity", "logo", "logo/remove"):
            assert post(client, f"/centres/{centre.id}/settings/{place}", IDENTITY).status_code == status
    assert noted() == []


def test_the_sentence_of_the_law_stands_on_the_page_and_on_the_programme_sheet(
    manager: FlaskClient, centre: Centre, client: FlaskClient
) -> None:
    course = make_course(centre)
    assert "Déclaration d’activité" not in client.get(f"/courses/{course.slug}").text
    save(manager, centre, "activity", activity_number="84 26 01234 56", region="Grand Est")
    for text in (
        manager.get(f"/centres/{centre.id}/settings").text,
        client.get(f"/courses/{course.slug}").text,
    ):
        assert "sous le numéro 84260123456 auprès du préfet de région du Grand Est" in text


def test_the_page_says_that_the_certificate_of_quality_has_expired(
    manager: FlaskClient, centre: Centre
) -> None:
    today = clock.now().date()
    for day, is_said in ((today + timedelta(days=2), False), (today - timedelta(days=2), True)):
        save(
            manager,
            centre,
            "activity",
            quality_until=day.isoformat(),
            quality_for=["apprenticeship", "training"],
        )
        page = words(manager.get(f"/centres/{centre.id}/settings").text)
        assert ("It has expired" in page) == is_said
    assert queries.identity_of(read(centre)).quality_for == ("training", "apprenticeship")


def test_each_setting_shows_its_default_and_is_kept(manager: FlaskClient, centre: Centre) -> None:
    page = words(manager.get(f"/centres/{centre.id}/settings").text)
    assert page.count("Without a choice: ") == len(RULES) + 8  # periods
    assert save(manager, centre, "rules", **RULES) == ""
    session().rollback()
    queries.forget_settings()
    assert {name: str(value) for name, value in vars(queries.settings_of(centre.id)).items()} == RULES
    assert noted() == [("centre.settings_changed", {"fields": ", ".join(RULES)})]


def test_settings_are_read_once_in_a_request(app: Flask, centre: Centre, count_statements) -> None:  # type: ignore[no-untyped-def]
    other = make_centre("ailleurs")
    with count_statements() as statements:
        queries.settings_of(centre.id)
        queries.settings_by_centre([centre.id, centre.id])
        queries.settings_by_centre([centre.id, other.id])
    assert len(statements) == 2


def test_a_change_is_read_at_once(app: Flask, centre: Centre) -> None:
    boss = make_staff(centre, Role.MANAGER, "boss")
    assert queries.settings_of(centre.id).readable_months == 6
    with transaction():
        configuring.change_settings(centre.id, {"readable_months": 1}, boss.id, clock.now())
    assert queries.settings_of(centre.id).readable_months == 1


def test_teach_leads_to_the_settings(manager: FlaskClient, centre: Centre) -> None:
    make_cohort(make_course(centre))
    assert f"/centres/{centre.id}/settings" in manager.get("/teach").text
