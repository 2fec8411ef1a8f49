"""Pages of the accounts feature."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core.web import blueprint, safe_next

bp = blueprint("accounts", __name__)

ENTRY_PAGES = frozenset(
    f"accounts.{name}" for name in ("sign_in", "sign_up", "check_email", "confirm", "ask_reset", "reset")
)


def destination(target: str | None) -> str:
    """Where to go once signed in: the asked path of this site, else the person's day."""
    return safe_next(target, url_for("learning.today"))


@bp.app_context_processor
def account_links() -> dict[str, Any]:
    """What the header's account corner shows. Signing in from a page comes back to it."""
    if current_user.is_authenticated:
        return {"sign_out_url": url_for("accounts.sign_out"), "account_items": _account_items()}
    comes_back = request.method == "GET" and request.endpoint and request.endpoint not in ENTRY_PAGES
    here = request.full_path.rstrip("?") if comes_back else None
    return {
        "sign_in_url": url_for("accounts.sign_in", next=here),
        "sign_up_url": url_for("accounts.sign_up", next=here),
    }


def _account_items() -> list[dict[str, str]]:
    items = [
        {"label": _("My account"), "url": url_for("accounts.profile"), "icon": "user"},
        {"label": _("My devices"), "url": url_for("accounts.devices"), "icon": "settings"},
    ]
    if demo.is_local_demo():
        items.append({"label": _("Sent mail"), "url": url_for("accounts.demo_mail"), "icon": "mail"})
    return items


from lms.accounts.views import demo, entry, recovery, settings  # noqa: E402, F401 - each adds its pages to `bp`
