"""The settings of a quiz as its editor shows them: five plain groups of fields, each read and written by its kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from lms.core.errors import InvalidInput
from lms.core.reasons import N_, reason
from lms.quiz.engine.policy import PRESETS, Policy, policy_of
from lms.quiz.engine.questions import errors_of
from lms.quiz.engine.release import faults_of_release

SHOWINGS = {
    "at_once": N_("Once a question is checked"),
    "after_submit": N_("Once the attempt is submitted"),
    "after_close": N_("Once the quiz is closed for everyone"),
    "never": N_("Never"),
}
PRESET_NAMES = {
    "practice": N_("Practice"),
    "module_quiz": N_("Module quiz"),
    "exam": N_("Exam"),
    "assignment": N_("Assignment"),
    "survey": N_("Survey"),
}


@dataclass(frozen=True)
class Setting:
    """A field: its `name` in the policy (`release.marks` for a part of one), its label, and how it is asked.

    `kind`: `number`, `switch`, `choice` (of `choices`) or `text`. An empty number or text says that there is none.
    """

    name: str
    label: str
    kind: str = "number"
    choices: Mapping[str, str] | None = None
    may_be_empty: bool = False


def _showing(name: str, label: str) -> Setting:
    return Setting(f"release.{name}", label, "choice", SHOWINGS)


GROUPS: Mapping[str, tuple[Setting, ...]] = {
    N_("Questions"): (
        Setting("shuffle_questions", N_("Shuffle the questions"), "switch"),
        Setting("shuffle_options", N_("Shuffle the options"), "switch"),
        Setting(
            "layout",
            N_("Pages"),
            "choice",
            {
                "one_per_page": N_("One question a page"),
                "sections": N_("One section a page"),
                "all": N_("All on one page"),
            },
        ),
        Setting(
            "navigation",
            N_("Order"),
            "choice",
            {"free": N_("Back and forth"), "sequential": N_("Forward only")},
        ),
        Setting("avoid_seen", N_("Draw questions that the learner has not seen"), "switch"),
    ),
    N_("Time"): (
        Setting("time_limit_minutes", N_("Time limit in minutes"), may_be_empty=True),
        Setting("grace_seconds", N_("Seconds for answers that are on their way at the end")),
        Setting("late_penalty_percent", N_("Taken off late work, in percent")),
    ),
    N_("Attempts and marks"): (
        Setting("attempts", N_("Attempts"), may_be_empty=True),
        Setting("attempt_delay_hours", N_("Hours between two attempts")),
        Setting("pass_percent", N_("Pass mark in percent")),
        Setting(
            "kept_score",
            N_("Score that counts"),
            "choice",
            {"highest": N_("Highest"), "last": N_("Last"), "first": N_("First"), "average": N_("Average")},
        ),
        Setting("tries", N_("Tries at each question")),
        Setting("try_penalty_percent", N_("Taken off for each further try, in percent")),
        Setting("hint_penalty_percent", N_("Taken off for each hint, in percent")),
        Setting("certainty", N_("Ask how sure the learner is"), "switch"),
        Setting("negative_marking", N_("Wrong choices cost points"), "switch"),
    ),
    N_("What shows when"): (
        _showing("verdicts", N_("Right or wrong")),
        _showing("marks", N_("Marks")),
        _showing("answers", N_("Right answers")),
        _showing("explanations", N_("Explanations")),
        Setting(
            "results",
            N_("Results of works that a person marks"),
            "choice",
            {
                "partial": N_("What is marked at once"),
                "when_marked": N_("Once all is marked"),
                "when_released": N_("Once an instructor releases them"),
            },
        ),
    ),
    N_("Who may, and who marks"): (
        Setting("access_code", N_("Access code"), "text", may_be_empty=True),
        Setting("cohort_only", N_("For cohorts only, not where the course is open to all"), "switch"),
        Setting(
            "assessed_by",
            N_("Works are assessed by"),
            "choice",
            {
                "instructor": N_("An instructor"),
                "instructor_in_cohort": N_("An instructor in cohorts, the learner elsewhere"),
                "learner": N_("The learner"),
            },
        ),
        Setting("anonymous_marking", N_("Hide names while marking"), "switch"),
        Setting("markers", N_("Markers"), "choice", {"1": N_("One"), "2": N_("Two")}),
    ),
}


def value_of(policy: Policy, setting: Setting) -> Any:
    """What a policy says for a setting, as its control shows it."""
    found: Any = policy
    for step in setting.name.split("."):
        found = getattr(found, step)
    return "" if found is None else found


def checked_preset(preset: str) -> str:
    """A kind of quiz; InvalidInput for one that there is not."""
    if preset not in PRESETS:
        names = ", ".join(PRESETS)
        raise InvalidInput(reason("quiz.unknown_preset", preset=preset[:60], presets=names), "preset")
    return preset


def read_settings(
    preset: str, former: Mapping[str, Any], form: Mapping[str, str], language: str
) -> dict[str, Any]:
    """The settings that differ from the preset's, from the form of all of them; what no field asks stays as it was.

    InvalidInput with the field that is wrong.
    """
    asked = {setting.name.split(".")[0] for group in GROUPS.values() for setting in group}
    wanted: dict[str, Any] = {name: value for name, value in former.items() if name not in asked}
    usual = PRESETS[preset]
    release = dict(usual.release.model_dump())
    for group in GROUPS.values():
        for setting in group:
            typed = _typed(setting, form)
            head, _, part = setting.name.partition(".")
            if part:
                release[part] = typed
            elif typed != getattr(usual, head):
                wanted[head] = typed
    changed = {name: value for name, value in release.items() if value != getattr(usual.release, name)}
    if changed:
        wanted["release"] = changed
    return _checked(preset, wanted, language)


def with_sections(
    preset: str, former: Mapping[str, Any], sections: Sequence[Mapping[str, Any]], language: str
) -> dict[str, Any]:
    """The settings with these sections, none when there is none; InvalidInput with the field that is wrong."""
    wanted = {name: value for name, value in former.items() if name != "sections"}
    if sections:
        wanted["sections"] = [dict(one) for one in sections]
    return _checked(preset, wanted, language)


def _typed(setting: Setting, form: Mapping[str, str]) -> Any:
    value = form.get(setting.name, "").strip()
    if setting.kind == "switch":
        return bool(value)
    if not value and setting.may_be_empty:
        return None
    if setting.kind == "number" or setting.name == "markers":
        if not value.isascii() or not value.isdigit() or len(value) > 9:
            raise InvalidInput(reason("quiz.whole_number"), setting.name)
        return int(value)
    return value


def _checked(preset: str, wanted: dict[str, Any], language: str) -> dict[str, Any]:
    try:
        policy = policy_of(preset, wanted, language)
    except ValidationError as error:
        path, why = errors_of(error)[0]
        raise InvalidInput(why, path) from None
    for path, why in faults_of_release(policy):
        raise InvalidInput(why, path)
    return wanted
