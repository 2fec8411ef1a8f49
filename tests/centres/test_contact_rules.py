"""Whom a centre named, and what in a text leads to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.centres.contact_rules import MATTERS, contacts_of, pieces_of
from lms.centres.identity_rules import Identity, lacks_vat_certificate

pytestmark = pytest.mark.one_database


def urls(text: str) -> list[str]:
    return [piece.url for piece in pieces_of(text) if piece.url]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Bureau 12, le mardi", []),
        ("Léa Roy, lea.roy+aide@quais.example.", ["mailto:lea.roy+aide@quais.example"]),
        ("04 26 00 00 00 ou 06.12.34.56.78", ["tel:0426000000", "tel:0612345678"]),
        ("+33 (0)4 26 00 00 00", ["tel:+33426000000"]),
        ("+33\u00a04\u202f26\u00a000\u00a000\u00a000, a@b.fr", ["tel:+33426000000", "mailto:a@b.fr"]),
        ("SIRET 73282932000074", []),
        ("+1042600000012", []),
        ("a@b", []),
        ("javascript:alert(1)@x", []),
    ],
)
def test_addresses_and_numbers_lead_somewhere(text: str, found: list[str]) -> None:
    assert urls(text) == found


@given(st.text(alphabet=st.sampled_from("0123456789 +().-@ab,:<>\u202f"), max_size=300))
def test_joined_the_pieces_are_the_text(text: str) -> None:
    pieces = pieces_of(text)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.url.startswith(("mailto:", "tel:", "")) for piece in pieces)


def test_matters_without_anybody_are_left_out() -> None:
    assert contacts_of(Identity("Les Quais")) == {}
    named = Identity("Les Quais", complaints_contact="Léa", teaching_contact="Max")
    assert list(contacts_of(named).items()) == [("teaching", "Max"), ("complaints", "Léa")]
    assert all(hasattr(named, f"{matter}_contact") for matter in MATTERS)


@pytest.mark.parametrize(
    ("vat", "certificate", "lacks"),
    [("exempt", "", True), ("exempt", "12/2025", False), ("taxable", "", False), ("", "", False)],
)
def test_an_exemption_asks_for_its_certificate(vat: str, certificate: str, lacks: bool) -> None:
    assert lacks_vat_certificate(Identity("Les Quais", vat=vat, vat_certificate=certificate)) is lacks
