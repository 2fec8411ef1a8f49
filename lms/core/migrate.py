"""Migrations, run through Alembic's own API."""

from importlib import import_module
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, BigInteger, Connection, Engine, MetaData

from lms.core.db import Base, ExactDecimal, UtcDateTime

MODELS = [
    "core",
    "accounts",
    "centres",
    "courses",
    "cohorts",
    "attendance",
    "training",
    "progress",
    "quiz",
    "marking",
    "certificates",
    "adaptations",
    "rosters",
    "people",
    "followup",
]


def shipped(name: str) -> Path:
    """A folder that is beside `lms/` in a checkout and inside it in a wheel (`migrations`, `course_content`)."""
    package = Path(__file__).parents[1]
    beside = package.parent / name
    return beside if beside.is_dir() else package / name


def load_models() -> MetaData:
    """Import every table, and return the metadata that holds them."""
    for feature in MODELS:
        import_module(f"lms.{feature}.models")
    import_module("lms.cohorts.live_models")
    return Base.metadata


def include_object(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Autogeneration compares our tables only; expression indexes are compared by the tests."""
    return not (kind == "index" and name == "uq_membership_active")


def render_item(kind: str, item: Any, context: Any) -> Any:  # pragma: no cover - for developers
    """Write our column types by their names in `lms.core.db`."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime | ExactDecimal):
        name = f"{type(item).__name__}()"
    elif isinstance(item, BigInteger) and item._variant_mapping:
        name = "BigInt"
    elif isinstance(item, JSON) and item._variant_mapping:
        name = "Json"
    else:
        return False
    context.imports.add("from lms.core.db import BigInt, ExactDecimal, Json, UtcDateTime")
    return name


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`, in one transaction where the database allows it."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to `revision` (`base` removes everything)."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether every migration of this program was applied."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def autogenerate(engine: Engine, message: str, revision: str) -> None:  # pragma: no cover - for developers
    """Write a migration from the difference between models and database (for developers); `revision` is `0002`, …"""
    with engine.begin() as connection:
        command.revision(_config(connection), message=message, autogenerate=True, rev_id=revision)
