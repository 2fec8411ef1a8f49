"""When a course is complete, and what is still missing."""

from collections.abc import Mapping

from lms.core.reasons import Reason, reason
from lms.courses.document import CourseDocument, Quiz
from lms.progress.facts import Facts, ItemFacts
from lms.progress.report import Check, Completion, ItemReport
from lms.quiz.engine.policy import policy_of, shown_percent


def completion_of(document: CourseDocument, facts: Facts, items: Mapping[str, ItemReport]) -> Completion:
    """Complete when every required item is done. A course that requires nothing is never complete."""
    required = [item for _, item in document.items() if not item.optional]
    quizzes = [item for item in required if isinstance(item, Quiz)]
    checklist = _lessons([items[item.id] for item in required if not isinstance(item, Quiz)])
    checklist += [_quiz(quiz, facts.of(quiz.id), items[quiz.id].is_done) for quiz in quizzes]
    complete = bool(required) and all(check.is_met for check in checklist)
    return Completion(complete, tuple(checklist))


def _lessons(lessons: list[ItemReport]) -> list[Check]:
    if not lessons:
        return []
    missing = tuple(lesson.key for lesson in lessons if not lesson.is_done)
    done = len(lessons) - len(missing)
    return [Check(reason("progress.lessons_done", done=done, total=len(lessons)), missing)]


def _quiz(quiz: Quiz, facts: ItemFacts, is_done: bool) -> Check:
    return Check(_quiz_reason(quiz, facts), () if is_done else (quiz.id,))


def _quiz_reason(quiz: Quiz, facts: ItemFacts) -> Reason:
    """`Final quiz ≥ 70 % — you have 64 %`, as far as there is a pass mark and a score."""
    pass_percent = policy_of(quiz.preset, quiz.policy).pass_percent
    if not pass_percent:
        return reason("progress.quiz_to_answer", title=quiz.title)
    if facts.score is None:
        return reason("progress.quiz_to_pass", title=quiz.title, percent=pass_percent)
    own = shown_percent(facts.score, pass_percent)
    return reason("progress.quiz_score", title=quiz.title, percent=pass_percent, own=own)
