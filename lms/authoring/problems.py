"""Everything that is wrong with a course's files, each with its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.core.reasons import Reason, reason
from lms.courses.plain_yaml import PlainYaml

MAX_PROBLEMS = 500
"""More than anyone reads; a broken folder stops being looked at here."""


@dataclass(frozen=True, order=True)
class Problem:
    """`file` is relative to the course's folder, `line` counts from 1, `field` is a path such as `options.2.text`."""

    file: str
    line: int
    field: str
    reason: Reason


class CourseFileErrors(Exception):
    """The folder is no course that can be loaded; `problems` holds every reason found, in the files' order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.file}:{p.line}: {p.field}: {p.reason.code}" for p in self.problems))


class TooManyProblems(Exception):
    """Enough was found to stop looking."""


class Problems:
    """Collects problems while the files are read."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, file: str, code: str | Reason, *, line: int = 1, field: str = "", **params: object) -> None:
        """Note a problem: a reason, or a code with its parameters."""
        why = code if isinstance(code, Reason) else reason(code, **params)
        self._found.append(Problem(file, line, field, why))
        if len(self._found) >= MAX_PROBLEMS:
            raise TooManyProblems

    def add_fields(
        self, source: "Source", errors: Iterable[tuple[str, Reason]], at: Sequence[str | int] = ()
    ) -> None:
        """Note problems of the fields of a YAML value; their paths begin at `at` inside the source."""
        for path, why in errors:
            whole = (*at, *parts(path))
            self.add(source.file, why, line=source.line(whole), field=".".join(str(part) for part in whole))

    def __bool__(self) -> bool:
        return bool(self._found)

    def raise_if_any(self) -> None:
        """Raise `CourseFileErrors` with what was found, in the files' order and without repetition."""
        if self._found:
            unique = {(p.file, p.line, p.field, p.reason.code, str(p.reason.params)): p for p in self._found}
            raise CourseFileErrors(sorted(unique.values(), key=lambda p: (p.file, p.line, p.field)))


def parts(path: str) -> tuple[str | int, ...]:
    """`options.2.text` as keys and positions."""
    return tuple(int(part) if part.isdecimal() else part for part in path.split(".") if part)


@dataclass(frozen=True)
class Source:
    """A YAML value with the file that it stands in, and the line of that file on which it begins (from 0)."""

    file: str
    yaml: PlainYaml
    offset: int = 0

    def line(self, path: Sequence[str | int]) -> int:
        """The line of the file that holds the part at `path`."""
        return self.yaml.line(path) + self.offset
