"""Waiting for a place in a full cohort, from its join page; a place that one is offered, accepted or declined."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.cohorts import offers, queries, waiting
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import language
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.learning.branding import belongs_to
from lms.learning.forms import EnrolForm
from lms.learning.views import bp
from lms.learning.views.enrolment import cohort_behind, document_of, waiting_page


@bp.post("/join/<code>/wait")
@requires(Permission.COURSE_ENROL)
def wait(code: str) -> ResponseReturnValue:
    """Take a place at the end of the list."""
    cohort = cohort_behind(code)
    document = document_of(cohort.course.latest_revision_id)
    form = EnrolForm()
    form.offer(document.languages, language())
    if not form.validate_on_submit():
        return waiting_page(cohort, document, code, form), 422
    with transaction():
        waiting.wait(
            user_id=current_person().id,
            cohort_id=cohort.id,
            printed_name=form.printed_name.data or "",
            language=form.language.data,
            now=clock.now(),
        )
    flash(gettext("You are on the waiting list. A mail tells you when a place is offered to you."), "success")
    return redirect(url_for("learning.join_cohort", code=code), 303)


@bp.post("/join/<code>/leave")
@requires(Permission.COURSE_ENROL)
def leave_waiting(code: str) -> ResponseReturnValue:
    """Leave the list."""
    cohort = cohort_behind(code)
    with transaction():
        offers.leave(user_id=current_person().id, cohort_id=cohort.id, now=clock.now())
    flash(gettext("You are no longer on the waiting list."), "success")
    return redirect(url_for("learning.join_cohort", code=code), 303)


PLACE = "/places/<int:place_id>"


@bp.get(PLACE)
@requires(Permission.COURSE_ENROL)
def offer(place_id: int) -> ResponseReturnValue:
    """A place that one is offered, or what became of it; who is enrolled goes to their course."""
    person, now = current_person(), clock.now()
    place = offers.place_for(person.id, place_id)
    mine = queries.enrolment_in_cohort(person.id, place.cohort_id)
    if mine is not None:
        return redirect(url_for("learning.outline", enrolment_id=mine.id), 303)
    cohort = queries.cohort(place.cohort_id)
    if cohort is None:
        raise NotFound
    belongs_to(cohort.centre_id)
    return render_template(
        "learning/offer.html",
        place=place,
        cohort=cohort,
        document=document_of(cohort.course.latest_revision_id),
        is_open=offers.has_offer(place, now),
        waits=place.left_at is None and (place.offer_until is None or place.offer_withdrawn_at is not None),
    )


@bp.post(f"{PLACE}/accept")
@requires(Permission.COURSE_ENROL)
def accept_offer(place_id: int) -> ResponseReturnValue:
    """Take the place: one is enrolled."""
    with transaction():
        enrolment = offers.accept(user_id=current_person().id, place_id=place_id, now=clock.now())
    flash(gettext("You are enrolled. Good luck!"), "success")
    return redirect(url_for("learning.outline", enrolment_id=enrolment.id), 303)


@bp.post(f"{PLACE}/decline")
@requires(Permission.COURSE_ENROL)
def decline_offer(place_id: int) -> ResponseReturnValue:
    """Leave the place to the next, and the list."""
    person = current_person()
    place = offers.place_for(person.id, place_id)
    with transaction():
        offers.leave(user_id=person.id, cohort_id=place.cohort_id, now=clock.now())
    flash(gettext("You have declined the place. It goes to the next person."), "success")
    return redirect(url_for("learning.offer", place_id=place_id), 303)
