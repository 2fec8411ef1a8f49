"""`lms progress …`: commands about what learners did."""

import click
from flask import has_app_context

from lms.cohorts.queries import enrolment_ids
from lms.core import clock
from lms.core.db import transaction
from lms.progress import services


@click.group()
@click.pass_context
def progress(context: click.Context) -> None:
    """What learners did."""
    if not has_app_context():
        from lms.app import create_app  # the application imports every feature, this one too

        context.with_resource(create_app().app_context())


@progress.command()
@click.option("--enrolment", type=int, help="Only this enrolment, by its number.")
def rebuild(enrolment: int | None) -> None:
    """Make every learner's progress again from the record of what they did."""
    known = enrolment_ids()
    if enrolment is not None and enrolment not in known:
        raise click.ClickException(f"There is no enrolment {enrolment}.")
    chosen = known if enrolment is None else [enrolment]
    for enrolment_id in chosen:
        with transaction():
            services.rebuild(enrolment_id=enrolment_id, now=clock.now())
    click.echo(f"Enrolments rebuilt: {len(chosen)}.")
