"""Works of invented learners: handed in from the models that a course shows, and marked by their rubric."""

from datetime import datetime, timedelta
from random import Random

from lms.cohorts.models import Enrolment
from lms.demo.answers import fields_for
from lms.marking import services as marking
from lms.quiz import saving, uploads
from lms.quiz import services as quizzes
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.rubric import ManualQuestion, Row, rubric_fraction
from lms.quiz.models import Attempt
from lms.quiz.rules import QuizContent
from lms.quiz.sittings import sitting_of
from lms.quiz.types.file_upload import FileUploadQuestion

MINUTE = timedelta(minutes=1)
CAP_MEGABYTES = 10
COMMENT = "Travail lu en entier ; la grille dit ce qui est acquis. Reprenez la ligne la plus basse dans votre carnet."


def hand_in(
    attempt: Attempt, enrolment: Enrolment, content: QuizContent, *, is_good: bool, moment: datetime
) -> None:
    """Answer each question of a running attempt with one of its own models, and submit; inside the caller's transaction."""
    for slot in Paper.load(attempt.paper).slots:
        question = content.questions[slot.question_id]
        moment += 20 * MINUTE
        if isinstance(question, FileUploadQuestion):
            _attach(attempt, enrolment, slot.number, _model_of(question, is_good), moment)
        else:
            fields = (
                {"text": [_model_of(question, is_good)]}
                if isinstance(question, ManualQuestion)
                else fields_for(question, slot.prepared, right=is_good, rng=Random(attempt.id))  # noqa: S311 - an invented life
            )
            typed = [saving.Typed(slot.number, fields, 0)]
            saving.save(person_id=attempt.user_id, attempt_id=attempt.id, typed=typed, now=moment)
    quizzes.submit(attempt_id=attempt.id, by="learner", now=moment + MINUTE)


def _model_of(question: ManualQuestion, is_good: bool) -> str:
    return question.models[0 if is_good else -1].text["fr"]


def _attach(attempt: Attempt, enrolment: Enrolment, slot: int, text: str, moment: datetime) -> None:
    place = uploads.place_of(sitting_of(attempt, enrolment), slot, CAP_MEGABYTES, moment)
    checked = uploads.check(place, "travail.txt", text.encode())
    uploads.add(place, checked, uploads.store(place, checked), moment)


def place_of(
    attempt: Attempt, content: QuizContent, slot: int, markers: int
) -> tuple[marking.Place, tuple[Row, ...]]:
    """Where a marker writes, and the rubric that they mark by."""
    on_paper = Paper.load(attempt.paper).slot(slot)
    question = content.questions[on_paper.question_id]
    assert isinstance(question, ManualQuestion)
    return marking.Place(attempt.id, slot, question, on_paper.points, markers), question.rubric


def give(
    place: marking.Place,
    rubric: tuple[Row, ...],
    levels: dict[str, str],
    comment: str,
    marker_id: int,
    moment: datetime,
) -> None:
    """A mark by the rubric; inside the caller's transaction."""
    typed = marking.Typed(levels, rubric_fraction(rubric, levels), comment, version=0, is_done=True)
    marking.save(place=place, marker_id=marker_id, typed=typed, now=moment)


def mark_and_release(attempt: Attempt, content: QuizContent, marker_id: int, moment: datetime) -> None:
    """Good levels, one of them just below the best, for every written answer; then the results go to the learner."""
    for slot in Paper.load(attempt.paper).slots:
        if isinstance(content.questions[slot.question_id], ManualQuestion):
            place, rubric = place_of(attempt, content, slot.number, markers=1)
            levels = {row.id: row.levels[-1].id for row in rubric}
            levels[rubric[-1].id] = rubric[-1].levels[-2].id
            give(place, rubric, levels, COMMENT, marker_id, moment)
    title = content.item.title["fr"]
    marking.release(attempt_ids=[attempt.id], title=title, actor_id=marker_id, now=moment + MINUTE)
