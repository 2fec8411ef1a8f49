"""People and roles, as other features and the demo make them."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts import services
from lms.accounts.models import Membership, User
from lms.core.db import session, transaction
from lms.core.errors import Conflict
from lms.core.permissions import Role
from tests.factories import NOW, make_centre, make_user


@pytest.mark.parametrize(
    "address", ["ADMIN@example.org", "ａdmin@example.org", "admin@EXAMPLE.org", "admın@example.org"]
)
def test_a_look_alike_address_is_taken(app: Flask, address: str) -> None:
    make_user("admin@example.org", password=None)
    with pytest.raises(Conflict) as refused:
        make_user(address, password=None)
    assert refused.value.reason
    assert refused.value.reason.code == "accounts.email_taken"
    assert session().scalar(select(func.count()).select_from(User)) == 1


def test_makes_a_person(app: Flask) -> None:
    user = make_user("Ada@EXAMPLE.org", password=None, language="fr", confirmed=False)
    assert (user.email, user.language, user.password_hash) == ("Ada@example.org", "fr", None)
    assert (user.created_at, user.email_confirmed_at) == (NOW, None)


def test_ten_sign_ups_at_once_make_one_person(app: Flask) -> None:
    barrier = threading.Barrier(10)
    errors: list[BaseException] = []

    def ask() -> None:
        barrier.wait()
        try:
            with app.app_context(), transaction():
                services.sign_up(
                    email="ada@example.org", name="Ada", password_hash="h", language="fr", after="/", now=NOW
                )
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert session().scalar(select(func.count()).select_from(User)) == 1


def test_a_role_is_held_once_in_a_place(app: Flask) -> None:
    user, centre, other = make_user(password=None), make_centre("a"), make_centre("b")

    def add(role: Role, centre_id: int) -> int:
        with transaction():
            return services.add_membership(user_id=user.id, role=role, centre_id=centre_id, now=NOW).id

    first = add(Role.MANAGER, centre.id)
    assert add(Role.MANAGER, centre.id) == first
    assert len({first, add(Role.INSTRUCTOR, centre.id), add(Role.MANAGER, other.id)}) == 3
    with transaction() as current:
        current.get_one(Membership, first).ended_at = NOW
    assert add(Role.MANAGER, centre.id) != first
