"""E-mail addresses: which ones are usable, and the key under which each is unique."""

from email_validator import EmailNotValidError, validate_email

from lms.accounts.rules import EMAIL_MAX
from lms.core.texts import email_key


def usable(address: str) -> str | None:
    """The address as mail is sent to it (ASCII, domain in lower case), or None when no mail could reach it."""
    if len(address) > EMAIL_MAX:
        return None
    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return found.ascii_email


def key_of(address: str) -> str:
    """The unique key of an address, however it was typed: look-alikes and writings of one domain share it."""
    return email_key(usable(address) or address)
