"""The training sheet of a course, and the file of a trainee."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.centres import nomenclatures
from lms.centres.nomenclature_rules import Entry, offered
from lms.centres.nomenclatures import CATEGORIES, FUNDINGS, NATURES
from lms.centres.queries import centre_by_id, identity_of
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, InvalidInput
from lms.core.i18n import sentence
from lms.core.permissions import requires
from lms.core.web import LARGE_FORM, blueprint, current_person, takes_bodies_of
from lms.courses.models import Course
from lms.training import access, names, queries, services
from lms.training.forms import FileForm, SheetForm
from lms.training.sheet_rules import has_expired, missing_of, shows_certification

bp = blueprint("training", __name__)
SHEET = "/teach/courses/<int:course_id>/training"
FILE = "/teach/cohorts/<int:cohort_id>/learners/<int:enrolment_id>/file"


def _offered(name: str, centre_id: int, held: str) -> list[Entry]:
    wording = nomenclatures.wording_of(centre_id)[name]
    return offered(nomenclatures.lists()[name], wording, clock.now().date(), (held,))


def _sheet_form(course: Course, held: queries.Held, *, is_sent: bool) -> SheetForm:
    form = SheetForm() if is_sent else SheetForm(formdata=None)
    natures = _offered(NATURES, course.centre_id, held.sheet.nature)
    wording = nomenclatures.wording_of(course.centre_id)[NATURES]
    form.offers(natures, wording, queries.said_by(queries.document_of(course)))
    return form


@bp.get(SHEET)
@requires(access.DESCRIBE)
def sheet(course_id: int) -> ResponseReturnValue:
    """What the centre says of a course as a training action, beside what the course says itself."""
    course = access.course_to_describe(current_person(), course_id)
    held = queries.sheet_of(course_id)
    form = _sheet_form(course, held, is_sent=False)
    form.show(held.sheet)
    return _sheet_page(course, held, form)


def _sheet_page(course: Course, held: queries.Held, form: SheetForm, stale: str = "") -> str:
    document, today = queries.document_of(course), clock.now().date()
    said, vat = queries.said_by(document), identity_of(centre_by_id(course.centre_id)).vat
    return render_template(
        "training/sheet.html",
        course=course,
        document=document,
        form=form,
        held=held,
        stale=stale,
        said=said,
        vat=names.VAT_NAMES.get(vat, ""),
        missing=missing_of(held.sheet, said, vat),
        field_names=names.FIELDS,
        meetings=queries.meetings_of(course.id, today),
        has_expired=has_expired(held.sheet, today),
        is_shown=shows_certification(held.sheet, today),
    )


@bp.post(SHEET)
@requires(access.DESCRIBE)
@takes_bodies_of(lambda: LARGE_FORM)
def save_sheet(course_id: int) -> ResponseReturnValue:
    """Save the sheet; the page again, with what was typed, when it can't be or somebody else saved it meanwhile."""
    course = access.course_to_describe(current_person(), course_id)
    form = _sheet_form(course, queries.sheet_of(course_id), is_sent=True)
    if not form.validate_on_submit():
        return _sheet_page(course, queries.sheet_of(course_id), form), 422
    try:
        _keep_sheet(course, form)
    except InvalidInput as error:
        form.refuse(error)
        return _sheet_page(course, queries.sheet_of(course_id), form), 422
    except Conflict as error:
        why = sentence(error.reason) if error.reason else ""
        return _sheet_page(course, queries.sheet_of(course_id), form, why), 409
    flash(_("Saved."), "success")
    return redirect(url_for("training.sheet", course_id=course_id), 303)


def _keep_sheet(course: Course, form: SheetForm) -> None:
    version = request.form.get("version", 0, type=int)
    with transaction():
        services.change_sheet(
            course=course, part=form.part(), version=version, actor_id=current_person().id, now=clock.now()
        )


def _file_form(enrolment: Enrolment, *, is_sent: bool) -> FileForm:
    form = FileForm() if is_sent else FileForm(formdata=None, obj=services.file_of(enrolment))
    wording = nomenclatures.wording_of(enrolment.centre_id)
    categories = _offered(CATEGORIES, enrolment.centre_id, enrolment.category)
    fundings = _offered(FUNDINGS, enrolment.centre_id, enrolment.funding)
    form.offers((categories, fundings), (wording[CATEGORIES], wording[FUNDINGS]))
    return form


@bp.get(FILE)
@requires(access.MANAGE)
def trainee(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """What the centre keeps of a trainee for the law and for who pays."""
    enrolment = access.file_for(current_person(), cohort_id, enrolment_id)
    return _file_page(enrolment, _file_form(enrolment, is_sent=False))


def _file_page(enrolment: Enrolment, form: FileForm) -> str:
    asks = services.may_ask_birth(enrolment.course_id, enrolment.funding)
    return render_template(
        "training/file.html",
        enrolment=enrolment,
        cohort=enrolment.cohort,
        form=form,
        asks_birth=asks or bool(form.born_on.errors),
    )


@bp.post(FILE)
@requires(access.MANAGE)
def save_file(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Keep the file; the page again, with what was typed, when it can't be."""
    person = current_person()
    enrolment = access.file_for(person, cohort_id, enrolment_id)
    form = _file_form(enrolment, is_sent=True)
    if not form.validate_on_submit():
        return _file_page(enrolment, form), 422
    try:
        with transaction():
            services.change_file(enrolment=enrolment, file=form.file(), actor_id=person.id, now=clock.now())
    except InvalidInput as error:
        form.refuse(error)
        return _file_page(access.file_for(person, cohort_id, enrolment_id), form), 422
    flash(_("Saved."), "success")
    return redirect(url_for("training.trainee", cohort_id=cohort_id, enrolment_id=enrolment_id), 303)
