"""Pages of the learner's room around the quiz."""

from lms.core.web import blueprint

bp = blueprint("learning", "lms.learning.views")

from lms.learning.views import (  # noqa: E402 - they register on bp
    attendance,  # noqa: F401
    catalogue,  # noqa: F401
    contacts,  # noqa: F401
    enrolment,  # noqa: F401
    live,  # noqa: F401
    outline,  # noqa: F401
    player,  # noqa: F401
    practise,  # noqa: F401
    progress,  # noqa: F401
    today,  # noqa: F401
    trial,  # noqa: F401
    waiting,  # noqa: F401
)
