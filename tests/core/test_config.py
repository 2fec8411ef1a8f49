"""Settings: names, defaults, and the documentation that lists them."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from lms.core.config import Settings

pytestmark = pytest.mark.one_database
GUIDE = Path(__file__).parents[2] / "docs" / "operating.md"


def test_the_guide_names_every_setting_and_no_other() -> None:
    names = {f"LMS_{name.upper()}" for name in Settings.model_fields} - {"LMS_SECRET_KEY", "LMS_DATABASE_URL"}
    told = set(re.findall(r"\bLMS_[A-Z_]+\b", GUIDE.read_text("utf-8")))
    assert names - told == set()
    assert told - names <= {"LMS_SECRETS_DIR"}


def test_the_database_is_the_folders_file_unless_one_is_named(tmp_path: Path) -> None:
    own = Settings.model_validate({"data_dir": tmp_path, "DATABASE_URL": ""})
    assert own.is_sqlite
    assert own.database.endswith(f"{tmp_path.name}/lms.sqlite3")
    named = Settings.model_validate({"DATABASE_URL": "postgresql://db/lms"})
    assert named.database == "postgresql+psycopg://db/lms"
    assert not named.is_sqlite


@pytest.mark.parametrize(
    "wrong", [{"mode": "debug"}, {"threads": 0}, {"processes": 65}, {"trusted_proxies": -1}]
)
def test_settings_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)
