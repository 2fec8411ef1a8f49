"""When a course is complete, and what is still missing."""

from collections.abc import Mapping

from lms.core.reasons import Reason, reason
from lms.courses.document import CourseDocument, Quiz
from lms.progress.facts import Facts, ItemFacts
from lms.progress.report import Check, Completion, ItemReport
from lms.quiz.engine.policy import Policy, in_open_cohort, policy_of
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.scoring import shown_percent


def completion_of(
    document: CourseDocument, facts: Facts, items: Mapping[str, ItemReport], *, is_open: bool = False
) -> Completion:
    """Complete when every required item is done but those that are excused. A course that requires nothing is never complete."""
    required = [item for _, item in document.items() if items[item.id].counts]
    quizzes = [item for item in required if isinstance(item, Quiz)]
    checklist = _lessons([items[item.id] for item in required if not isinstance(item, Quiz)])
    checklist += [_quiz(quiz, facts.of(quiz.id), items[quiz.id].is_done, is_open) for quiz in quizzes]
    checklist += [_excused(item) for item in items.values() if item.is_required and item.is_excused]
    complete = bool(required) and all(check.is_met for check in checklist)
    return Completion(complete, tuple(checklist))


def settings_of(quiz: Quiz, is_open: bool) -> Policy:
    """The settings of a quiz in a cohort that is open to all or not; without a pass mark where nothing in it gets a mark."""
    policy = policy_of(quiz.preset, quiz.policy)
    policy = in_open_cohort(policy) if is_open else policy
    if policy.assessed_by != "learner" or not _is_all_by_hand(quiz):
        return policy
    return policy.model_copy(update={"pass_percent": 0})


def _is_all_by_hand(quiz: Quiz) -> bool:
    kinds = [question_type(question["type"]) for question in quiz.questions]
    return all(kind.is_manual or not kind.is_marked for kind in kinds)


def _lessons(lessons: list[ItemReport]) -> list[Check]:
    if not lessons:
        return []
    missing = tuple(lesson.key for lesson in lessons if not lesson.is_done)
    done = len(lessons) - len(missing)
    return [Check(reason("progress.lessons_done", done=done, total=len(lessons)), missing)]


def _excused(item: ItemReport) -> Check:
    return Check(reason("progress.excused_step", title=item.title, excuse=item.excuse))


def _quiz(quiz: Quiz, facts: ItemFacts, is_done: bool, is_open: bool) -> Check:
    return Check(_quiz_reason(quiz, facts, is_open), () if is_done else (quiz.id,))


def _quiz_reason(quiz: Quiz, facts: ItemFacts, is_open: bool) -> Reason:
    """`Final quiz ≥ 70 % — you have 64 %`, as far as there is a pass mark and a score."""
    policy = settings_of(quiz, is_open)
    pass_percent = policy.pass_percent
    if not pass_percent:
        return reason("progress.quiz_to_answer", title=quiz.title)
    if facts.score is None or policy.release.marks == "never":
        return reason("progress.quiz_to_pass", title=quiz.title, percent=pass_percent)
    own = shown_percent(facts.score, pass_percent)
    return reason("progress.quiz_score", title=quiz.title, percent=pass_percent, own=own)
