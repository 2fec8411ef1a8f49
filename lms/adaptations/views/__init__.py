"""What people need to follow their training: their own page, and the accessibility officer's."""

from lms.core.web import blueprint

bp = blueprint("adaptations", "lms.adaptations.views")

from lms.adaptations.views import (  # noqa: E402 - they register on bp
    officer,  # noqa: F401
    own,  # noqa: F401
)
