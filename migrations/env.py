"""Alembic's environment: it migrates the connection that `lms.core.migrate` hands over."""

from alembic import context
from sqlalchemy import Connection

from lms.core.migrate import include_object, load_models, render_item

metadata = load_models()
connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    include_object=include_object,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
