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
    ids = enrolment_ids() if enrolment is None else [enrolment]
    for enrolment_id in ids:
        with transaction():
            services.rebuild(enrolment_id=enrolment_id, now=clock.now())
    click.echo(f"{len(ids)} enrolments rebuilt.")
