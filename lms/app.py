"""create_app: configuration, extensions, features, error pages; nothing else."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import format_date, format_datetime, format_time, format_timedelta
from flask_mailman import Mail
from werkzeug.middleware.proxy_fix import ProxyFix

from lms import subscribers
from lms.core import storage
from lms.core.config import Settings
from lms.core.db import db
from lms.core.hooks import Hooks
from lms.core.i18n import babel, euros, number, register_sentences, select_locale, select_timezone
from lms.core.web import init_web

FEATURES = [
    "core",
    "accounts",
    "centres",
    "courses",
    "training",
    "learning",
    "quiz",
    "marking",
    "certificates",
    "adaptations",
    "rosters",
    "people",
    "followup",
    "authoring",
]
"""Features with pages, in the order of the house."""
SENTENCES = [
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
    "learning",
    "certificates",
    "adaptations",
    "rosters",
    "people",
    "followup",
    "authoring",
]
"""Features that give reasons: each has `messages.SENTENCES`."""
KIB = 1024


class Application(Flask):
    """The program has no asynchronous view: Flask need not ask each function of each request what it is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """The application, configured from the environment unless settings are given."""
    settings = settings or Settings()
    app = Application(
        "lms", static_folder="core/static", static_url_path="/static/core", template_folder="core/templates"
    )
    app.config.from_mapping(_configuration(settings))
    app.extensions["lms"] = Hooks()
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    storage.configure(settings.data_dir / "files")
    db.init_app(app)
    Mail(app)
    babel.init_app(app, locale_selector=select_locale, timezone_selector=select_timezone)
    for feature in SENTENCES:
        register_sentences(import_module(f"lms.{feature}.messages").SENTENCES)
    init_web(app)
    for feature in FEATURES:
        app.register_blueprint(import_module(f"lms.{feature}.views").bp)
    app.jinja_env.filters.update(
        localdatetime=format_datetime,
        localdate=format_date,
        localtime=format_time,
        number=number,
        euros=euros,
        timespan=format_timedelta,
    )
    subscribers.connect(app)
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    host = urlsplit(settings.base_url).netloc
    secure = settings.is_https
    return {
        "LMS": settings,
        "LMS_MODE": settings.mode,
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.mode == "test",
        "SQLALCHEMY_DATABASE_URI": settings.database,
        # A thread that holds a connection may wait for SQLite's one writer: there is one for each, and some to spare.
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": settings.threads + 2,
            "max_overflow": 8,
            "pool_pre_ping": not settings.is_sqlite,
        },
        "SESSION_COOKIE_NAME": "__Host-lms" if secure else "lms",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": secure,
        "MAX_CONTENT_LENGTH": 512 * KIB,
        "MAX_FORM_MEMORY_SIZE": 256 * KIB,
        "MAX_FORM_PARTS": 1000,
        "TRUSTED_HOSTS": [host] if settings.mode == "production" else None,
        "PREFERRED_URL_SCHEME": "https" if secure else "http",
        "BABEL_DEFAULT_LOCALE": "fr",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Paris",
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
        "PROPAGATE_EXCEPTIONS": settings.mode == "test",
        **_mail(settings),
    }


def _mail(settings: Settings) -> dict[str, object]:
    backends = {"production": "smtp", "demo": "file", "test": "locmem"}
    return {
        "MAIL_BACKEND": backends[settings.mode],
        "MAIL_FILE_PATH": str(settings.data_dir / "mail"),
        "MAIL_SERVER": settings.mail_server,
        "MAIL_PORT": settings.mail_port,
        "MAIL_USERNAME": settings.mail_username or None,
        "MAIL_PASSWORD": settings.mail_password or None,
        "MAIL_USE_TLS": settings.mail_use_tls,
        "MAIL_TIMEOUT": 20,
        "MAIL_DEFAULT_SENDER": settings.mail_from,
    }
