"""What staff see of their learners: the cohorts (P20), one cohort (P31), one learner of it (P32)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta

from lms.certificates.printing import public_url, verify_url
from lms.certificates.queries import certificate_of
from lms.certificates.rules import REVOCATIONS
from lms.cohorts import access
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.rules import shown_code
from lms.core import clock
from lms.core.errors import NotFound
from lms.core.permissions import Permission, Scope, allows, holds_somewhere, requires
from lms.core.texts import fold
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.followup import exam, queries, rules
from lms.followup.activity import activity_by_week
from lms.followup.centre_today import needs_of
from lms.followup.navigation import know_waiting
from lms.followup.note_forms import NoteForm
from lms.followup.notes import notes_of
from lms.followup.views import bp
from lms.followup.views.grants import learner_grants, requests_shown
from lms.marking.late import late_by_attempt
from lms.marking.needs import to_mark
from lms.progress.queries import report_of

BIGGEST_ID = 2**63 - 1
LEARNER = "/teach/cohorts/<int:cohort_id>/learners/<int:enrolment_id>"
WORDS = ("q", "show", "sort", "page")
"""What the address of a list may say."""


@bp.get("/teach")
@requires(Permission.COHORT_READ)
def home() -> ResponseReturnValue:
    """The cohorts that this person follows, and what needs them: few statements, whatever their number."""
    words, person = request.args.get("q", "").strip(), current_person()
    lines = access.visible_lines(person)
    found = [line for line in lines if fold(words) in fold(line.name)] if words else lines
    page = rules.page_of(request.args.get("page", ""), len(found))
    shown = found[page.offset : page.offset + rules.PAGE_SIZE]
    return render_template(
        "followup/home.html",
        words=words,
        **_managing(),
        total=len(lines),
        page=page,
        url_for_page=_page_url,
        cohorts=shown,
        titles={line.id: _title_in(line.revision_id) for line in shown},
        counts=queries.counts_of([cohort.id for cohort in shown], clock.now(), ("active", "completed")),
        nobody=queries.Counts(),
        to_mark=to_mark(person, clock.now()),
        requests=requests_shown(clock.now()),
    )


def _managing() -> dict[str, object]:
    """For managers: what needs them today, and the logs that they read. Other people's groups alone say what needs them."""
    person = current_person()
    grants = person.grants
    manages = holds_somewhere(grants, Permission.COHORT_MANAGE)
    centres = {grant.centre_id for grant in grants}
    needs = needs_of(grants, clock.now(), person.id) if manages else None
    if needs is not None:
        know_waiting(needs.requests)
    return {
        "may_make": manages,
        "needs": needs,
        "may_staff": any(allows(grants, Permission.PEOPLE_MANAGE, Scope(one)) for one in centres),
        "logs": sorted(one for one in centres if allows(grants, Permission.AUDIT_READ, Scope(one))),
    }


def _title(cohort: Cohort) -> dict[str, str]:
    return _title_in(cohort.course.latest_revision_id)


def _title_in(revision_id: int | None) -> dict[str, str]:
    return revision_document(revision_id).sheet.title if revision_id is not None else {}


def _url(**changes: object) -> str:
    """This list's address with some of its words changed; others are left out, for `url_for` obeys some (`_scheme`)."""
    asked = {name: request.args[name] for name in WORDS if name in request.args}
    values = {**asked, **(request.view_args or {}), **changes}
    assert request.endpoint is not None
    return url_for(request.endpoint, **values)


def _page_url(number: int) -> str:
    return _url(page=number)


@dataclass(frozen=True)
class Asked:
    """What a list's address asks for."""

    words: str
    show: rules.Show
    order: rules.Order
    page: str


def _asked() -> Asked:
    get = request.args.get
    return Asked(
        get("q", "").strip(),
        rules.show_of(get("show", "")),
        rules.order_of(get("sort", "")),
        get("page", ""),
    )


@bp.get("/teach/cohorts/<int:cohort_id>")
@requires(Permission.COHORT_READ)
def cohort(cohort_id: int) -> ResponseReturnValue:
    """A cohort's learners, in at most eight statements whatever its size: two of them draw the last weeks and find the median."""
    found = access.cohort_for(current_person(), cohort_id)
    now, asked = clock.now(), _asked()
    counts = queries.counts_of([cohort_id], now, _figures(asked)).get(cohort_id, queries.Counts())
    page, rows = _learners(cohort_id, asked, counts, now)
    return render_template(
        "followup/cohort.html",
        cohort=found,
        **_about(found),
        counts=counts,
        **_charts(found, counts, now),
        asked=asked,
        page=page,
        rows=rows,
        url=_url,
        url_for_page=_page_url,
        ago=_ago(now),
        exams=exam.exams_of(found, now),
    )


def _charts(cohort: Cohort, counts: queries.Counts, now: datetime) -> dict[str, object]:
    """The drawings, and the median, which would tell about one of few learners."""
    if counts.learners < rules.ENOUGH_FOR_A_CHART:
        return {"bars": None, "weeks": None, "median": None}
    weeks = activity_by_week(cohort, now)
    bars = rules.week_bars([count for _begin, count in weeks])
    return {
        "bars": rules.bars_of(counts.spread),
        "weeks": [(begin, bar) for (begin, _count), bar in zip(weeks, bars, strict=True)],
        "median": counts.median,
    }


def _figures(asked: Asked) -> set[str]:
    """What the page says, and how many learners the list has."""
    return {"active", "to_mark", *(name for name, show in queries.FIGURES.items() if show is asked.show)}


def _learners(
    cohort_id: int, asked: Asked, counts: queries.Counts, now: datetime
) -> tuple[rules.Page, list[queries.Row]]:
    """One page."""
    if not asked.words:
        page = rules.page_of(asked.page, counts.of(asked.show))
        return page, queries.rows_of(cohort_id, asked.show, asked.order, page.offset, now)
    wanted = rules.page_of(asked.page, BIGGEST_ID)
    total, rows = queries.search(cohort_id, asked.words, asked.show, asked.order, wanted.offset, now)
    page = rules.page_of(asked.page, total)
    if page.offset != wanted.offset:  # past the end
        rows = queries.search(cohort_id, asked.words, asked.show, asked.order, page.offset, now)[1]
    return page, rows


def _about(found: Cohort) -> dict[str, object]:
    """What the cohort's page says beside its learners."""
    return {"title": _title(found), "join": _join(found)}


def _join(found: Cohort) -> dict[str, str | None]:
    """How learners get in: with a code, or from the course's page when the cohort is open to all."""
    if found.join_code is None:
        return {"code": None, "url": public_url("learning.landing", slug=found.course.slug)}
    return {
        "code": shown_code(found.join_code),
        "url": public_url("learning.join_cohort", code=found.join_code),
    }


def _ago(now: datetime) -> Callable[[datetime], str]:
    return lambda moment: format_timedelta(moment - now, add_direction=True)


@bp.get(LEARNER)
@requires(Permission.COHORT_READ)
def learner(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """One learner: outline with states and reasons, attempts, what they did and when, certificate."""
    enrolment = access.enrolment_in_cohort_for(current_person(), enrolment_id)
    if enrolment.cohort_id != cohort_id:
        raise NotFound
    return learner_page(enrolment, NoteForm(formdata=None))


def learner_page(enrolment: Enrolment, note_form: NoteForm) -> str:
    """The page of a learner, whom the reader may follow; `note_form` as it was sent."""
    enrolment_id = enrolment.id
    now, attempts = clock.now(), queries.attempts_of(enrolment_id)
    return render_template(
        "followup/learner.html",
        note_form=note_form,
        notes=notes_of(enrolment_id),
        reader_id=current_person().id,
        enrolment=enrolment,
        email=queries.email_of(enrolment.user_id),
        document=revision_document(enrolment.revision_id),
        report=report_of(enrolment, now, {attempt.item_key for attempt in attempts if attempt.is_open}),
        attempts=attempts,
        late_lines=late_by_attempt(current_person(), enrolment.cohort, enrolment_id),
        state=rules.state_of(enrolment.last_activity_at, enrolment.completed_at, now),
        ago=_ago(now),
        **_timeline(enrolment_id),
        **learner_grants(enrolment, attempts),
        **_certificate(enrolment_id, enrolment.cohort),
    )


def _timeline(enrolment_id: int) -> dict[str, object]:
    before = request.args.get("before", type=int)
    events, older = queries.timeline_of(enrolment_id, before if before and 0 < before <= BIGGEST_ID else None)
    return {"events": events, "older": older, "is_first_page": before is None}


def may_manage(found: Cohort) -> bool:
    """Whether the reader manages a cohort."""
    scope = Scope(found.centre_id, found.course_id, found.id)
    return allows(current_person().grants, Permission.COHORT_MANAGE, scope)


def _certificate(enrolment_id: int, found: Cohort) -> dict[str, object]:
    certificate = certificate_of(enrolment_id)
    scope = Scope(found.centre_id, found.course_id, found.id)
    revoked = certificate.revoked_reason if certificate else None
    return {
        "certificate": certificate,
        "verify_url": verify_url(certificate) if certificate else None,
        "revocation": REVOCATIONS[revoked] if revoked else None,
        "may_move": may_manage(found),
        "may_revoke": allows(current_person().grants, Permission.CERTIFICATE_REVOKE, scope),
    }
