"""*Practise similar ones*, and five questions for who comes back: self-checks on a page of their own, never recorded."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.cohorts import access
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.errors import NotFound
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.learning import checks, practising
from lms.learning.views import bp
from lms.learning.views.reading import check_fields
from lms.progress.queries import report_of
from lms.quiz.practice import Exercise


@bp.route("/learn/<int:enrolment_id>/practise/<objective>", methods=["GET", "POST"])
@requires(Permission.COURSE_STUDY)
def practise(enrolment_id: int, objective: str) -> ResponseReturnValue:
    """Up to three questions of one objective, another draw each time; an answer is judged at once."""
    enrolment = access.enrolment_for(current_person(), enrolment_id)
    exercises = practising.similar(enrolment, report_of(enrolment, clock.now()), objective)
    return _page(enrolment, exercises, practising.SIMILAR, objective)


@bp.route("/learn/<int:enrolment_id>/practise", methods=["GET", "POST"])
@requires(Permission.COURSE_STUDY)
def practise_known(enrolment_id: int) -> ResponseReturnValue:
    """Up to five questions on what the learner has done already."""
    enrolment = access.enrolment_for(current_person(), enrolment_id)
    exercises = practising.known(enrolment, report_of(enrolment, clock.now()))
    return _page(enrolment, exercises, practising.RETURNING, None)


def _page(
    enrolment: Enrolment, exercises: list[Exercise], count: int, objective: str | None
) -> ResponseReturnValue:
    seed = practising.seed_or_new(request.args.get("seed", ""))
    asked = practising.papers(exercises, count, seed, enrolment.language)
    replies = {}
    if request.method == "POST":
        check_id = request.values.get("check", "")
        if check_id not in asked:
            raise NotFound
        replies[check_id] = checks.read(asked[check_id], check_fields(check_id))
    document = revision_document(enrolment.revision_id)
    page = render_template(
        "learning/practise.html",
        enrolment=enrolment,
        document=document,
        objective=objective,
        objective_text=document.objective_texts.get(objective or ""),
        seed=seed,
        new_seed=practising.new_seed(),
        checks=practising.views(asked, replies, enrolment.revision_id),
        has_more=len(exercises) > len(asked),
    )
    return page, 422 if any(reply.error for reply in replies.values()) else 200
