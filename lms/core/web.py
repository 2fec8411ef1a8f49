"""The edge that every request crosses: permission, CSRF, headers, errors, what every template knows."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import structlog
from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    jsonify,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import IntegerConverter

from lms.core.errors import LmsError, TooMany
from lms.core.i18n import DEFAULT_LANGUAGE, LANGUAGE_COOKIE, LANGUAGES, language, select_theme, sentence
from lms.core.permissions import Permission, View, holds_somewhere
from lms.core.person import Person
from lms.core.policy import policy
from lms.core.texts import clean, localize
from lms.core.way_back import way_back

csrf = CSRFProtect()
login_manager = LoginManager()
security_log = structlog.get_logger("security")

CSRF_STATUS = 419


class IdConverter(IntegerConverter):
    """`int` in addresses: what a bigint column holds, whatever its value. A longer number is no address of ours."""

    regex = r"\d{1,18}"


@dataclass(frozen=True)
class NavItem:
    """An entry of the main navigation."""

    label: str
    url: str
    icon: str
    current: bool = False


@dataclass(frozen=True)
class Banner:
    """What is pinned on top of every page, such as an exam in progress."""

    text: str
    url: str
    action_label: str


def current_person() -> Person:
    """The signed-in person; only behind a `@requires` view."""
    return cast(Person, current_user._get_current_object())


def wants_json() -> bool:
    """Whether the caller is a script of ours, and not a person's navigation."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def safe_next(target: str | None, default: str) -> str:
    """`target` when it is a path of this site, else `default`: never another host, scheme or control character."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    if any(ord(char) < 0x20 or char in "\\\x7f" for char in target) or urlsplit(target).netloc:
        return default
    return target


@lru_cache(maxsize=512)
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static_url(feature: str, filename: str) -> str:
    """Address of a feature's static file, with a digest of its bytes so that browsers keep it for a year."""
    root = current_app.static_folder if feature == "core" else current_app.blueprints[feature].static_folder
    assert root is not None
    endpoint = "static" if feature == "core" else f"{feature}.static"
    return url_for(endpoint, filename=filename, v=_digest(Path(root) / filename))


def init_web(app: Flask) -> None:
    """Connect this module to the application."""
    app.url_map.converters["int"] = IdConverter
    app.before_request(_size_body)  # before anything reads the body
    csrf.init_app(app)
    login_manager.init_app(app)
    app.before_request(_refuse_bad_text)
    app.before_request(_enforce_permission)
    app.after_request(_add_headers)
    app.context_processor(_template_values)
    app.register_error_handler(LmsError, _lms_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _crash)


LARGE_FORM = 2 * 1024 * 1024
"""Bytes of a form that holds long texts, files apart: percent-encoded, a sign takes up to twelve."""


def takes_bodies_of(limit: Callable[[], int]) -> Callable[[View], View]:
    """Declare that a view takes larger bodies than others, up to so many bytes; from signed-in people only."""

    def mark(view: View) -> View:
        view.lms_body_limit = limit  # type: ignore[attr-defined]
        return view

    return mark


def _size_body() -> ResponseReturnValue | None:
    view: Any = current_app.view_functions.get(request.endpoint or "")
    limit = getattr(view, "lms_body_limit", None)
    if limit is None:
        return None
    if current_user.is_authenticated:
        request.max_content_length = limit()
        request.max_form_memory_size = min(limit(), LARGE_FORM)
        return None
    # A large body of somebody who is signed out (an expired session) gets that said, unread, and not that it is too large.
    is_large = (request.content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"]
    return _enforce_permission() if is_large else None


def _refuse_bad_text() -> ResponseReturnValue | None:
    """NUL and lone surrogates are refused here, once, for paths, queries and forms."""
    values = [request.path, *request.args.values()]
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        values += [value for name in request.form for value in (name, *request.form.getlist(name))]
    try:
        for value in values:
            clean(value)
    except ValueError:
        return _error_page(422)
    return None


def _enforce_permission() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint.split(".")[-1] == "static":
        return None
    view: Any = current_app.view_functions[request.endpoint]
    permission: Permission | None = view.lms_permission
    if permission is None:
        return None
    if not current_user.is_authenticated:
        if wants_json():
            return jsonify(error="signed_out"), 401
        return redirect(url_for("accounts.sign_in", next=way_back()), 303)
    if not holds_somewhere(current_user.grants, permission):
        security_log.warning("denied", user_id=current_user.id, permission=permission, path=request.path)
        return _error_page(403)
    return None


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "DENY"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint and request.endpoint.split(".")[-1] == "static":
        headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if "v" in request.args else "no-cache"
        )
    else:
        headers.setdefault("Cache-Control", "no-store")
    return response


def _template_values() -> dict[str, Any]:
    hooks = current_app.extensions["lms"]
    is_demo = current_app.config["LMS_MODE"] == "demo"
    return {
        "static_url": static_url,
        "locale": language(),
        "languages": LANGUAGES,
        "theme": select_theme(),
        "signed_in": current_user.is_authenticated,
        "person_name": getattr(current_user, "name", ""),
        "nav_items": [item for provider in hooks.navigation for item in provider()],
        "banners": [banner for provider in hooks.banners for banner in provider()],
        "brand": hooks.brand(),
        "sentence": sentence,
        "text": lambda value: localize(value, language()),
        "is_demo": is_demo,
        "demo_banner": is_demo and gettext("Demonstration: invented people, data on this machine only."),
    }


def _lms_error(error: LmsError) -> ResponseReturnValue:
    if error.status in (403, 404):
        security_log.info(
            "refused", status=error.status, user_id=getattr(current_user, "id", None), path=request.path
        )
    detail = sentence(error.reason) if error.reason else None
    retry_after = error.retry_after if isinstance(error, TooMany) else None
    code = error.reason.code if error.reason else None
    return _error_page(error.status, detail=detail, retry_after=retry_after, code=code)


def _csrf_error(error: CSRFError) -> ResponseReturnValue:
    return _error_page(CSRF_STATUS, typed=_typed_texts())


LONG_TEXT = 20  # characters from which what was typed is worth copying


def _typed_texts() -> list[str]:
    """The long texts of a form whose sign-in has ended: without scripts this page is all that holds them. Never a secret."""
    return [
        text
        for name, text in request.form.items(multi=True)
        if len(text) >= LONG_TEXT and "token" not in name and "password" not in name
    ]


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):  # an untrusted Host: no address can be made, so no page with links
        return Response("400 Bad Request\n", 400, mimetype="text/plain")
    return _error_page(error.code or 500)


def _crash(error: Exception) -> ResponseReturnValue:
    if current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    reference = secrets.token_hex(4)
    structlog.get_logger().exception("unhandled error", reference=reference, path=request.path)
    return _error_page(500, reference=reference)


def _error_page(
    status: int,
    *,
    detail: str | None = None,
    retry_after: int | None = None,
    code: str | None = None,
    reference: str | None = None,
    typed: Sequence[str] = (),
) -> ResponseReturnValue:
    """The page or JSON reply of a refusal. Needs no database."""
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    if wants_json():
        message = detail or _what_happened(status)
        return jsonify(error=code or str(status), message=message), status, headers
    # No context processor: it may be the database that failed.
    template = current_app.jinja_env.get_template("errors/error.html")
    page = template.render(
        status=status,
        detail=detail,
        reference=reference or secrets.token_hex(4),
        typed=typed,
        locale=language() if detail else request.cookies.get(LANGUAGE_COOKIE, DEFAULT_LANGUAGE),
        static_url=static_url,
    )
    return page, status, headers


def _what_happened(status: int) -> str | None:
    """The error page's sentence on what happened, for a script to show; None where there is no page."""
    texts = current_app.jinja_env.get_template("errors/texts.html").module.TEXTS  # type: ignore[attr-defined]
    return texts[status][language()][1] if status in texts else None


def blueprint(feature: str, import_name: str) -> Blueprint:
    """A feature's blueprint, with its templates and static files where the house puts them."""
    root = Path(__file__).parents[1] / feature
    has_static = (root / "static").is_dir()
    return Blueprint(
        feature,
        import_name,
        template_folder=str(root / "templates"),
        static_folder=str(root / "static") if has_static else None,
        static_url_path=f"/static/{feature}",
    )
