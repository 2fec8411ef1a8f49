"""What `lms content import` says before it changes a draft, and how it asks. Speaks English, as every command does."""

import sys
from typing import NoReturn

import click

from lms.authoring.plans import ACTS, DELETED, PLACE, REMOVED, Line, Plan

NOTHING_DONE = 3
"""The exit code of an import that waits for a decision."""
MOST_FIELDS = 6
_SAID = {
    PLACE: "its place",
    DELETED: "deleted in the browser",
    REMOVED: "edited in the browser, not in the files",
}
_COUNTED = {"add": "to add", "change": "to change", "remove": "to the bin", "conflict": "in conflict"}


def show_plan(plan: Plan) -> None:
    """Print what an import would do, part by part, to a course that has a draft; nothing for one that has none."""
    if not plan.seen or not plan.lines:
        return
    click.echo("To the draft, this import would do the following:")
    for line in plan.lines:
        click.echo(f"  {line.act:<9}{_told(line)}")
    counts = plan.counts
    click.echo(", ".join(f"{counts[act]} {_COUNTED[act]}" for act in ACTS if counts[act]) + ".")


def _told(line: Line) -> str:
    title = next(iter(line.title.values()), "")
    parent, number = line.place
    where = f" ({_plain(parent)}, {number})" if parent else ""
    names = [_SAID.get(name, name) for name in line.fields]
    more = f" and {len(names) - MOST_FIELDS} more" if len(names) > MOST_FIELDS else ""
    fields = f": {', '.join(names[:MOST_FIELDS])}{more}" if names else ""
    return f"{line.kind} {line.key} “{_plain(title)}”{where}{_plain(fields)}"


def _plain(text: str) -> str:
    """A text as a terminal may show it: what would move its cursor or turn its line round is a question mark."""
    return "".join(char if char.isprintable() else "?" for char in text)


def ask_consent(plan: Plan, *, is_agreed: bool, keep: str | None) -> None:
    """Return when the import may go on: it takes nothing away, or someone said yes and decided about conflicts.

    Exit with 1 when a person says no, with 3 when there is nobody to ask.
    """
    if plan.conflicts and keep is None:
        refuse(
            "Some parts were changed both in the browser and in the files. Say which to keep of all of them: "
            "--keep mine (the browser's) or --keep files. To decide one by one, export the draft and merge the files."
        )
    if not plan.needs_consent or is_agreed:
        return
    if not is_terminal():
        refuse(
            "This takes away what is in the draft. Say --yes to do it: what goes stays in the bin for 30 days."
        )
    click.confirm("Do this?", abort=True)


def is_terminal() -> bool:
    """Whether a person can answer."""
    return sys.stdin.isatty()


def refuse(why: str) -> NoReturn:
    """End with 3: nothing was done, and why."""
    click.echo(f"Nothing was loaded. {why}", err=True)
    raise SystemExit(NOTHING_DONE)
