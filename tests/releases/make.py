"""Store a database of the current release, for later ones to upgrade: `python -m tests.releases.make 0001`.

Small, on SQLite, from the sample course: one learner who begins, one in the middle with a running attempt, one with a certificate.
Run it once per release, when its migrations are final; a stored file is never made again.
"""

import lzma
import sys
import tempfile
from pathlib import Path

from lms.app import create_app
from lms.cohorts.models import Cohort
from lms.core import migrate
from lms.core.db import db, session
from tests.access.world import make_world
from tests.conftest import make_settings
from tests.factories import make_enrolment, make_user

FOLDER = Path(__file__).parent


def fill(folder: Path) -> Path:
    """A migrated database with these people in it; returns its file."""
    path = folder / "lms.sqlite3"
    app = create_app(make_settings(folder, f"sqlite:///{path}"))
    with app.app_context():
        migrate.upgrade(db.engine)
        world = make_world(app, folder)
        make_user("signs-in@example.org", "Ada Lovelace")
        newcomer = make_user("newcomer@example.org", "Noé Perrin", password=None)
        make_enrolment(newcomer, session().get_one(Cohort, world.places["cohort_id"]))
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("VACUUM")
        db.engine.dispose()
    return path


def main() -> int:
    """0 when the file was written; a stored release is left alone."""
    target = FOLDER / f"{sys.argv[1]}.sqlite3.xz" if len(sys.argv) == 2 else None
    if target is None or target.exists():
        print(
            __doc__
            if target is None
            else f"{target.name} is stored already: remove it first if it was never released."
        )
        return 2
    with tempfile.TemporaryDirectory() as folder:
        target.write_bytes(lzma.compress(fill(Path(folder)).read_bytes(), preset=9))
    print(f"{target.name}: {target.stat().st_size // 1024} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
