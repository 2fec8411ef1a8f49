"""Sealed texts: of no use without their key or in another place, and opened by every key that is still named."""

import pytest
from flask import Flask

from lms.core.sealing import Unreadable, keys_in, seal, unseal

TEXT, PLACE = "Déficience visuelle, écran large", "need:7:text"


def use(app: Flask, keys: str, secret: str = "test-secret") -> None:
    app.config["LMS"] = app.config["LMS"].model_copy(update={"sensitive_keys": keys})
    app.config["SECRET_KEY"] = secret


def test_a_text_comes_back_and_shows_nothing_while_sealed(app: Flask) -> None:
    sealed = seal(TEXT, PLACE)
    assert unseal(sealed, PLACE) == TEXT
    assert "visuelle" not in sealed
    assert seal(TEXT, PLACE) != sealed
    assert (seal("", PLACE), unseal("", PLACE)) == ("", "")


def test_it_opens_in_its_place_alone(app: Flask) -> None:
    with pytest.raises(Unreadable):
        unseal(seal(TEXT, PLACE), "need:8:text")


@pytest.mark.parametrize("damaged", ["x", "é", "gAAAAA"])
def test_what_was_damaged_is_unreadable(app: Flask, damaged: str) -> None:
    with pytest.raises(Unreadable):
        unseal(damaged, PLACE)


def test_keys_are_replaced_with_the_newest_first(app: Flask) -> None:
    by_secret = seal(TEXT, PLACE)
    use(app, "first-key")
    by_first = seal(TEXT, PLACE)
    assert unseal(by_secret, PLACE) == TEXT
    use(app, "second-key, first-key test-secret", secret="another-secret")
    by_second = seal(TEXT, PLACE)
    assert [unseal(one, PLACE) for one in (by_secret, by_first, by_second)] == [TEXT] * 3
    use(app, "second-key", secret="another-secret")
    assert unseal(by_second, PLACE) == TEXT
    for lost in (by_secret, by_first):
        with pytest.raises(Unreadable):
            unseal(lost, PLACE)


def test_a_setting_names_keys_between_commas_or_spaces() -> None:
    assert keys_in("") == []
    assert keys_in(" a,b  c,") == ["a", "b", "c"]
