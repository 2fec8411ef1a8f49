"""The database: typed base, column types, and `transaction()`, the only place where the program commits.

SQLite connections run in autocommit; `transaction()` opens `BEGIN IMMEDIATE` behind one process-wide lock, because a read
transaction that later writes fails at once with a busy snapshot whatever the timeout. PostgreSQL runs READ COMMITTED.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, Boolean, DateTime, Integer, MetaData, Numeric, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session, mapped_column, registry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BUSY_TIMEOUT_MS = 10_000


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime can't be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """Numeric(12, 4) on PostgreSQL; ten-thousandths in an integer on SQLite, which has no decimal type."""

    impl = Numeric(12, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(12, 4))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return int((value * 10_000).to_integral_value())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None or dialect.name != "sqlite":
            return value  # type: ignore[no-any-return]
        return Decimal(value) / 10_000


class holds(FunctionElement[bool]):  # noqa: N801 - named as it reads in a statement
    """Whether a text holds another, letter for letter: `holds(column, words)`. Half the work of LIKE, and nothing to escape."""

    type = Boolean()
    inherit_cache = True


@compiles(holds)
def _strpos(element: holds, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)}) > 0"


@compiles(holds, "sqlite")
def _instr(element: holds, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)}) > 0"


Json = JSON().with_variant(JSONB(), "postgresql")
BigInt = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """Every table has a bigint key; relationships are declared `lazy="raise_on_sql"`."""

    registry = registry(
        metadata=MetaData(naming_convention=CONVENTION),
        type_annotation_map={
            datetime: UtcDateTime,
            Decimal: ExactDecimal,
            dict[str, Any]: Json,
            list[Any]: Json,
        },
    )

    id: Mapped[int] = mapped_column(BigInt, primary_key=True, sort_order=-1)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

_append_only: set[type[Any]] = set()
ModelClass = TypeVar("ModelClass", bound=type[Any])


def append_only(model: ModelClass) -> ModelClass:
    """Declare that rows of a table are written once: changing or deleting one is a RuntimeError, in bulk too.

    But for a DELETE that says `is_past_its_period` among its execution options: `core.retention` alone does, once the law lets go of a row.
    """
    _append_only.add(model)
    return model


def _refusal(model: type[Any]) -> RuntimeError:
    return RuntimeError(f"{model.__tablename__} is append-only")


@event.listens_for(Session, "before_flush")
def _refuse_change(session: Session, context: Any, instances: Any) -> None:
    changed = [one for one in session.dirty if session.is_modified(one)]
    kept = [type(one) for one in (*changed, *session.deleted) if type(one) in _append_only]
    if kept:
        raise _refusal(kept[0])


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk_change(state: ORMExecuteState) -> None:
    """The same for UPDATE and DELETE statements, which a flush does not see."""
    if state.is_delete and state.execution_options.get("is_past_its_period"):
        return
    if state.is_update or state.is_delete:
        for mapper in state.all_mappers:
            if mapper.class_ in _append_only:
                raise _refusal(mapper.class_)


_sqlite_writer = threading.Lock()


def session() -> Session:
    """The request's session."""
    return db.session()


def after_commit(action: Callable[[], None]) -> None:
    """Run `action` once the current transaction has committed; not at all when it rolls back."""
    session().info.setdefault("after_commit", []).append(action)


@contextmanager
def transaction() -> Iterator[Session]:
    """Everything written inside commits together, or nothing does. Not re-entrant: one act, one transaction."""
    current = session()
    if current.info.get("in_transaction"):
        raise RuntimeError("transaction() inside a transaction: services never open one")
    is_sqlite = current.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        _sqlite_writer.acquire()
    current.info["in_transaction"] = True
    try:
        if is_sqlite:
            current.connection().exec_driver_sql("BEGIN IMMEDIATE")
        yield current
        current.commit()
    except BaseException:
        current.info.pop("after_commit", None)
        current.rollback()
        raise
    finally:
        current.info["in_transaction"] = False
        if is_sqlite:
            _sqlite_writer.release()
    for action in current.info.pop("after_commit", []):
        action()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # driver autocommit: transaction() alone begins
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "connect")
def _prepare_postgresql(connection: Any, record: Any) -> None:
    """Pages ask small questions in large statements: compiling one takes PostgreSQL ten times as long as answering it."""
    if isinstance(connection, sqlite3.Connection):
        return
    connection.execute("SET jit = off")
    connection.commit()
