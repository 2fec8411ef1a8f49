"""Learner time by rule: what each item takes, by activity, and whether the course keeps its plan.

The rule: 100 words a minute for a text that is studied, its tables and the exercise that it ends with (reading for pleasure is
more than twice as fast), the minutes that a video announces, one minute a self-check, a quarter of an hour more for the work of a case; a question takes one minute
or, when it asks for a sum or an arrangement, two;
a text half an hour and a minute for each ten words, a debate only the latter; files an hour; an exam its time limit.
"""

import re
from collections import defaultdict
from collections.abc import Mapping

from lms.authoring.editorial.findings import Findings, fault
from lms.courses.document import Activity, CourseDocument, Lesson, Quiz
from lms.courses.video import video_of
from lms.quiz.engine.draw import pool_of
from lms.quiz.engine.policy import policy_of
from lms.quiz.engine.questions import load_question
from lms.quiz.types.long_text import count_words

WORDS_PER_MINUTE = 100
SELF_CHECK = 1.0
CASE_WORK = 15.0
TEXT, WORDS_WRITTEN_PER_MINUTE, FILES = 30.0, 10, 60.0
DEFAULT_WORDS = 300
QUICK = frozenset({"single_choice", "multiple_choice", "true_false", "short_text"})
DRIFT = 0.10
ITEM_SLACK = 2
"""Minutes by which an item may always differ from the rule: durations are whole numbers."""

_CHECK = re.compile(r"^```check\n.*?^```$", re.MULTILINE | re.DOTALL)
_VIDEO = re.compile(r"^```video\n(.*?)^```$", re.MULTILINE | re.DOTALL)
Minutes = Mapping[Activity, float]


def activity_of(item: Lesson | Quiz) -> Activity:
    """What a learner spends the item's time on."""
    if item.activity is not None:
        return item.activity
    if isinstance(item, Lesson):
        return "reading"
    named: Mapping[str, Activity] = {"exam": "exam", "assignment": "practice", "survey": "exchange"}
    return named.get(item.preset, "checks")


def words_of(lesson: Lesson, language: str) -> int:
    """How many words a lesson's text has, its self-checks and videos left out."""
    return count_words(_VIDEO.sub("", _CHECK.sub("", lesson.body[language])))


def _video_minutes(body: str) -> int:
    """The minutes that the videos of a text say they take."""
    videos = (video_of(content) for content in _VIDEO.findall(body))
    return sum(video.minutes or 0 for video in videos if video)


def minutes_of(item: Lesson | Quiz, language: str) -> Minutes:
    """The minutes of an item by activity, by the rule; a lesson's self-checks count as `checks`."""
    activity = activity_of(item)
    if isinstance(item, Quiz):
        return {activity: _quiz_minutes(item, activity, language)}
    reading = words_of(item, language) / WORDS_PER_MINUTE + (CASE_WORK if activity == "case" else 0)
    reading += _video_minutes(item.body[language])
    checks = len(_CHECK.findall(item.body[language])) * SELF_CHECK
    return {activity: reading, "checks": checks}


def _quiz_minutes(item: Quiz, activity: Activity, language: str) -> float:
    policy = policy_of(item.preset, item.policy)
    if policy.time_limit_minutes is not None:
        return float(policy.time_limit_minutes)
    questions = {data["id"]: load_question(data, language) for data in item.questions}
    costs = {id_: _question_minutes(question, activity) for id_, question in questions.items()}
    if not policy.sections:
        return sum(costs.values())
    fixed = [id_ for section in policy.sections for id_ in section.questions]
    total = sum(costs[id_] for id_ in fixed)
    for draw in (section.draw for section in policy.sections if section.draw):
        pool = pool_of(draw, questions, fixed)
        total += draw.count * sum(costs[id_] for id_ in pool) / len(pool)
    return total


def _question_minutes(question: object, activity: Activity) -> float:
    kind = getattr(question, "type", "")
    if kind == "long_text":
        writing = (getattr(question, "max_words", None) or DEFAULT_WORDS) / WORDS_WRITTEN_PER_MINUTE
        return writing if activity == "exchange" else TEXT + writing
    if kind == "file_upload":
        return FILES
    return 1.0 if kind in QUICK or kind == "scale" else 2.0


def hours_by_activity(document: CourseDocument) -> dict[Activity, float]:
    """The hours of the whole course by activity, by the rule."""
    total: dict[Activity, float] = defaultdict(float)
    items = [item for _, item in document.items()]
    for item in items:
        for activity, minutes in minutes_of(item, document.language).items():
            total[activity] += minutes / 60
    return dict(total)


def check_durations(document: CourseDocument) -> Findings:
    """Items whose `minutes` differ from the rule, and activities that drift from the plan by more than a tenth."""
    assert document.editorial is not None
    for module, item in document.items():
        expected = sum(minutes_of(item, document.language).values())
        if abs(item.minutes - expected) > max(ITEM_SLACK, DRIFT * expected):
            params = {"minutes": item.minutes, "expected": round(expected)}
            yield fault(f"{module.folder}/module.yaml", item.id, "editorial.minutes", **params)
    found = hours_by_activity(document)
    planned = {activity: float(hours) for activity, hours in document.editorial.hours.items()}
    for activity, hours in planned.items():
        own = round(found.get(activity, 0), 1)
        if _drifts(own, hours):
            where = f"editorial.hours.{activity}"
            yield fault("course.yaml", where, "editorial.hours", hours=own, planned=hours)
    announced, whole = float(document.sheet.hours), sum(planned.values())
    if planned and _drifts(announced, whole):
        yield fault("course.yaml", "hours", "editorial.whole", hours=announced, planned=whole)


def _drifts(found: float, planned: float) -> bool:
    return abs(found - planned) > DRIFT * planned + 1e-9
