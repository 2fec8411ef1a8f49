"""What the people of a centre need, for its accessibility officers. Opening a text is an act, which the log notes: a POST, never a GET."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.adaptations import access, queries, services
from lms.adaptations.forms import NotesForm
from lms.adaptations.models import AdaptationNeed
from lms.adaptations.rules import state_of
from lms.adaptations.views import bp
from lms.centres.access import officer_centre_for
from lms.centres.models import Centre
from lms.centres.officers import READS, centres_read_by
from lms.centres.queries import accommodation_of
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, Forbidden, InvalidInput
from lms.core.i18n import sentence
from lms.core.permissions import Permission, Scope, allows, requires
from lms.core.reasons import reason
from lms.core.web import current_person
from lms.learning.paging import PAGE_SIZE, Page, page_of

PLACE = "/centres/<int:centre_id>/adaptations"
ONE = f"{PLACE}/<int:need_id>"


@bp.get("/adaptations")
@requires(READS)
def officer() -> ResponseReturnValue:
    """The centres of which this person is an officer; the only one is shown at once."""
    person = current_person()
    read = centres_read_by(person.id, person.grants)
    if not read:
        raise Forbidden(reason("centres.not_officer"))
    if len(read) == 1:
        return redirect(url_for("adaptations.officer_people", centre_id=read[0].id), 303)
    return render_template("adaptations/centres.html", centres=read)


@bp.get(PLACE)
@requires(READS)
def officer_people(centre_id: int) -> ResponseReturnValue:
    """Who said what they need, those who wait first: names and dates, no text."""
    centre = officer_centre_for(current_person(), centre_id)
    words = request.args.get("q", "").strip()
    wanted = page_of(range(queries.count_of(centre.id, words)), request.args.get("page", ""))
    rows = queries.lines_of(centre.id, words, (wanted.page - 1) * PAGE_SIZE, PAGE_SIZE)
    return render_template(
        "adaptations/people.html",
        centre=centre,
        words=words,
        page=Page(rows, wanted.count, wanted.page, wanted.pages),
        url_for_page=lambda number: url_for(
            "adaptations.officer_people", centre_id=centre.id, q=words or None, page=number
        ),
    )


@bp.get(ONE)
@requires(READS)
def officer_person(centre_id: int, need_id: int) -> ResponseReturnValue:
    """One person: since when, and a button that opens what they wrote."""
    return _page(*access.need_for(current_person(), centre_id, need_id))


def _page(
    centre: Centre,
    need: AdaptationNeed,
    contents: services.Contents | None = None,
    form: NotesForm | None = None,
    stale: str = "",
) -> str:
    grants, latest = current_person().grants, queries.latest_enrolment(centre.id, need.user_id)
    may_grant = allows(grants, Permission.ACCOMMODATION_SET, Scope(centre.id))
    return render_template(
        "adaptations/person.html",
        centre=centre,
        need=need,
        name=queries.name_of(need.user_id),
        state=state_of(has_statement=bool(need.statement), waits=need.waits),
        contents=contents,
        form=form,
        stale=stale,
        latest=latest if may_grant else None,
        granted=accommodation_of(centre.id, need.user_id),
    )


@bp.post(f"{ONE}/read")
@requires(READS)
def officer_read(centre_id: int, need_id: int) -> ResponseReturnValue:
    """What the person wrote and what was noted, once the log says who reads it."""
    person = current_person()
    centre, need = access.need_for(person, centre_id, need_id)
    with transaction():
        contents = services.read(need=need, actor_id=person.id, now=clock.now())
    versions = {"version": need.notes_version, "seen": need.statement_version}
    form = NotesForm(formdata=None, data={"text": contents.notes, **versions})
    return _page(centre, need, contents, form)


@bp.post(f"{ONE}/notes")
@requires(READS)
def officer_note(centre_id: int, need_id: int) -> ResponseReturnValue:
    """Keep the notes; the page again, with what was typed, when they can't be kept."""
    person, form = current_person(), NotesForm()
    centre, need = access.need_for(person, centre_id, need_id)
    if not form.validate_on_submit():
        return _page(centre, need, form=form), 422
    try:
        with transaction():
            services.note(need_id=need.id, notes=form.notes(), actor_id=person.id, now=clock.now())
    except InvalidInput as error:
        form.refuse(error)
        return _page(*access.need_for(person, centre_id, need_id), form=form), 422
    except Conflict as error:
        why = sentence(error.reason) if error.reason else ""
        return _page(*access.need_for(person, centre_id, need_id), form=form, stale=why), 409
    flash(_("Your notes are saved."), "success")
    return redirect(url_for("adaptations.officer_person", centre_id=centre_id, need_id=need_id), 303)


@bp.post(f"{ONE}/erase")
@requires(READS)
def officer_erase(centre_id: int, need_id: int) -> ResponseReturnValue:
    """Erase what the person wrote and what was noted, as they may ask."""
    person = current_person()
    access.need_for(person, centre_id, need_id)
    with transaction():
        services.erase(need_id=need_id, actor_id=person.id, now=clock.now())
    flash(_("The record is erased."), "success")
    return redirect(url_for("adaptations.officer_people", centre_id=centre_id), 303)
