"""Settings, read from the environment (`LMS_…`) and from a secrets folder. `lms serve` refuses to start on a bad one."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MODES = Literal["production", "demo", "test"]


class Settings(BaseSettings):
    """Every setting of the program; `docs/operating.md` names each one (a test checks it)."""

    model_config = SettingsConfigDict(
        env_prefix="LMS_", secrets_dir=os.environ.get("LMS_SECRETS_DIR"), extra="ignore"
    )

    mode: MODES = "production"
    secret_key: str = Field(default="", validation_alias="SECRET_KEY")
    sensitive_keys: str = ""
    data_dir: Path = Path("data")
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    base_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    mail_server: str = ""
    mail_port: int = 587
    mail_username: str = ""
    mail_password: str = ""
    mail_use_tls: bool = True
    mail_from: str = "no-reply@localhost"
    threads: int = Field(default=8, ge=1, le=64)
    processes: int = Field(default=1, ge=1, le=64)
    upload_megabytes: int = Field(default=20, ge=1, le=100)

    @property
    def database(self) -> str:
        """SQLAlchemy URL: the configured one, else the SQLite file of the data folder."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'lms.sqlite3').resolve()}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used (one app process, then)."""
        return self.database.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        """Whether people reach the program over HTTPS, as its base address says."""
        return self.base_url.startswith("https://")
