"""Migrations: what they make is what the models say, on each database, and they can be taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, text

from lms.core import migrate
from lms.core.db import db


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database, made whole again afterwards."""
    made = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://", 1))
    yield made
    migrate.upgrade(made)
    made.dispose()


@pytest.mark.filterwarnings(
    "ignore:autogenerate skipping", "ignore:Skipped unsupported reflection"
)  # an index on expressions
def test_head_is_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        options = {"include_object": migrate.include_object, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, migrate.load_models()) == []
    assert migrate.is_current(db.engine)


def test_every_index_of_the_models_was_made(engine: Engine) -> None:
    """Alembic does not compare indexes on expressions: here their names are."""
    is_sqlite = engine.dialect.name == "sqlite"
    listed = (
        "SELECT name FROM sqlite_master WHERE type = 'index'"
        if is_sqlite
        else "SELECT indexname FROM pg_indexes"
    )
    with engine.connect() as connection:
        made = set(connection.execute(text(listed)).scalars())
    assert {index.name for table in migrate.load_models().tables.values() for index in table.indexes} <= made


def test_migrations_go_down_to_nothing_and_up_again(engine: Engine) -> None:
    tables = set(inspect(engine).get_table_names())
    migrate.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    assert not migrate.is_current(engine)
    migrate.upgrade(engine)
    assert set(inspect(engine).get_table_names()) == tables
    assert migrate.is_current(engine)


def test_a_new_file_is_not_current_until_it_is_migrated(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    assert not migrate.is_current(engine)
    migrate.upgrade(engine)
    migrate.upgrade(engine)
    assert migrate.is_current(engine)
    engine.dispose()
