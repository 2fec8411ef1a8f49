"""`lms cohorts …`: let people into a course from a shell."""

from datetime import datetime
from typing import NoReturn

import click
from flask import current_app, has_app_context

from lms.cohorts import services
from lms.cohorts.messages import SENTENCES
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import LmsError
from lms.courses.models import Course
from lms.courses.queries import course_by_slug

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
@click.pass_context
def cohorts(context: click.Context) -> None:
    """Let people into a course."""
    if not has_app_context():
        from lms.app import create_app  # the application imports every feature, this one too

        context.with_resource(create_app().app_context())


@cohorts.command(name="open")
@click.argument("course")
def open_command(course: str) -> None:
    """Let anyone enrol in COURSE (its address, such as community-manager)."""
    found = _course(course)
    try:
        with transaction():
            services.open_cohort(course_id=found.id, now=clock.now())
    except LmsError as error:
        _fail(error)
    click.echo(f"Anyone can enrol at {_address(f'/courses/{found.slug}')}")


@cohorts.command()
@click.argument("course")
@click.option("--name", required=True, help="The group's name, as its learners see it.")
@click.option("--from", "starts_on", type=DAY, help="First day, such as 2027-01-11.")
@click.option("--to", "ends_on", type=DAY, help="Last day.")
@click.option("--seats", type=int, help="How many people at most.")
def create(
    course: str, name: str, starts_on: datetime | None, ends_on: datetime | None, seats: int | None
) -> None:
    """Make a group that takes COURSE, and print the link and the code by which its learners join."""
    found = _course(course)
    try:
        with transaction():
            cohort = services.create_cohort(
                centre_id=found.centre_id,
                course_id=found.id,
                name=name,
                now=clock.now(),
                starts_on=starts_on.date() if starts_on else None,
                ends_on=ends_on.date() if ends_on else None,
                seats=seats,
            )
    except LmsError as error:
        _fail(error)
    click.echo(f"Link: {_address(f'/join/{cohort.join_code}')}\nCode: {cohort.join_code}")


def _course(slug: str) -> Course:
    found = course_by_slug(slug)
    if found is None:
        raise click.ClickException(
            f"There is no course “{slug}”. Load one with: lms content import PATH --publish"
        )
    return found


def _address(path: str) -> str:
    return str(current_app.config["LMS"].base_url).rstrip("/") + path


def _fail(error: LmsError) -> NoReturn:
    why = error.reason
    raise click.ClickException(SENTENCES[why.code] % dict(why.params) if why else str(error))
