"""Pages of a centre: its audit log (P38), its settings, and what shows who it is."""

from lms.core.web import blueprint

bp = blueprint("centres", "lms.centres.views")

from lms.centres.views import (  # noqa: E402 - they register on bp
    brand,  # noqa: F401
    lists,  # noqa: F401
    log,  # noqa: F401
    officers,  # noqa: F401
    settings,  # noqa: F401
    signing,  # noqa: F401
)
