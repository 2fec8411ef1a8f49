"""`lms setup`: the first centre and its manager in production, a test mail, and what is still missing."""

import re

import click
from email_validator import EmailNotValidError, validate_email
from flask import Flask, url_for
from flask_mailman import EmailMessage
from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts import sessions, tokens
from lms.accounts.models import User
from lms.app import create_app
from lms.centres import services as centres
from lms.centres.models import Centre
from lms.core import clock, migrate
from lms.core.config import Settings
from lms.core.db import db, session, transaction
from lms.core.permissions import Role
from lms.core.texts import email_key, fold


def _address(context: click.Context, parameter: click.Parameter, value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.option("--centre", "centre_name", prompt="Name of the training centre", help="Its public name.")
@click.option("--name", "manager_name", prompt="Name of its manager")
@click.option("--email", prompt="E-mail of its manager", callback=_address)
def setup(centre_name: str, manager_name: str, email: str) -> None:
    """Create the first centre and its manager, send a test mail, and say what is still missing."""
    settings = Settings()
    if not settings.secret_key:
        raise click.ClickException(
            "SECRET_KEY is missing: it signs the manager's link. Set it as `lms serve` asks."
        )
    app = create_app(settings)
    with app.test_request_context(base_url=settings.base_url):
        migrate.upgrade(db.engine)
        link = _create(centre_name, manager_name, email)
        click.echo(
            f"The manager chooses a password here, once, within 60 minutes\n(run this command again for a new link):\n  {link}"
        )
        _send_test_mail(app, email, link)
    for missing in still_missing(settings):
        click.echo(f"Still missing: {missing}")


def _create(centre_name: str, manager_name: str, email: str) -> str:
    """One transaction: centre, person (kept when the address is known), role; returns the one-use link.

    Run again with the same names, it only makes a new link, as long as no password was chosen.
    """
    with transaction():
        now = clock.now()
        slug = re.sub(r"[^a-z0-9]+", "-", fold(centre_name)).strip("-")[:60] or "centre"
        centre = session().scalars(select(Centre).where(Centre.slug == slug)).one_or_none()
        user = session().scalars(select(User).where(User.email_key == email_key(email))).one_or_none()
        if centre is not None and (user is None or user.password_hash is not None):
            raise click.ClickException(
                f"The centre “{centre.name}” exists already. Its manager can sign in or reset."
            )
        if user is None:
            user = accounts.create_user(
                email=email, name=manager_name, password=None, language="fr", confirmed=True, now=now
            )
        if centre is None:
            centre = centres.create_centre(slug=slug, name=centre_name, contact_email=email, now=now)
            accounts.add_membership(user_id=user.id, role=Role.MANAGER, centre_id=centre.id, now=now)
    token = tokens.make(sessions.secret(), "reset", user_id=user.id, password_hash=user.password_hash)
    return url_for("accounts.reset", token=token, _external=True)


def _send_test_mail(app: Flask, email: str, link: str) -> None:
    if not app.config["MAIL_SERVER"]:
        return
    try:
        EmailMessage("Tremplin", f"Your training centre is ready:\n\n{link}\n", to=[email]).send()
    except OSError as error:
        click.echo(
            f"The test mail was not sent: {error}. Check LMS_MAIL_SERVER, LMS_MAIL_PORT, LMS_MAIL_USERNAME."
        )
    else:
        click.echo(f"A test mail with this link was sent to {email}.")


def still_missing(settings: Settings) -> list[str]:
    """What production still needs, each with what to do."""
    missing = []
    if not settings.mail_server:
        missing.append(
            "mail. Set LMS_MAIL_SERVER; without it nobody can confirm an address or reset a password."
        )
    if not settings.is_https:
        missing.append("the public address. Set LMS_BASE_URL to the https:// address of this server.")
    if len(settings.secret_key) < 32:
        missing.append("a long SECRET_KEY (32 characters or more), without which `lms serve` does not start.")
    missing.append(
        "a course. Run: lms content import PATH --publish, then lms cohorts open or lms cohorts create"
    )
    return missing
