"""The pictures that sign a centre's certificates: its stamp, and the signature of who signs. Never public: who could take them could sign.

Certificates name the pictures of their day of issue by digest, so a picture that is replaced or removed stays in the storage.
"""

import hashlib
from datetime import datetime
from typing import Any

from lms.centres import configuring
from lms.core.errors import InvalidInput
from lms.core.images import drawn_again
from lms.core.reasons import reason
from lms.core.storage import storage

PICTURES = ("stamp", "signature")
TYPES = frozenset({"image/png", "image/jpeg"})
REFUSALS = (
    reason("centres.bad_picture_type"),
    reason("centres.picture_too_big", most=configuring.LOGO_KIB),
)
WITHIN = (600, 400)
"""Pixels: sharp on paper at the size of a certificate, and small in its file."""


def set_picture(*, centre_id: int, kind: str, name: str, data: bytes, actor_id: int, now: datetime) -> None:
    """Sign certificates with this picture from now on, drawn again so that nothing else of the file is kept. InvalidInput says why one can't be."""
    media_type = configuring.checked(name, data, TYPES, kind, REFUSALS)
    drawn = drawn_again(data, media_type, WITHIN)
    if drawn is None:
        raise InvalidInput(reason("centres.unreadable_picture"), kind)
    digest = hashlib.sha256(drawn).hexdigest()
    storage().put(_key(digest), drawn)
    configuring.change_identity(centre_id, {kind: digest}, actor_id, now)


def remove_picture(*, centre_id: int, kind: str, actor_id: int, now: datetime) -> None:
    """Sign certificates without it from now on; nothing changes when there was none."""
    without: dict[str, Any] = {kind: ""}
    configuring.change_identity(centre_id, without, actor_id, now)


def picture(digest: str) -> bytes:
    """The PNG of a digest that an identity or a certificate names. FileNotFoundError when the storage lost it."""
    return storage().get(_key(digest))


def _key(digest: str) -> str:
    return f"signing/{digest}.png"
