"""Invitations: sent, renewed, withdrawn, accepted. Each act locks the centre's staff first (`services.lock`)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.accounts import claiming
from lms.accounts.addresses import key_of, usable
from lms.accounts.models import User
from lms.core import audit, jobs
from lms.core.db import session
from lms.core.errors import Conflict, Forbidden, NotFound
from lms.core.reasons import reason
from lms.core.texts import name_key
from lms.people import queries, services, tokens
from lms.people.models import Invitation
from lms.people.rules import LIFETIME, Offer, State

MAIL_JOB = "staff-invitation"


@dataclass(frozen=True)
class Inviter:
    """Who invites, when, and the installation's secret, from which links are made."""

    actor_id: int
    secret: str
    now: datetime


def invite(*, offer: Offer, addresses: Iterable[str], inviter: Inviter) -> int:
    """Have each address told of the offer; how many. One that waits already is renewed: its former link stops working."""
    services.check(offer)
    services.lock(offer.centre_id)
    wanted: dict[str, str] = {}
    for address in addresses:
        wanted.setdefault(key_of(address), address)
    waiting = {one.email_key: one for one in queries.open_invitations(offer.centre_id) if _is_of(one, offer)}
    for key, address in wanted.items():
        if key in waiting:
            _renew(waiting[key], inviter)
        else:
            _invite(offer, address, inviter)
    return len(wanted)


def resend(*, invitation_id: int, inviter: Inviter) -> None:
    """Send an invitation again, with a new link and a new term. Raises Conflict when it is no longer open."""
    _renew(_open(invitation_id, inviter.now), inviter)


def withdraw(*, invitation_id: int, actor_id: int, now: datetime) -> None:
    """The link stops working. Raises Conflict when the invitation is no longer open."""
    found = _open(invitation_id, now)
    found.withdrawn_at = now
    session().flush()
    audit.record(
        "invitation.withdrawn",
        actor_id=actor_id,
        centre_id=found.centre_id,
        on=("invitation", found.id),
        now=now,
    )


def accept(*, invitation_id: int, user_id: int, now: datetime) -> bool:
    """The invited person takes the role, once; False when the invitation no longer stands. Forbidden for anyone else."""
    found = _locked(invitation_id)
    if found.state(now) is not State.PENDING:
        return False
    user = session().get_one(User, user_id, populate_existing=True)
    if user.email_key != found.email_key:
        raise Forbidden(reason("people.other_address"))
    found.accepted_at, found.accepted_by_id = now, user_id
    services.give_role(offer=found.offer, user_id=user_id, actor_id=found.invited_by_id, now=now)
    audit.record(
        "invitation.accepted",
        actor_id=user_id,
        centre_id=found.centre_id,
        on=("invitation", found.id),
        now=now,
    )
    return True


def join(*, invitation_id: int, newcomer: claiming.Newcomer, now: datetime) -> User | None:
    """The invited person makes their account and takes the role; None when the invitation no longer stands.

    The mail's link shows that the address is theirs: an account that nobody confirmed yet becomes theirs, too.
    """
    found = _locked(invitation_id)
    if found.state(now) is not State.PENDING:
        return None
    user = claiming.claim(email=found.email, newcomer=newcomer, now=now)
    if user is None or not accept(invitation_id=invitation_id, user_id=user.id, now=now):
        return None
    return user


def _locked(invitation_id: int) -> Invitation:
    """The invitation as it is, once nobody else acts on the centre's staff."""
    found = queries.invitation(invitation_id)
    if found is None:
        raise NotFound
    services.lock(found.centre_id)
    session().refresh(found)
    return found


def _open(invitation_id: int, now: datetime) -> Invitation:
    found = _locked(invitation_id)
    if found.state(now) not in (State.PENDING, State.EXPIRED):
        raise Conflict(reason("people.not_open"))
    return found


def _is_of(found: Invitation, offer: Offer) -> bool:
    mine = found.offer
    return (mine.role, mine.place.key, found.employer_key) == (
        offer.role,
        offer.place.key,
        name_key(services.employer_in(offer)),
    )


def _invite(offer: Offer, address: str, inviter: Inviter) -> None:
    employer, nonce = services.employer_in(offer), secrets.token_urlsafe(16)
    made = Invitation(
        centre_id=offer.centre_id,
        email=usable(address) or address,
        email_key=key_of(address),
        role=offer.role.value,
        course_id=offer.place.course_id,
        cohort_id=offer.place.cohort_id,
        employer=employer,
        employer_key=name_key(employer),
        token_hash=tokens.digest(tokens.make(inviter.secret, nonce)),
        invited_by_id=inviter.actor_id,
        created_at=inviter.now,
        expires_at=inviter.now + LIFETIME,
    )
    session().add(made)
    session().flush()
    audit.record("invitation.sent", **_about(made, inviter))
    _queue(made, nonce, inviter.now)


def _renew(found: Invitation, inviter: Inviter) -> None:
    nonce = secrets.token_urlsafe(16)
    found.token_hash = tokens.digest(tokens.make(inviter.secret, nonce))
    found.expires_at = inviter.now + LIFETIME
    session().flush()
    audit.record("invitation.renewed", **_about(found, inviter))
    _queue(found, nonce, inviter.now)


def _about(found: Invitation, inviter: Inviter) -> dict[str, Any]:
    return {
        "actor_id": inviter.actor_id,
        "centre_id": found.centre_id,
        "on": ("invitation", found.id),
        "now": inviter.now,
        "role": found.role,
    }


def _queue(found: Invitation, nonce: str, now: datetime) -> None:
    """The mail's link is made when it is sent: what rests here opens nothing without the installation's secret."""
    jobs.enqueue(MAIL_JOB, nonce, {"invitation_id": found.id, "nonce": nonce}, now=now)
