"""`lms content …`: check, load and write courses as files. Speaks English, as every command does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from lms.authoring import importing, messages, services
from lms.authoring.consent import ask_consent, refuse, show_plan
from lms.authoring.editorial import Finding, findings_of
from lms.authoring.editorial.table import course_table
from lms.authoring.files import CourseFileErrors, CourseFiles, read_folder
from lms.authoring.plans import Plan
from lms.authoring.problems import Problem
from lms.authoring.writer import ExportRefused, write_course
from lms.centres.models import Centre
from lms.centres.queries import centre_by_slug, centres
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.errors import Conflict
from lms.core.reasons import Reason
from lms.courses.document import CourseDocument, Quiz
from lms.courses.queries import course_by_slug
from lms.quiz import messages as quiz_messages

SENTENCES = {**quiz_messages.SENTENCES, **messages.SENTENCES}
FOLDER = click.Path(path_type=Path)


@click.group()
def content() -> None:
    """Courses as files."""


@content.command()
@click.argument("path", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def check(path: Path, as_json: bool) -> None:
    """Say whether the course in the folder PATH can be loaded, and everything that is wrong with it.

    A course with an `editorial` part is held to that too. Advice, such as a source to look at again, is no failure.
    """
    try:
        document = read_folder(path).document
    except CourseFileErrors as error:
        if as_json:
            click.echo(json.dumps({"ok": False, "problems": [_as_json(p) for p in error.problems]}, indent=2))
            raise SystemExit(1) from None
        _fail(error)
    found = findings_of(document, clock.now().date())
    is_ok = all(one.is_advice for one in found)
    if as_json:
        findings = [_finding_as_json(one) for one in found]
        click.echo(json.dumps({"ok": is_ok, **_counts(document), "findings": findings}, indent=2))
    else:
        for one in found:
            where = f"{one.file}: {one.where}: " if one.where else f"{one.file}: "
            click.echo(f"{'advice: ' if one.is_advice else ''}{where}{sentence(one.reason)}", err=True)
        click.echo(_summary(document))
    if not is_ok:
        raise SystemExit(1)


@content.command()
@click.argument("path", type=FOLDER)
def table(path: Path) -> None:
    """Print the course in the folder PATH in figures, as Markdown: words, minutes, questions and objectives."""
    click.echo(course_table(_read(path).document), nl=False)


def _finding_as_json(one: Finding) -> dict[str, Any]:
    return {
        "file": one.file,
        "where": one.where,
        "code": one.reason.code,
        "message": sentence(one.reason),
        "is_advice": one.is_advice,
    }


@content.command(name="import")
@click.argument("path", type=FOLDER)
@click.option("--centre", "centre_slug", help="The centre's slug; not needed when there is one centre.")
@click.option("--publish/--no-publish", default=False, help="Also publish the course to its learners.")
@click.option("--dry-run", is_flag=True, help="Show what it would do, and do nothing.")
@click.option("--yes", "is_agreed", is_flag=True, help="Do what the plan says without asking.")
@click.option(
    "--keep",
    type=click.Choice(["mine", "files"]),
    help="Of every conflict: leave what was made in the browser (mine), or take what the files say (files).",
)
def import_command(
    path: Path, centre_slug: str | None, publish: bool, dry_run: bool, is_agreed: bool, keep: str | None
) -> None:
    """Load the course in the folder PATH into its draft: all of it or, when anything is wrong, nothing.

    Shows what it changes. When that takes away what someone put into the draft, it asks first; where nobody can answer, it
    does nothing and ends with 3, unless --yes and, for conflicts, --keep decide.
    """
    files = _read(path)
    with _application():
        centre = _centre(centre_slug)
        plan = importing.plan_import(centre_id=centre.id, files=files)
        show_plan(plan)
        if dry_run:
            click.echo("Nothing was loaded: this was a dry run.")
            return
        keeps_mine = keep == "mine" and bool(plan.conflicts)
        if keeps_mine and publish:
            raise click.ClickException(
                "Nobody has checked such a mixture: import it, then publish it in the browser."
            )
        ask_consent(plan, is_agreed=is_agreed, keep=keep)
        _load(centre.id, files, plan, keeps_mine=keeps_mine, publish=publish)


def _load(centre_id: int, files: CourseFiles, plan: Plan, *, keeps_mine: bool, publish: bool) -> None:
    now = clock.now()
    try:
        with transaction():
            imported = services.import_files(
                centre_id=centre_id, files=files, actor_id=None, now=now, plan=plan, keeps_mine=keeps_mine
            )
            course = imported.course
            before, number = course.latest_revision_id, None
            if publish:
                number = services.publish_files(course, files.document, now).number
    except Conflict as error:
        refuse(sentence(error.reason) if error.reason else str(error))
    verb = "Created" if imported.is_new else "Updated" if imported.is_changed else "Nothing changed in"
    click.echo(f"{verb} the draft of {course.slug}: {_summary(files.document)}")
    if number is not None:
        is_same = before == course.latest_revision_id
        click.echo(f"Revision {number} {'already says this' if is_same else 'is published'}.")


@content.command()
@click.argument("course")
@click.argument("directory", type=FOLDER)
def export(course: str, directory: Path) -> None:
    """Write the draft of the course with the address COURSE as files into DIRECTORY."""
    with _application():
        found = course_by_slug(course)
        if found is None:
            raise click.ClickException(f"There is no course “{course}”.")
        document = services.document_to_export(found)
        try:
            names = write_course(document, directory, services.read_image)
        except ExportRefused as refused:
            raise click.ClickException(sentence(refused.reason)) from None
        with transaction():
            services.note_export(found.id, document)
    click.echo(f"Wrote {len(names)} files of {course} to {directory}.")


@contextmanager
def _application() -> Iterator[None]:
    """The installation that the environment describes, its connections closed at the end."""
    from lms.app import create_app  # the application imports every feature, this one too

    with create_app().app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def sentence(why: Reason) -> str:
    """A reason in English."""
    params = {
        name: sentence(value) if isinstance(value, Reason) else value for name, value in why.params.items()
    }
    return SENTENCES[why.code] % params


def _read(path: Path) -> CourseFiles:
    try:
        return read_folder(path)
    except CourseFileErrors as error:
        _fail(error)


def _fail(error: CourseFileErrors) -> NoReturn:
    for problem in error.problems:
        field = f" {problem.field}:" if problem.field else ""
        click.echo(f"{problem.file}:{problem.line}:{field} {sentence(problem.reason)}", err=True)
    count = len(error.problems)
    click.echo(f"{count} problem{'s' if count > 1 else ''}: nothing was loaded.", err=True)
    raise SystemExit(1)


def _as_json(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "field": problem.field,
        "code": problem.reason.code,
        "message": sentence(problem.reason),
    }


def _centre(slug: str | None) -> Centre:
    if slug is not None:
        found = centre_by_slug(slug)
        if found is None:
            raise click.ClickException(f"There is no centre “{slug}”.")
        return found
    every = centres()
    if len(every) != 1:
        names = ", ".join(centre.slug for centre in every) or "none yet"
        raise click.ClickException(f"Say which centre with --centre ({names}).")
    return every[0]


def _counts(document: CourseDocument) -> dict[str, Any]:
    quizzes = [item for _, item in document.items() if isinstance(item, Quiz)]
    return {
        "course": document.id,
        "languages": list(document.languages),
        "modules": len(document.modules),
        "lessons": len(document.by_id) - len(quizzes),
        "quizzes": len(quizzes),
        "questions": sum(len(quiz.questions) for quiz in quizzes),
        "minutes": document.minutes,
        "digest": document.digest,
    }


def _summary(document: CourseDocument) -> str:
    counts = _counts(document)
    parts = ", ".join(
        f"{counts[name]} {name}" for name in ("modules", "lessons", "quizzes", "questions", "minutes")
    )
    return f"{document.id} ({', '.join(document.languages)}): {parts}."
