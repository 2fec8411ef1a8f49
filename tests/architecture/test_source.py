"""The house rules that a reader of the source can check: sizes, one commit, no inline script."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).parents[2]
PYTHON = sorted(path for folder in ("lms", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
TEMPLATES = sorted((ROOT / "lms").rglob("templates/**/*.html"))

MAX_FILE = 300
MAX_FUNCTION = 40
MAX_TEMPLATE = 150
MAX_VIEW = 20

WRITES_IN_A_GET = {
    "lms/certificates": "the first rendering of a stored PDF",
    "lms/quiz": "closing due attempts before their result is shown",
    "lms/core/throttle.py": "counters",
    "lms/accounts": "login_session.seen_at, at most every five minutes",
}
"""Where a GET may write, each in its own transaction (decision 3)."""


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def body_lines(node: ast.FunctionDef) -> int:
    """Lines of a function without its signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_files_and_functions_stay_small(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= MAX_FILE, f"{lines} lines: split it"
    long = [(node.name, body_lines(node)) for node in functions(path) if body_lines(node) > MAX_FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_templates_hold_no_script_and_no_style(path: Path) -> None:
    source = path.read_text()
    assert len(source.splitlines()) <= MAX_TEMPLATE
    assert not re.search(r"<script(?![^>]*\bsrc=)", source), "inline script"
    assert not re.search(r"<style|\sstyle=", source), "inline style"
    assert not re.search(r"\son[a-z]+=", source), "inline handler"
    assert "|safe" not in source.replace(" ", ""), "markup is made safe by the sanitiser, not by a template"


def test_only_transaction_commits() -> None:
    commits = [
        f"{relative(path)}:{node.lineno}"
        for path in (ROOT / "lms").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert [place for place in commits if not place.startswith("lms/core/db.py:")] == []


def is_get_only(node: ast.FunctionDef) -> bool:
    return any("bp.get(" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_views_are_short_and_a_get_writes_nothing() -> None:
    long, writing = [], []
    for path in (ROOT / "lms").rglob("*.py"):
        if "views" not in relative(path):
            continue
        for node in functions(path):
            if node.decorator_list and body_lines(node) > MAX_VIEW:
                long.append(f"{relative(path)}:{node.name} {body_lines(node)}")
            if is_get_only(node) and "transaction()" in ast.unparse(node):
                writing.append(f"{relative(path)}:{node.name}")
    assert long == []
    assert [place for place in writing if not place.startswith(tuple(WRITES_IN_A_GET))] == []


def test_only_the_database_module_reads_the_database_clock() -> None:
    forbidden = re.compile(r"func\.now\(|server_default|datetime\.now\(|utcnow|date\.today\(")
    found = [
        relative(path)
        for path in (ROOT / "lms").rglob("*.py")
        if forbidden.search(path.read_text()) and path.name != "clock.py"
    ]
    assert found == []
