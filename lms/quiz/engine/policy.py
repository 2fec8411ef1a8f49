"""A quiz's settings as data. What follows from them is decided beside this file: `timing`, `release`, `scoring`, `draw`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from lms.core.texts import Slug, Text

OPEN = "open"
"""The state of an attempt that still takes answers."""

Percent = Annotated[int, Field(ge=0, le=100)]
Showing = Literal["at_once", "after_submit", "after_close", "on_date", "never"]
"""From when a thing shows: once a question is checked, once the attempt is submitted, once the quiz is closed for everyone…"""


class Settings(BaseModel):
    """What every part of the settings is: frozen, and without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Release(Settings):
    """From when each thing shows: the verdict of each question, the marks, the right answers, the explanations."""

    verdicts: Showing = "after_submit"
    marks: Showing = "after_submit"
    answers: Showing = "after_submit"
    explanations: Showing = "after_submit"

    @property
    def moments(self) -> tuple[Showing, ...]:
        """The four settings, in the order of the fields."""
        return self.verdicts, self.marks, self.answers, self.explanations


class Draw(Settings):
    """`count` questions of the quiz, drawn for each attempt: of this bank (of any, without one) and of any of these tags.

    `by_objective` takes them from the objectives in turn, so that each is asked as often as any other.
    """

    count: Annotated[int, Field(ge=1, le=200)]
    bank: Slug | None = None
    tags: tuple[Slug, ...] = ()
    by_objective: bool = False


class Section(Settings):
    """A part of the paper: the questions named by id, then those drawn."""

    id: Slug
    title: Text = Field(default_factory=dict)
    questions: tuple[Slug, ...] = ()
    draw: Draw | None = None


class Policy(Settings):
    """The settings of one quiz; `docs/course-files.md` explains each.

    Without `sections` the paper has every question. `tries` count when verdicts show at once: how often the learner may
    check an answer to one question. `results` holds an attempt with answers that a person marks: `partial` shows the rest
    at once, `when_marked` waits for the last mark, `when_released` for an instructor's word. `diagnostic`: it counts for nothing,
    but compares what the learner knew before (`entry`) and after (`exit`).
    """

    pass_percent: Percent = 70
    kept_score: Literal["highest", "last", "first", "average"] = "highest"
    attempts: Annotated[int, Field(ge=1, le=1000)] | None = 3
    attempt_delay_hours: Annotated[int, Field(ge=0, le=24 * 365)] = 0
    time_limit_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)] | None = None
    grace_seconds: Annotated[int, Field(ge=0, le=300)] = 15
    late_penalty_percent: Percent = 0
    access_code: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    cohort_only: bool = False

    sections: tuple[Section, ...] = ()
    avoid_seen: bool = True
    shuffle_questions: bool = True
    shuffle_options: bool = True
    layout: Literal["one_per_page", "sections", "all"] = "one_per_page"
    navigation: Literal["free", "sequential"] = "free"

    release: Release = Release()
    release_at: AwareDatetime | None = None
    tries: Annotated[int, Field(ge=1, le=10)] = 1
    try_penalty_percent: Percent = 0
    hint_penalty_percent: Percent = 0
    certainty: bool = False
    negative_marking: bool = False

    diagnostic: Literal["entry", "exit"] | None = None

    assessed_by: Literal["instructor", "learner", "instructor_in_cohort"] = "instructor"
    anonymous_marking: bool = False
    markers: Literal[1, 2] = 1
    results: Literal["partial", "when_marked", "when_released"] = "when_marked"

    @model_validator(mode="before")
    @classmethod
    def _upgrade(cls, data: Any) -> Any:
        """Until version 0.1 one setting, `feedback`, stood for the release of all but the marks."""
        if not isinstance(data, Mapping) or "feedback" not in data:
            return data
        known = dict(data)
        moment = known.pop("feedback")
        known["release"] = {"verdicts": moment, "answers": moment, "explanations": moment}
        return known

    @property
    def grace(self) -> timedelta:
        """How long after the deadline a save that was on its way is still accepted."""
        return timedelta(seconds=self.grace_seconds)

    @property
    def checks_at_once(self) -> bool:
        """Whether a learner may check each answer while the attempt runs."""
        return self.release.verdicts == "at_once"

    @property
    def is_sequential(self) -> bool:
        """Whether a page that was left can't be seen again."""
        return self.navigation == "sequential"


_AT_ONCE = Release(verdicts="at_once", marks="at_once", answers="at_once", explanations="at_once")
_AFTER_CLOSE = Release(verdicts="after_close", answers="after_close", explanations="after_close")
PRESETS: Mapping[str, Policy] = {
    "practice": Policy(
        pass_percent=0, attempts=None, shuffle_questions=False, layout="all", release=_AT_ONCE, tries=3
    ),
    "module_quiz": Policy(),
    "exam": Policy(attempts=1, time_limit_minutes=60, release=_AFTER_CLOSE),
    "assignment": Policy(
        pass_percent=50, attempts=1, shuffle_questions=False, layout="all", kept_score="last"
    ),
    "survey": Policy(
        pass_percent=0,
        attempts=1,
        shuffle_questions=False,
        shuffle_options=False,
        layout="all",
        release=Release(verdicts="never", marks="never", answers="never", explanations="never"),
    ),
}


def in_open_cohort(policy: Policy) -> Policy:
    """The settings where a course is open to all: a work that instructors assess in their cohorts is the learner's own
    to assess, and nobody is there to mark it or to let its result go."""
    if policy.assessed_by != "instructor_in_cohort":
        return policy
    nobody = {"assessed_by": "learner", "results": "when_marked", "anonymous_marking": False, "markers": 1}
    return policy.model_copy(update=nobody)


def policy_of(preset: str, overrides: Mapping[str, Any], language: str = "fr") -> Policy:
    """The preset with some settings replaced; KeyError for an unknown preset, pydantic's ValidationError for a bad setting.

    `release` replaces only the things that it names; titles that are plain strings are in `language`.
    """
    known = PRESETS[preset].model_dump()
    release = overrides.get("release")
    if isinstance(release, Mapping):
        overrides = {**overrides, "release": {**known["release"], **release}}
    return Policy.model_validate({**known, **overrides}, context={"language": language})
