"""A cohort's live sessions as its learners see them, and calendars: a file for one, an address to subscribe to."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.cohorts import access, live_sessions
from lms.cohorts.live_models import CalendarFeed
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.permissions import Permission, public, requires
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.learning import feeds
from lms.learning.views import bp

PLACE = "/learn/<int:enrolment_id>/live"


@bp.get(PLACE)
@requires(Permission.COURSE_STUDY)
def live(enrolment_id: int) -> ResponseReturnValue:
    """The sessions to come, those that are over, and the address of one's calendar."""
    enrolment = access.enrolment_for(current_person(), enrolment_id)
    found, now = live_sessions.sessions_of([enrolment.cohort_id]), clock.now()
    feed = live_sessions.feed_of(current_person().id, enrolment_id)
    return render_template(
        "learning/live.html",
        enrolment=enrolment,
        document=revision_document(enrolment.revision_id),
        coming=[one for one in found if one.ends_at > now],
        over=[one for one in reversed(found) if one.ends_at <= now],
        feed_url=feed_url(feed),
    )


def feed_url(feed: CalendarFeed | None) -> str | None:
    """The whole address of a feed, as a calendar program takes it."""
    return url_for("learning.calendar", token=feed.token, _external=True) if feed else None


@bp.get(f"{PLACE}/<int:live_id>.ics")
@requires(Permission.COURSE_STUDY)
def live_file(enrolment_id: int, live_id: int) -> ResponseReturnValue:
    """One session of one's own cohort, for a calendar."""
    enrolment = access.enrolment_for(current_person(), enrolment_id)
    found = [one for one in live_sessions.sessions_of([enrolment.cohort_id]) if one.id == live_id]
    if not found:
        raise NotFound
    return calendar_response(feeds.file_of(found[0]), f"session-{live_id}.ics")


def calendar_response(body: bytes, file_name: str) -> Response:
    """A calendar; whoever has the same bytes already gets a 304."""
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@bp.post("/learn/<int:enrolment_id>/calendar")
@requires(Permission.COURSE_STUDY)
def set_calendar(enrolment_id: int) -> ResponseReturnValue:
    """Make the address of one's calendar, make another one, or take it away."""
    enrolment = access.enrolment_for(current_person(), enrolment_id)
    person, now = current_person(), clock.now()
    with transaction():
        if "revoke" in request.form:
            live_sessions.revoke_feed(user_id=person.id, enrolment_id=enrolment.id, now=now)
        else:
            live_sessions.renew_feed(user_id=person.id, enrolment_id=enrolment.id, now=now)
    flash(gettext("Saved."), "success")
    return redirect(url_for("learning.live", enrolment_id=enrolment_id, _anchor="calendar"), 303)


@bp.get("/calendar/<token>.ics")
@public
def calendar(token: str) -> ResponseReturnValue:
    """What a calendar program reads: whoever has the address. It shows dates and titles, and names nobody's work."""
    feed = live_sessions.feed_behind(token)
    body = feeds.feed_bytes(feed, gettext("Due: %(title)s", title="%(title)s"), clock.now()) if feed else None
    if body is None:
        raise NotFound
    return calendar_response(body, "calendar.ics")
