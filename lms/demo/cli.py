"""`lms demo`: one command, and the whole product runs on data in which every feature can be seen."""

import gc
import multiprocessing
import secrets
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import click

from lms.app import create_app
from lms.core import migrate, server
from lms.core.config import Settings
from lms.core.db import db
from lms.demo.build import build

MARK = "demo-secret"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--data", default="data/demo", show_default=True, type=click.Path(path_type=Path, file_okay=False)
)
@click.option("--reset", is_flag=True, help="Forget what was done in the demo, and start anew.")
def demo(port: int, host: str, data: Path, reset: bool) -> None:
    """Run Tremplin on a demo centre: two groups of learners, one person per role to sign in as."""
    _check_port(host, port)
    if reset:
        _remove(data)
    if not (data / MARK).exists():
        _make_apart(data)
    settings = _settings(data, host, port)
    app = create_app(settings)
    with app.app_context():
        migrate.upgrade(db.engine)
        db.engine.dispose()
    click.echo(
        f"Tremplin runs at {settings.base_url} (Ctrl+C stops it). Sign in with the buttons of {settings.base_url}/sign-in"
    )
    server.serve(app, settings, host, port)


def _settings(data: Path, host: str, port: int) -> Settings:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - the person asked to listen everywhere
    return Settings(
        mode="demo",
        secret_key=(data / MARK).read_text(),
        data_dir=data,
        database_url="",
        base_url=f"http://{shown}:{port}",
        trusted_proxies=0,
    )


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Can't listen on {host}:{port} ({error.strerror}). Try: lms demo --port {port + 1}"
            ) from error


def _remove(data: Path) -> None:
    """Remove a demo's folder; refuse to touch any other."""
    if not data.exists():
        return
    if any(data.iterdir()) and not (data / MARK).exists():
        raise click.ClickException(
            f"{data} is not a demo's folder: it is left alone. Choose another with --data."
        )
    shutil.rmtree(data)


def _without_collecting(action: Callable[[], None]) -> None:
    """Run without the garbage collector, which goes through every course again and again: an eighth of the time."""
    gc.disable()
    try:
        action()
    finally:
        gc.enable()


def _make_apart(data: Path) -> None:
    """Build in a process of its own: typst's threads, begun there, would be missing in the servers that are forked here."""
    if data.exists() and any(data.iterdir()):
        raise click.ClickException(f"{data} holds other files. Choose an empty folder with --data.")
    click.echo("Making the demo centre, its course and its learners …")
    builder = multiprocessing.get_context("spawn").Process(target=_make, args=(data,))
    builder.start()
    builder.join()
    if builder.exitcode:
        raise click.ClickException("The demo could not be made; what failed is written above.")


def _make(data: Path) -> None:
    """Build the demo beside its final place, then move it there: a build cut short leaves nothing half-made."""
    building = data.with_name(data.name + ".building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    (building / MARK).touch(mode=0o600)
    (building / MARK).write_text(secrets.token_urlsafe(48))
    app = create_app(_settings(building, "127.0.0.1", 8000))
    with app.test_request_context(base_url="http://127.0.0.1"):
        migrate.upgrade(db.engine)
        _without_collecting(build)
        db.session.remove()
        db.engine.dispose()
    if data.exists():
        data.rmdir()
    building.rename(data)
