"""Pages of certificates: one's own (P16), its PDF, public verification (P17), revocation."""

from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.certificates import access, queries, services
from lms.certificates.forms import RevokeForm, VerifyForm
from lms.certificates.models import Certificate
from lms.certificates.naming import file_name, plain_file_name
from lms.certificates.printing import pdf_of, verify_url
from lms.certificates.record import words_of
from lms.certificates.rules import REVOCATIONS, code_meant, shown_code
from lms.core import clock, throttle
from lms.core.db import transaction
from lms.core.errors import Conflict
from lms.core.permissions import Permission, public, requires
from lms.core.reasons import reason
from lms.core.web import blueprint, current_person
from lms.courses.queries import revision_document
from lms.learning.branding import belongs_to
from lms.progress.queries import report_of

bp = blueprint("certificates", __name__)
NOINDEX = {"X-Robots-Tag": "noindex"}


@bp.get("/learn/<int:enrolment_id>/certificate")
@requires(Permission.CERTIFICATE_OWN)
def mine(enrolment_id: int) -> ResponseReturnValue:
    """What is left to do for the certificate; then the certificate."""
    enrolment, certificate = access.certificate_page_for(current_person(), enrolment_id)
    document = revision_document(enrolment.revision_id)
    if certificate is None:
        report = report_of(enrolment, clock.now())
        return render_template(
            "certificates/before.html", enrolment=enrolment, document=document, report=report
        )
    return render_template(
        "certificates/mine.html", enrolment=enrolment, document=document, **_shown(certificate)
    )


def _shown(certificate: Certificate) -> dict[str, object]:
    """What a template needs to show a certificate."""
    return {
        "certificate": certificate,
        "record": certificate.record,
        "words": words_of(certificate.record),
        "code": shown_code(certificate.code),
        "verify_url": verify_url(certificate),
        "revocation": REVOCATIONS[certificate.revoked_reason] if certificate.revoked_reason else None,
    }


@bp.get("/certificates/<int:certificate_id>/certificate.pdf")
@requires(Permission.CERTIFICATE_OWN)
def pdf(certificate_id: int) -> ResponseReturnValue:
    """The printed certificate: the same bytes each time."""
    certificate = access.certificate_for(current_person(), certificate_id)
    belongs_to(certificate.centre_id)
    if certificate.revoked_at is not None:
        raise Conflict(reason("certificates.revoked", on=certificate.revoked_at.date()))
    printed = pdf_of(certificate, clock.now())
    if printed is None:
        page = render_template("certificates/preparing.html", enrolment_id=certificate.enrolment_id)
        return page, 503, {"Retry-After": "60"}
    data, sha256 = printed
    response = Response(data, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", **_file_names(certificate))
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(sha256)
    return response.make_conditional(request)


def _file_names(certificate: Certificate) -> dict[str, str]:
    """A plain name for old programs, and the full one (RFC 6266)."""
    kind, name = words_of(certificate.record)["kind"], certificate.record["sheet"]["name"]
    full = quote(file_name(kind, name), safe="")
    return {"filename": plain_file_name(kind, name), "filename*": f"UTF-8''{full}"}


@bp.get("/verify")
@public
def verify_form() -> ResponseReturnValue:
    """Type a certificate's code."""
    form = VerifyForm(formdata=request.args if "code" in request.args else None, meta={"csrf": False})
    if "code" in request.args and form.validate():
        return redirect(
            url_for("certificates.verify", code=code_meant(form.code.data) or form.code.data), 303
        )
    page = render_template("certificates/verify_form.html", form=form)
    return page, 422 if form.errors else 200, NOINDEX


@bp.get("/verify/<code>")
@public
def verify(code: str) -> ResponseReturnValue:
    """Whether a certificate is genuine, to anyone who has its code. Codes that exist do not count as guesses."""
    throttle.hit("verify")
    meant = code_meant(code)
    found = queries.certificate_by_code(meant) if meant else None
    if found is None:
        return render_template("certificates/unknown.html"), 404, NOINDEX
    with transaction():
        throttle.forgive("verify")
    certificate, centre = found
    belongs_to(centre.id)
    return render_template("certificates/verify.html", **_shown(certificate)), 200, NOINDEX


@bp.route("/certificates/<int:certificate_id>/revoke", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_REVOKE)
def revoke(certificate_id: int) -> ResponseReturnValue:
    """Confirm, with a reason, that a certificate is no longer valid."""
    place = access.certificate_to_revoke(current_person(), certificate_id)
    form = RevokeForm()
    form.offer()
    if form.validate_on_submit():
        with transaction():
            services.revoke_certificate(
                certificate_id=certificate_id,
                reason_class=form.reason.data,
                actor_id=current_person().id,
                now=clock.now(),
            )
        flash(_("The certificate is revoked."), "success")
        return redirect(_learner_page(place), 303)
    page = render_template(
        "certificates/revoke.html", form=form, back=_learner_page(place), **_shown(place.certificate)
    )
    return page, 422 if form.errors else 200


def _learner_page(place: queries.Place) -> str:
    return url_for("followup.learner", cohort_id=place.cohort.id, enrolment_id=place.enrolment.id)
