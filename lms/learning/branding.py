"""Whose page a learner reads: the centre of the course, the attempt or the enrolment that its address names, or the one that its view says."""

from flask import request

from lms.centres.brand import brand_of
from lms.centres.queries import find_centre
from lms.cohorts.models import Enrolment
from lms.core.db import session
from lms.core.hooks import Brand
from lms.courses.queries import course_by_slug
from lms.quiz.models import Attempt

FEATURES = frozenset({"learning", "quiz", "certificates"})
SAID = "lms.centre_id"


def brand_of_page() -> Brand | None:
    """The brand of the centre that this page is of; None elsewhere."""
    if request.blueprint not in FEATURES:
        return None
    centre_id = _centre_id()
    centre = find_centre(centre_id) if centre_id is not None else None
    return brand_of(centre) if centre is not None else None


def belongs_to(centre_id: int) -> None:
    """Say of which centre this page is, where its address does not; once the reader is known to be let in."""
    request.environ[SAID] = centre_id


def _centre_id() -> int | None:
    """The view has checked by now that the reader may see what the address names: what it loaded costs no statement."""
    if SAID in request.environ:
        return int(request.environ[SAID])
    named = request.view_args or {}
    if "enrolment_id" in named:
        enrolment = session().get(Enrolment, named["enrolment_id"])
        return enrolment.centre_id if enrolment is not None else None
    if "attempt_id" in named:
        attempt = session().get(Attempt, named["attempt_id"])
        return attempt.centre_id if attempt is not None else None
    if "slug" in named:
        course = course_by_slug(named["slug"])
        return course.centre_id if course is not None else None
    return None
