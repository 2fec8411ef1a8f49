"""`lms reseal`: what is encrypted, encrypted anew with the newest key."""

import click
from flask import has_app_context

from lms.adaptations import services
from lms.adaptations.queries import need_ids
from lms.core.db import transaction


@click.command()
@click.pass_context
def reseal(context: click.Context) -> None:
    """Encrypt what learners need anew with the first key of LMS_SENSITIVE_KEYS, after which older keys can go."""
    if not has_app_context():
        from lms.app import create_app  # the application imports every feature, this one too

        context.with_resource(create_app().app_context())
    lost = 0
    ids = need_ids()
    for need_id in ids:
        with transaction():
            lost += not services.reseal(need_id)
    click.echo(f"Encrypted anew: {len(ids) - lost}.")
    if lost:
        raise click.ClickException(f"No key opens {lost} of them: put the key that did back, and try again.")
