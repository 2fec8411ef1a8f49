"""`lms …`: the commands of the program, gathered from the features."""

import secrets

import click

from lms.adaptations.cli import reseal
from lms.app import create_app
from lms.authoring.cli import content
from lms.cohorts.cli import cohorts
from lms.core import migrate, server
from lms.core.config import Settings
from lms.core.db import db
from lms.core.sealing import keys_in
from lms.demo.cli import demo
from lms.progress.cli import progress
from lms.setup import setup


@click.group()
@click.version_option(package_name="tremplin-lms")
def main() -> None:
    """Tremplin, a learning management system for training centres."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve in production: one app process and a worker on SQLite, LMS_PROCESSES of them on PostgreSQL."""
    settings = Settings()
    for problem in problems(settings):
        raise click.ClickException(problem)
    app = create_app(settings)
    with app.app_context():
        if not migrate.is_current(db.engine):
            raise click.ClickException("The database is not up to date. Run: lms migrate")
        db.engine.dispose()
    server.serve(app, settings, host, port)


def problems(settings: Settings) -> list[str]:
    """What keeps production from starting, each with what to do."""
    found = []
    if len(settings.secret_key) < 32:
        found.append(
            "SECRET_KEY is missing or shorter than 32 characters. Set it in the environment, for example to this new one:\n"
            f"  SECRET_KEY={secrets.token_urlsafe(48)}"
        )
    if any(len(key) < 32 for key in keys_in(settings.sensitive_keys)):
        found.append(
            "LMS_SENSITIVE_KEYS: each key is 32 characters or more, the newest first, between commas."
        )
    if not settings.is_https:
        found.append("LMS_BASE_URL must be the https:// address at which people reach this server.")
    return found


@main.command()
def worker() -> None:
    """Run background jobs (mail, expired attempts). `lms serve` starts one; more may run beside PostgreSQL."""
    settings = Settings()
    stop = server.Stop()
    stop.listen()
    server.work(create_app(settings), stop)


@main.command(name="migrate")
def migrate_command() -> None:
    """Bring the database up to date."""
    app = create_app(Settings(secret_key="unused"))  # noqa: S106 - migrations sign nothing
    with app.app_context():
        migrate.upgrade(db.engine)
    click.echo("The database is up to date.")


for command in (cohorts, content, demo, progress, reseal, setup):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="lms")
