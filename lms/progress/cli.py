"""`lms progress …`: commands about what learners did. They run inside an application context."""

import click

from lms.cohorts.queries import enrolment_ids
from lms.core import clock
from lms.core.db import transaction
from lms.progress import services


@click.group()
def progress() -> None:
    """What learners did."""


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
