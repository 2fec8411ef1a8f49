"""Numbers of centres and their check digits, the sentence of the law, colours that can be read, and what settings may be."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.centres import colour_rules, settings_rules
from lms.centres.colour_rules import DARK_SURFACES, LIGHT_SURFACES, contrast, nearest, passes
from lms.centres.identity_rules import (
    COLUMNS,
    REGIONS,
    Identity,
    changed_fields,
    compact,
    declaration_of,
    fault_of,
    has_expired,
    identity_from,
    is_company_number,
)
from lms.centres.settings_rules import DEFAULTS, LIMITS, Settings, settings_from
from lms.followup.risk_rules import Thresholds

pytestmark = pytest.mark.one_database
BASE_CSS = Path(__file__).parents[2] / "lms/core/static/css/base.css"
WHOLE = Identity(
    "Les Quais",
    siret="73282932000074",
    activity_number="84260123456",
    region="Auvergne-Rhône-Alpes",
    naf="8559A",
    vat="exempt",
    quality_for=("training", "experience"),
    quality_until=date(2028, 5, 4),
)


@pytest.mark.parametrize("number", ["732829320", "73282932000074", "35600000000048", "35600000049837"])
def test_numbers_whose_last_digit_is_right(number: str) -> None:
    assert is_company_number(number)


@pytest.mark.parametrize(
    "number", ["732829321", "73282932000075", "35600000000046", "7328293200007", "73282932A", "", "²32829320"]
)
def test_numbers_that_can_t_be(number: str) -> None:
    assert not is_company_number(number)


@pytest.mark.parametrize(
    ("fields", "culprit"),
    [
        ({}, None),
        ({"siret": "732829321"}, "siret"),
        ({"activity_number": "8426012345"}, "activity_number"),
        ({"activity_number": "942A0123456"}, None),
        ({"naf": "85.59"}, "naf"),
        ({"naf": "8559A"}, None),
    ],
)
def test_the_first_field_that_can_t_be_right_is_named(fields: dict[str, str], culprit: str | None) -> None:
    fault = fault_of(Identity("Les Quais", **fields))  # type: ignore[arg-type]
    assert (fault[0] if fault else None) == culprit


def test_the_sentence_of_the_law() -> None:
    assert declaration_of(Identity("Les Quais", region="Bretagne")) == ""
    assert declaration_of(WHOLE) == (
        "Déclaration d’activité enregistrée sous le numéro 84260123456 auprès du préfet de région "
        "d’Auvergne-Rhône-Alpes — cet enregistrement ne vaut pas agrément de l’État."
    )
    alone = declaration_of(Identity("Les Quais", activity_number="84260123456"))
    assert "préfet" not in alone
    assert all(words.endswith(name.removeprefix("Le ")) for name, words in REGIONS.items())


def test_an_identity_comes_back_from_its_column() -> None:
    columns = {name: getattr(WHOLE, name) for name in COLUMNS}
    assert identity_from(columns, {**WHOLE.stored(), "gone": "x"}) == WHOLE
    assert identity_from({"name": "Les Quais"}, {}) == Identity("Les Quais")
    assert WHOLE.siren == "732829320"
    assert changed_fields(Identity("Les Quais", naf="8559A"), WHOLE) == [
        "siret",
        "activity_number",
        "region",
        "vat",
        "quality_for",
        "quality_until",
    ]


def test_a_certificate_of_quality_is_good_on_its_last_day() -> None:
    assert not has_expired(WHOLE, date(2028, 5, 4))
    assert has_expired(WHOLE, date(2028, 5, 5))
    assert not has_expired(Identity("Les Quais"), date(2028, 5, 5))


def test_spaces_of_numbers_do_not_count() -> None:
    assert compact(" 732 829 320\u202f00074 ") == "73282932000074"
    assert compact("85.59a") == "8559A"


def test_the_surfaces_are_those_of_the_style_sheet() -> None:
    found = re.findall(r"--bg: (#\w+); --surface: (#\w+); --sunken: (#\w+);", BASE_CSS.read_text())
    assert {(surface, bg, sunken) for bg, surface, sunken in found} == {LIGHT_SURFACES, DARK_SURFACES}


def test_contrast_is_counted_as_wcag_does() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21
    assert round(contrast("#767676", "#FFFFFF"), 2) == 4.54


@given(st.integers(0, 0xFFFFFF))
def test_the_nearest_colour_can_be_read(number: int) -> None:
    colour = f"#{number:06X}"
    for surfaces in (LIGHT_SURFACES, DARK_SURFACES):
        found = nearest(colour, surfaces)
        assert passes(found, surfaces)
        assert (found == colour) == passes(colour, surfaces)


@pytest.mark.parametrize(
    ("accent", "dark", "culprit"),
    [
        ("", "", None),
        ("#0F766E", "", None),
        ("#0F766E", "#5EEAD4", None),
        ("", "#5EEAD4", "centres.no_light_colour"),
        ("teal", "", "centres.bad_colour"),
        ("#FFD400", "", "centres.faint_on_light"),
        ("#0F766E", "#0F766E", "centres.faint_on_dark"),
    ],
)
def test_a_colour_that_can_t_be_read_is_refused(accent: str, dark: str, culprit: str | None) -> None:
    fault = colour_rules.fault_of(accent, dark)
    assert (fault[1].code if fault else None) == culprit
    offered = colour_rules.readable(accent, dark)
    assert bool(offered) == (accent != "teal")
    if accent.startswith("#"):
        assert colour_rules.fault_of(**{"accent_dark": "", **offered}) is None


def test_dark_pages_take_the_nearest_colour_when_none_was_chosen() -> None:
    assert colour_rules.dark_of("#0F766E", "#5EEAD4") == "#5EEAD4"
    assert colour_rules.dark_of("#0F766E", "") == nearest("#0F766E", DARK_SURFACES)


def test_settings_keep_what_differs_from_the_defaults() -> None:
    chosen = Settings(readable_months=0, answer_days=2)
    assert chosen.stored() == {"readable_months": 0, "answer_days": 2}
    assert settings_from({**chosen.stored(), "gone": 4}) == chosen
    assert settings_from({}) == DEFAULTS
    assert set(LIMITS) == set(vars(DEFAULTS))


def test_settings_stay_within_their_limits() -> None:
    assert settings_rules.fault_of(DEFAULTS) is None
    fault = settings_rules.fault_of(Settings(readable_months=37))
    assert fault
    assert (fault[0], fault[1].params) == ("readable_months", {"least": 0, "most": 36})


def test_the_defaults_are_those_of_thresholds() -> None:
    held = Thresholds()
    same = (held.inactive_days, held.failed_tries, held.behind_points)
    assert same == (DEFAULTS.inactive_days, DEFAULTS.failed_tries, DEFAULTS.behind_points)
