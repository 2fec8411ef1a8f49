"""Learners of a cohort who are at risk (P31): the list with reasons, what counts, putting aside, writing to them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.cohorts import access
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock, throttle
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.i18n import sentence
from lms.core.permissions import Permission, requires
from lms.core.reasons import reason
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of
from lms.followup import at_risk, risky, rules, saying, watching
from lms.followup.at_risk import Group, Tally
from lms.followup.risk_forms import ThresholdsForm
from lms.followup.risky import Part, Risky
from lms.followup.views import bp

PLACE = "/teach/cohorts/<int:cohort_id>/at-risk"
READ = Permission.COHORT_READ
MOST_LETTERS = rules.PAGE_SIZE


def _group(cohort_id: int) -> tuple[Cohort, Group]:
    cohort = access.cohort_for(current_person(), cohort_id)
    groups = at_risk.groups_of([cohort])
    if not groups:
        raise NotFound
    return cohort, groups[0]


@bp.get(PLACE)
@requires(READ)
def risk(cohort_id: int) -> ResponseReturnValue:
    """Who is at risk and why, who was put aside, who is at risk no more."""
    cohort, group = _group(cohort_id)
    form = ThresholdsForm(formdata=None)
    form.show(group.thresholds)
    return _page(cohort, group, form)


def _page(cohort: Cohort, group: Group, form: ThresholdsForm) -> str:
    now = clock.now()
    tally = at_risk.tallies([group], now).get(cohort.id, Tally())
    page = rules.page_of(request.args.get("page", ""), tally.at_risk)
    rows = risky.risky_of(group, Part(offset=page.offset), now)
    aside = risky.risky_of(group, Part(is_snoozed=True), now) if tally.snoozed else []
    return render_template(
        "followup/risk.html",
        cohort=cohort,
        form=form,
        tally=tally,
        page=page,
        rows=rows,
        aside=aside,
        until=risky.snoozed_until([row.enrolment_id for row in aside], now),
        written=risky.last_messages([row.enrolment_id for row in [*rows, *aside]]),
        resolved=risky.resolved(group, now),
        said=saying.said,
        url_for_page=lambda number: url_for("followup.risk", cohort_id=cohort.id, page=number),
    )


def _back(cohort_id: int) -> ResponseReturnValue:
    return redirect(url_for("followup.risk", cohort_id=cohort_id), 303)


@bp.post(f"{PLACE}/thresholds")
@requires(READ)
def set_thresholds(cohort_id: int) -> ResponseReturnValue:
    """Say from what on a learner is at risk."""
    cohort, group = _group(cohort_id)
    form = ThresholdsForm()
    if not form.validate_on_submit():
        return _page(cohort, group, form), 422
    with transaction():
        watching.set_thresholds(
            cohort=cohort, wanted=form.thresholds(), actor_id=current_person().id, now=clock.now()
        )
    flash(_("Saved."), "success")
    return _back(cohort_id)


def _learner(cohort_id: int, enrolment_id: int) -> Enrolment:
    enrolment = access.enrolment_in_cohort_for(current_person(), enrolment_id)
    if enrolment.cohort_id != cohort_id or enrolment.ended_at is not None:
        raise NotFound
    return enrolment


@bp.post(f"{PLACE}/<int:enrolment_id>/snooze")
@requires(READ)
def snooze(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Put a learner aside for seven days."""
    enrolment = _learner(cohort_id, enrolment_id)
    with transaction():
        watching.snooze(enrolment=enrolment, actor_id=current_person().id, now=clock.now())
    flash(_("%(name)s is put aside for 7 days.", name=enrolment.printed_name), "success")
    return _back(cohort_id)


@bp.post(f"{PLACE}/<int:enrolment_id>/wake")
@requires(READ)
def wake(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Take a learner back into the list."""
    enrolment = _learner(cohort_id, enrolment_id)
    with transaction():
        watching.wake(enrolment=enrolment, actor_id=current_person().id, now=clock.now())
    flash(_("%(name)s is back in the list.", name=enrolment.printed_name), "success")
    return _back(cohort_id)


@dataclass
class Typed:
    """A mail as its form shows it."""

    learner: Risky
    subject: str
    body: str
    errors: list[str] = field(default_factory=list)

    def letter(self) -> watching.Letter | None:
        """The mail as it is sent; None when it can't be, and `errors` says why."""
        one = self.learner
        try:
            subject, body = watching.checked(self.subject, self.body)
        except InvalidInput as error:
            self.errors.append(sentence(error.reason) if error.reason else "")
            return None
        return watching.Letter(one.enrolment_id, one.user_id, one.email, one.language, subject, body)


def _chosen(group: Group, now: datetime, wanted: Any) -> list[Risky]:
    ids = tuple(int(one) for one in wanted if one.isascii() and one.isdigit() and len(one) < 19)
    return risky.risky_of(group, Part(only=ids[:MOST_LETTERS]), now)


@bp.get(f"{PLACE}/message")
@requires(READ)
def message(cohort_id: int) -> ResponseReturnValue:
    """Drafts to the learners who were ticked, each in their language; nothing is sent."""
    cohort, group = _group(cohort_id)
    chosen = _chosen(group, clock.now(), request.args.getlist("to"))
    if not chosen:
        flash(sentence(reason("watch.nobody")), "warning")
        return _back(cohort_id)
    sender = current_person().name
    letters = [
        Typed(one, *saying.draft(one.name, sender, one.language, one.signs, cohort.name)) for one in chosen
    ]
    return _letters(cohort, letters)


def _letters(cohort: Cohort, letters: list[Typed]) -> str:
    limits = {"subject": watching.LONGEST_SUBJECT, "body": watching.LONGEST_BODY}
    return render_template(
        "followup/message.html", cohort=cohort, letters=letters, limits=limits, said=saying.said
    )


def _typed(one: Risky) -> Typed:
    key = one.enrolment_id
    return Typed(one, request.form.get(f"subject-{key}", ""), request.form.get(f"body-{key}", ""))


@bp.post(f"{PLACE}/message")
@requires(READ)
@takes_bodies_of(lambda: LARGE_FORM)
def send_message(cohort_id: int) -> ResponseReturnValue:
    """Send each learner their mail, all of them or none."""
    person, now = current_person(), clock.now()
    cohort, group = _group(cohort_id)
    typed = [_typed(one) for one in _chosen(group, now, request.form.getlist("to"))]
    if not typed:
        raise InvalidInput(reason("watch.nobody"))
    letters = [letter for one in typed if (letter := one.letter())]
    if len(letters) < len(typed):
        return _letters(cohort, typed), 422
    throttle.hit("staff-mail", str(person.id))
    with transaction():
        sender = watching.Sender(person.id, person.name, person.email)
        sent = watching.write(cohort=cohort, letters=letters, sender=sender, now=now)
    _flash_sent(sent)
    return _back(cohort_id)


def _flash_sent(sent: int) -> None:
    if sent:
        flash(ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", sent), "success")
    else:
        flash(_("These mails were sent already: none goes out twice."), "info")
