"""The link of an invitation: made from the installation's secret and a nonce, so that the database holds nothing that opens it."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

PURPOSE = b"invitation/"


def make(secret: str, nonce: str) -> str:
    """The word in the link; the same nonce gives the same word, so a mail that is sent twice is one link."""
    mark = hmac.new(secret.encode(), PURPOSE + nonce.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(mark).decode().rstrip("=")


def digest(token: str) -> str:
    """What the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()
