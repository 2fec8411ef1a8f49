"""What a measured server adds to each reply: how many SQL statements the request ran, and its CPU time."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

STATEMENTS = "X-Benchmark-Statements"
CPU_MS = "X-Benchmark-Cpu-Ms"
CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
"""Transaction control is not counted: PostgreSQL's driver sends its own, which SQLAlchemy never sees."""

_request = threading.local()


class Meter:
    """WSGI middleware. A request stays on one thread, so counts and CPU time are the thread's."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        _request.statements = 0
        began = time.thread_time()

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            cpu = (time.thread_time() - began) * 1000
            measured = [(STATEMENTS, str(_request.statements)), (CPU_MS, f"{cpu:.3f}")]
            return start_response(status, headers + measured, *error)

        return self.app(environ, start)


@event.listens_for(Engine, "before_cursor_execute")
def _note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
    """Count the statements of every engine of a process that imports this module."""
    if not statement.lstrip().upper().startswith(CONTROL):
        _request.statements = getattr(_request, "statements", 0) + 1
