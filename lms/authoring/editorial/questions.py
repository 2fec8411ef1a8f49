"""Each question by itself and all of a module together: explained, mapped, of spread difficulty, and without cues to the key."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lms.authoring.editorial.asked import Asked, is_marked_by_program
from lms.authoring.editorial.findings import Finding, Findings, advice, fault
from lms.courses.document import CourseDocument
from lms.quiz.types.multiple_choice import MultipleChoiceQuestion
from lms.quiz.types.single_choice import SingleChoiceQuestion
from lms.quiz.types.true_false import TrueFalseQuestion

ENOUGH = 12
"""Questions from which shares mean something."""
LONGEST, PLACE, SINGLE_TYPE, SAME_DIFFICULTY = 0.40, 0.50, 0.60, 0.70
LONGER = 1.15
"""How much longer than wrong options right ones may be, on average."""
_CATCH_ALL = re.compile(
    r"\b(toutes? (les|ces) réponses|tous (les|ces) choix|aucune (de ces|des) réponses?|aucun de ces choix"
    r"|all of (the|these) (above|answers)|none of (the|these) (above|answers)|both of the above)\b",
    re.IGNORECASE,
)


def check_questions(document: CourseDocument, asked: Sequence[Asked]) -> Findings:
    """What single questions lack, then what the questions of each module have in common that they should not."""
    for one in asked:
        yield from _alone(one)
    yield from _unused_objectives(document, asked)
    home = {goal.id: module.folder for module in document.modules for goal in module.objectives}
    by_module: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        if one.pool != "self_check" and one.question.objective in home:
            by_module[home[one.question.objective]].append(one)
    for folder, mine in by_module.items():
        yield from _together(document, f"{folder}/module.yaml", mine)


def _alone(one: Asked) -> Findings:
    question, where = one.question, one.question.id
    if one.pool == "survey":
        return
    if is_marked_by_program(question) and not question.explanation:
        yield fault(one.file, where, "editorial.no_explanation")
    if one.pool != "self_check" and question.objective is None:
        yield fault(one.file, where, "editorial.no_objective")
    if one.is_graded and question.difficulty is None:
        yield fault(one.file, where, "editorial.no_difficulty")
    yield from (fault(one.file, where, "editorial.no_feedback", option=option) for option in _silent(one))
    for language in one.languages:
        if _CATCH_ALL.search(one.texts(language)):
            yield fault(one.file, where, "editorial.catch_all")


def _silent(one: Asked) -> Iterator[str]:
    """The wrong options that do not say why they tempt."""
    match one.question:
        case SingleChoiceQuestion() | MultipleChoiceQuestion() as question:
            for option in question.options:
                if option.worth <= 0 and not option.feedback:
                    yield option.id
        case TrueFalseQuestion() as question:
            if not (question.feedback_false if question.correct else question.feedback_true):
                yield "false" if question.correct else "true"


def _unused_objectives(document: CourseDocument, asked: Iterable[Asked]) -> Findings:
    """Every objective is taught by a lesson and asked by a graded question."""
    taught = {goal for _, item in document.items() for goal in item.objectives}
    graded = {one.question.objective for one in asked if one.is_graded}
    for module in document.modules:
        for goal in module.objectives:
            if goal.id not in taught:
                yield fault(f"{module.folder}/module.yaml", goal.id, "editorial.not_taught")
            if goal.id not in graded:
                yield fault(f"{module.folder}/module.yaml", goal.id, "editorial.not_asked")


def _together(document: CourseDocument, file: str, mine: Sequence[Asked]) -> Findings:
    choices = [
        one.question
        for one in mine
        if isinstance(one.question, SingleChoiceQuestion) and any(o.correct for o in one.question.options)
    ]
    if len(choices) >= ENOUGH:
        for language in document.languages:
            yield from _lengths(file, language, choices)
        yield from _places(file, choices)
    marked = [one.question for one in mine if is_marked_by_program(one.question)]
    if len(marked) >= ENOUGH:
        yield from _shares(file, "type", Counter(q.type for q in marked), SINGLE_TYPE)
        levels = Counter(str(q.difficulty) for q in marked if q.difficulty)
        yield from _shares(file, "difficulty", levels, SAME_DIFFICULTY)


def _lengths(file: str, language: str, choices: Sequence[SingleChoiceQuestion]) -> Findings:
    longest, ratios = 0, []
    for question in choices:
        right = [len(o.text.get(language, "")) for o in question.options if o.correct]
        wrong = [len(o.text.get(language, "")) for o in question.options if not o.correct]
        longest += right[0] > max(wrong)
        ratios.append(right[0] / (sum(wrong) / len(wrong)) if any(wrong) else 1)
    if longest / len(choices) > LONGEST:
        share = round(100 * longest / len(choices))
        yield fault(file, language, "editorial.longest", share=share, language=language)
    mean = sum(ratios) / len(ratios)
    if mean > LONGER:
        percent = round(100 * (mean - 1))
        yield fault(file, language, "editorial.longer", percent=percent, language=language)


def _places(file: str, choices: Sequence[SingleChoiceQuestion]) -> Findings:
    places = Counter([option.correct for option in question.options].index(True) for question in choices)
    for place, count in places.items():
        if count / len(choices) > PLACE:
            share = round(100 * count / len(choices))
            yield fault(file, "options", "editorial.place", place=place + 1, share=share)


def _shares(file: str, field: str, counts: Mapping[str, int], most: float) -> Iterator[Finding]:
    whole = sum(counts.values())
    for value, count in counts.items():
        if count / whole > most:
            yield advice(
                file, field, "editorial.share", field=field, value=value, share=round(100 * count / whole)
            )
