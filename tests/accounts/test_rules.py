"""Names, devices, addresses: the pure part of accounts."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.accounts import rules
from lms.accounts.addresses import key_of, usable

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Ada", "Jean-Noël d’Été", "李小龍", "محمد", "😀", "O'Neil {{7*7}} <b>"])
def test_any_name_on_one_line_is_writable(name: str) -> None:
    assert rules.is_name_writable(name)


@pytest.mark.parametrize(
    "name", ["", "  ", "a\nb", "a\rb", "a\tb", "a\u2028b", "a\x00b", "a\u202eb", "\x1b[31m"]
)
def test_control_characters_are_not(name: str) -> None:
    assert not rules.is_name_writable(name)


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Firefox/140.0", "Firefox, macOS"),
        ("curl/8.0", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_devices_have_the_names_people_know(agent: str, label: str) -> None:
    assert rules.device_label(agent) == label


@pytest.mark.parametrize(("minutes", "due"), [(4, False), (5, True), (60, True)])
def test_seen_is_noted_every_five_minutes(minutes: int, due: bool) -> None:
    assert rules.must_note_seen(NOW, NOW + timedelta(minutes=minutes)) is due


@pytest.mark.parametrize("address", ["ada@example.org", "a.b+c@sub.example.co.uk", "manager@demo.example"])
def test_usable_addresses(address: str) -> None:
    assert usable(address) == address


def test_a_domain_has_one_writing() -> None:
    assert usable("a@BÜCHER.example") == usable("a@xn--bcher-kva.example") == "a@xn--bcher-kva.example"
    assert key_of("A@bücher.example") == key_of("a@xn--bcher-kva.example")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "@b.fr",
        "a@b",
        "a@b.fr\nBcc: c@d.fr",
        "a b@c.fr",
        "mıke@example.org",
        "a@b.fr,c@d.fr",
        "x" * 250 + "@b.fr",
    ],
)
def test_unusable_addresses(address: str) -> None:
    assert usable(address) is None


@pytest.mark.parametrize(
    "address", ["admin@example.org ", "Admin@example.org", "ａdmin@example.org", "ADMIN@EXAMPLE.ORG"]
)
def test_look_alikes_share_a_key(address: str) -> None:
    assert key_of(address) == key_of("admin@example.org")
    assert key_of("mıke@example.org") == key_of("mike@example.org")
