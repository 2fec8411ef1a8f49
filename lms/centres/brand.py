"""What shows on a page whose centre it is: its name, its logo and the sheet with its colour."""

from flask import url_for

from lms.centres.colour_rules import dark_of
from lms.centres.models import Centre
from lms.core.hooks import Brand

SHEET = """@layer tokens {{
  :root {{ --brand: {light}; }}
  @media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ --brand: {dark}; }} }}
  @media screen {{ :root[data-theme=dark] {{ --brand: {dark}; }} }}
}}
"""


def brand_of(centre: Centre) -> Brand | None:
    """What its pages show; None when it chose neither a colour nor a logo. The addresses change with what they lead to."""
    if not centre.accent and not centre.logo:
        return None
    return Brand(centre.name, logo_url(centre), sheet_url(centre))


def logo_url(centre: Centre) -> str:
    """Where the logo is; empty when there is none."""
    return url_for("centres.logo", centre_id=centre.id, v=centre.logo[:12]) if centre.logo else ""


def sheet_url(centre: Centre) -> str:
    """Where the sheet with the colour is; empty when none was chosen."""
    if not centre.accent:
        return ""
    version = f"{centre.accent}{centre.accent_dark}".replace("#", "")
    return url_for("centres.sheet", centre_id=centre.id, v=version)


def sheet_of(centre: Centre) -> str:
    """The style sheet: one custom property, for light pages and for dark ones."""
    return SHEET.format(light=centre.accent, dark=dark_of(centre.accent, centre.accent_dark))
