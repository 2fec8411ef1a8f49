"""The settings as sentences, generated from the policy: authors read them while they set it, learners before they start."""

from lms.core.reasons import Reason, reason
from lms.quiz.engine.policy import Policy, Showing


def policy_facts(policy: Policy) -> list[Reason]:
    """One reason per sentence: what is asked, attempts, time, navigation, pass mark, marking, what shows when."""
    return [
        *_asked(policy),
        *_attempts(policy),
        *_timing(policy),
        *_marking(policy),
        *_showing(policy),
    ]


_TESTS = {"entry": "policy.entry_test", "exit": "policy.exit_test"}


def _asked(policy: Policy) -> list[Reason]:
    facts = [reason(_TESTS[policy.diagnostic])] if policy.diagnostic else []
    draws = [section.draw for section in policy.sections if section.draw]
    if draws:
        facts.append(reason("policy.drawn", count=sum(draw.count for draw in draws)))
    if any(draw.by_objective for draw in draws):
        facts.append(reason("policy.drawn_by_objective"))
    if draws and policy.avoid_seen and policy.attempts != 1:
        facts.append(reason("policy.drawn_anew"))
    if policy.attempts != 1 and (policy.shuffle_questions or policy.shuffle_options):
        facts.append(reason("policy.shuffled"))
    facts.append(reason(_LAYOUTS[policy.layout]))
    if policy.is_sequential:
        facts.append(reason("policy.sequential"))
    return facts


_LAYOUTS = {
    "one_per_page": "policy.layout_one_per_page",
    "sections": "policy.layout_sections",
    "all": "policy.layout_all",
}


def _attempts(policy: Policy) -> list[Reason]:
    facts = [_attempts_fact(policy)]
    if policy.attempt_delay_hours and policy.attempts != 1:
        facts.append(reason("policy.delay", hours=policy.attempt_delay_hours))
    if policy.access_code:
        facts.append(reason("policy.access_code"))
    if policy.cohort_only:
        facts.append(reason("policy.cohort_only"))
    return facts


def _attempts_fact(policy: Policy) -> Reason:
    if policy.attempts is None:
        return reason("policy.unlimited_attempts")
    if policy.attempts == 1:
        return reason("policy.one_attempt")
    return reason("policy.attempts", count=policy.attempts)


def _timing(policy: Policy) -> list[Reason]:
    facts = [reason("policy.no_time_limit")]
    if policy.time_limit_minutes is not None:
        facts = [
            reason("policy.time_limit", minutes=policy.time_limit_minutes),
            *([reason("policy.grace", seconds=policy.grace_seconds)] if policy.grace_seconds else ()),
        ]
    if policy.late_penalty_percent:
        facts.append(reason("policy.late_penalty", percent=policy.late_penalty_percent))
    return facts


KEPT = {
    "highest": "policy.kept_highest",
    "last": "policy.kept_last",
    "first": "policy.kept_first",
    "average": "policy.kept_average",
}
"""The code of the sentence that says which score counts."""


_ASSESSED = {"learner": "policy.self_assessed", "instructor_in_cohort": "policy.assessed_in_cohort"}


def _marking(policy: Policy) -> list[Reason]:
    facts = []
    if policy.pass_percent:
        facts.append(reason("policy.pass_mark", percent=policy.pass_percent))
    if policy.attempts != 1:
        facts.append(reason(KEPT[policy.kept_score]))
    if policy.checks_at_once and policy.tries > 1:
        facts.append(reason("policy.tries", count=policy.tries, percent=policy.try_penalty_percent))
    if policy.hint_penalty_percent:
        facts.append(reason("policy.hint_penalty", percent=policy.hint_penalty_percent))
    if policy.certainty:
        facts.append(reason("policy.certainty"))
    if policy.negative_marking:
        facts.append(reason("policy.negative_marking"))
    if policy.assessed_by != "instructor":
        facts.append(reason(_ASSESSED[policy.assessed_by]))
    return [*facts, *_by_people(policy)]


def _by_people(policy: Policy) -> list[Reason]:
    facts = []
    if policy.anonymous_marking:
        facts.append(reason("policy.anonymous_marking"))
    if policy.markers == 2:
        facts.append(reason("policy.two_markers"))
    if policy.results != "when_marked":
        facts.append(reason(_RESULTS[policy.results]))
    return facts


_RESULTS = {"partial": "policy.results_partial", "when_released": "policy.results_when_released"}
_CORRECTIONS: dict[Showing, str] = {
    "at_once": "policy.feedback_at_once",
    "after_submit": "policy.feedback_after_submit",
    "after_close": "policy.feedback_after_close",
    "on_date": "policy.feedback_on_date",
    "never": "policy.feedback_never",
}
_MARKS: dict[Showing, str] = {
    "after_close": "policy.marks_after_close",
    "on_date": "policy.marks_on_date",
    "never": "policy.marks_never",
}
_VERDICTS: dict[Showing, str] = {
    "at_once": "policy.verdicts_at_once",
    "after_submit": "policy.verdicts_after_submit",
    "after_close": "policy.verdicts_after_close",
    "on_date": "policy.verdicts_on_date",
    "never": "policy.verdicts_never",
}
_ANSWERS: dict[Showing, str] = {
    "at_once": "policy.answers_at_once",
    "after_submit": "policy.answers_after_submit",
    "after_close": "policy.answers_after_close",
    "on_date": "policy.answers_on_date",
    "never": "policy.answers_never",
}


def _showing(policy: Policy) -> list[Reason]:
    """When corrections show; verdicts, right answers and marks apart when they come at another time than expected."""
    verdicts, marks, answers, corrections = policy.release.moments
    facts = [_dated(_CORRECTIONS[corrections], policy)]
    if verdicts != corrections:
        facts.append(_dated(_VERDICTS[verdicts], policy))
    if answers != corrections:
        facts.append(_dated(_ANSWERS[answers], policy))
    if marks != corrections and marks in _MARKS:
        facts.append(_dated(_MARKS[marks], policy))
    return facts


def _dated(code: str, policy: Policy) -> Reason:
    return reason(code, at=policy.release_at) if code.endswith("on_date") else reason(code)
