"""Write a migration from the difference between the models and the migrations: `python scripts/new_migration.py 0002 "what it does"`."""

import sys
import tempfile
from pathlib import Path

from lms.app import create_app
from lms.core import migrate
from lms.core.config import Settings
from lms.core.db import db

revision, message = sys.argv[1:3]
with tempfile.TemporaryDirectory() as folder:
    app = create_app(Settings(mode="test", secret_key="unused", data_dir=Path(folder), database_url=""))
    with app.app_context():
        migrate.upgrade(db.engine)
        migrate.autogenerate(db.engine, message, revision)
        db.engine.dispose()
