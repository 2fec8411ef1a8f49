"""What the people room decides without asking anyone: places, lines, what an invitation is worth."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.permissions import Role
from lms.people import tokens
from lms.people.rules import (
    LIFETIME,
    Offer,
    Place,
    State,
    addresses_of,
    is_last_manager,
    place_of,
    refusal_to_offer,
    state_of,
)

pytestmark = pytest.mark.one_database
NOW = datetime(2027, 5, 4, tzinfo=UTC)
IDS = st.one_of(st.none(), st.integers(1, 10**17))


@given(IDS, st.booleans())
def test_a_place_is_read_as_it_was_written(id_: int | None, is_cohort: bool) -> None:
    place = Place(cohort_id=id_) if is_cohort else Place(course_id=id_)
    assert place_of(place.key) == place


@given(st.text())
def test_any_text_is_some_place(text: str) -> None:
    place = place_of(text, text)
    assert place.course_id is None or place.cohort_id is None
    assert place.employer == text.strip()


@given(st.text())
def test_no_word_of_any_text_is_lost_and_each_has_its_line(text: str) -> None:
    found = addresses_of(text)
    lines = text.splitlines()
    assert all(word in lines[number - 1] for number, word in found)
    assert "".join(word for _, word in found) == "".join(
        part.strip() for line in lines for part in line.replace(";", ",").split(",")
    )


@pytest.mark.parametrize(
    ("accepted", "withdrawn", "age", "state"),
    [
        (None, None, timedelta(0), State.PENDING),
        (None, None, LIFETIME - timedelta(seconds=1), State.PENDING),
        (None, None, LIFETIME, State.EXPIRED),
        (NOW, None, LIFETIME, State.ACCEPTED),
        (None, NOW, timedelta(0), State.WITHDRAWN),
    ],
)
def test_what_an_invitation_is_worth(
    accepted: datetime | None, withdrawn: datetime | None, age: timedelta, state: State
) -> None:
    assert state_of(NOW + LIFETIME, accepted, withdrawn, NOW + age) is state


@pytest.mark.parametrize("role", Role)
def test_an_employer_s_reader_alone_needs_an_employer(role: Role) -> None:
    refused = refusal_to_offer(Offer(1, role, Place()))
    assert (refused is not None) == (role is Role.EMPLOYER)
    assert refusal_to_offer(Offer(1, role, Place(employer="Mairie"))) is None
    for bad in ("x" * 201, "a\nb", "a\u202eb"):
        found = refusal_to_offer(Offer(1, Role.EMPLOYER, Place(employer=bad)))
        assert found is not None
        assert found[0] == "employer"


def test_who_is_the_last_manager() -> None:
    assert is_last_manager(1, [1, 1])
    assert not is_last_manager(1, [1, 2])
    assert not is_last_manager(1, [2])
    assert not is_last_manager(1, [])


def test_a_link_depends_on_the_secret_and_the_nonce_and_its_digest_says_neither() -> None:
    links = {tokens.make(secret, nonce) for secret in ("a", "b") for nonce in ("1", "2")}
    assert len(links) == 4
    assert tokens.make("a", "1") in links
    assert not {tokens.digest(link) for link in links} & links
