"""Making cohorts, enrolling, dates of items, the append-only record."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update

from lms.cohorts import queries, services
from lms.cohorts.models import Cohort, Enrolment, LearningEvent
from lms.cohorts.rules import EventKind, ItemDates
from lms.core.db import transaction
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.courses import services as courses
from lms.courses.document import load_document
from tests.cohorts.setting import at, centre, race, user
from tests.courses.sample import sample_data
from tests.factories import NOW, make_cohort, make_course, make_enrolment


def enrol(user_id: int, cohort_id: int, **more: Any) -> Enrolment:
    values: dict[str, Any] = {"printed_name": "Inès Martin", "language": "fr", "now": NOW, **more}
    with transaction():
        return services.enrol(user_id=user_id, cohort_id=cohort_id, **values)


def test_a_cohort_has_a_code_that_finds_it(app: Flask) -> None:
    cohort = make_cohort(make_course(centre()), seats=12, starts_on=date(2026, 12, 1))
    assert cohort.join_code is not None
    found = queries.cohort_by_code(f" {cohort.join_code[:5].lower()}-{cohort.join_code[5:]} ")
    assert found is not None
    assert (found.id, found.course.slug, found.timezone) == (cohort.id, "animer", "Europe/Paris")
    assert queries.cohort_by_code("") is None


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"name": " "}, "name"),
        ({"timezone": "Europe/Lyon"}, "timezone"),
        ({"seats": 0}, "seats"),
        ({"starts_on": date(2026, 12, 2), "ends_on": date(2026, 12, 1)}, "ends_on"),
    ],
)
def test_refuses_settings_that_cannot_be(app: Flask, settings: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_cohort(make_course(centre()), **settings)
    assert refused.value.field == field


def test_refuses_another_centres_course(app: Flask) -> None:
    course, other = make_course(centre()), centre("valence")
    with pytest.raises(NotFound), transaction():
        services.create_cohort(centre_id=other.id, course_id=course.id, name="B", now=NOW)


def test_the_open_cohort_is_made_once(app: Flask) -> None:
    course = make_course(centre())
    assert queries.open_cohort_of(course.id) is None
    made = []
    for _ in range(2):
        with transaction():
            made.append(services.open_cohort(course_id=course.id, now=NOW))
    assert made[0].id == made[1].id
    assert (made[0].name, made[0].is_open, made[0].join_code) == ("Animer une communauté", True, None)


def test_a_course_without_revision_has_no_open_cohort_and_takes_nobody(app: Flask) -> None:
    place = centre()
    with transaction():
        draft = courses.create_course(centre_id=place.id, key="draft", slug="draft", now=NOW)
    cohort = make_cohort(draft)
    with pytest.raises(Conflict, match=r"cohorts\.not_published"), transaction():
        services.open_cohort(course_id=draft.id, now=NOW)
    with pytest.raises(Conflict, match=r"cohorts\.not_published"):
        enrol(user().id, cohort.id)
    with pytest.raises(Conflict, match=r"cohorts\.not_published"), transaction():
        services.set_item_date(cohort_id=cohort.id, item_key="bienvenue", now=NOW)


def test_enrolment_pins_the_latest_revision_and_counts_what_is_required(app: Flask) -> None:
    course = make_course(centre())
    enrolment = make_enrolment(user(), make_cohort(course), printed_name="  Inès   Martin ", language="en")
    assert enrolment.revision_id == course.latest_revision_id
    assert (enrolment.required_count, enrolment.done_count, enrolment.language) == (4, 0, "fr")
    assert enrolment.printed_name == "Inès Martin"
    (event,) = queries.events_of(enrolment.id)
    assert (event.kind, event.item_key, event.user_id) == (EventKind.ENROLLED, None, enrolment.user_id)


def test_enrolling_again_changes_nothing(app: Flask) -> None:
    course = make_course(centre())
    cohort, learner = make_cohort(course, seats=1), user()
    first = make_enrolment(learner, cohort)
    changed = sample_data()
    changed["sheet"]["tagline"] = {"fr": "Autre promesse."}
    with transaction():
        courses.publish_document(course=course, document=load_document(changed), actor_id=None, now=NOW)
    again = enrol(learner.id, cohort.id, printed_name="Autre")
    assert (again.id, again.printed_name, again.revision_id) == (
        first.id,
        first.printed_name,
        first.revision_id,
    )
    assert len(queries.events_of(first.id)) == 1


@pytest.mark.parametrize(("name", "code"), [(" ", "name_needed"), ("n" * 301, "name_too_long")])
def test_refuses_a_name_that_cannot_be_printed(app: Flask, name: str, code: str) -> None:
    cohort, learner = make_cohort(make_course(centre())), user()
    with pytest.raises(InvalidInput, match=f"cohorts.{code}") as refused:
        enrol(learner.id, cohort.id, printed_name=name)
    assert refused.value.field == "printed_name"


def test_a_cohort_that_is_over_takes_nobody(app: Flask) -> None:
    course, learner = make_course(centre()), user()
    ended = make_cohort(course, ends_on=date(2026, 11, 22))
    archived = make_cohort(course)
    with transaction() as current:
        current.get_one(Cohort, archived.id).archived_at = NOW
    for cohort in (ended, archived):
        with pytest.raises(Conflict, match=r"cohorts\.ended"):
            enrol(learner.id, cohort.id)
    with pytest.raises(NotFound):
        enrol(learner.id, 404)


def test_an_ended_enrolment_frees_its_seat(app: Flask) -> None:
    cohort = make_cohort(make_course(centre()), seats=1)
    first = make_enrolment(user(), cohort)
    second = user("hugo")
    with pytest.raises(Conflict, match=r"cohorts\.full"):
        enrol(second.id, cohort.id)
    with transaction() as current:
        current.get_one(Enrolment, first.id).ended_at = NOW
    assert enrol(second.id, cohort.id).user_id == second.id


def test_twenty_people_race_for_the_last_seat(app: Flask) -> None:
    cohort = make_cohort(make_course(centre()), seats=1)
    people = [user(f"p{number}").id for number in range(20)]
    results = race(app, *(partial(enrol, user_id, cohort.id) for user_id in people))
    refused = [result for result in results if isinstance(result, Conflict)]
    assert [type(result) for result in results if result not in refused] == [Enrolment]
    assert [str(refusal) for refusal in refused] == ["cohorts.full"] * 19
    assert queries.seats_taken(cohort.id) == 1


def test_one_person_enrolling_twice_at_once_is_enrolled_once(app: Flask) -> None:
    cohort, learner = make_cohort(make_course(centre())), user()
    results = race(app, *[partial(enrol, learner.id, cohort.id)] * 4)
    assert len({result.id for result in results if isinstance(result, Enrolment)}) == 1
    assert [type(result) for result in results] == [Enrolment] * 4
    assert len(queries.enrolments_of(learner.id)) == 1


def test_the_open_cohort_is_made_once_by_many(app: Flask) -> None:
    course = make_course(centre())

    def find() -> int:
        with transaction():
            return services.open_cohort(course_id=course.id, now=NOW).id

    results = race(app, *[find] * 4)
    assert len(results) == 4
    assert len(set(results)) == 1


def test_dates_are_kept_as_typed_and_as_moments(app: Flask) -> None:
    cohort = make_cohort(make_course(centre()))
    with transaction():
        services.set_item_date(
            cohort_id=cohort.id,
            item_key="quiz-accueil",
            now=NOW,
            opens_local="2026-12-01T09:00",
            due_local="2026-12-08T18:00",
            closes_local="2026-12-15T18:00",
        )
    assert queries.item_dates(cohort.id) == {
        "quiz-accueil": ItemDates(at(1, 8), at(8, 17), at(15, 17), "Europe/Paris")
    }
    with transaction():
        services.set_item_date(
            cohort_id=cohort.id, item_key="quiz-accueil", now=NOW, due_local="2026-12-09T18:00"
        )
    assert queries.item_dates(cohort.id)["quiz-accueil"] == ItemDates(None, at(9, 17), None, "Europe/Paris")
    stored = queries.item_date(cohort.id, "quiz-accueil")
    assert stored is not None
    assert (stored.opens_local, stored.due_local) == (None, "2026-12-09T18:00")


@pytest.mark.parametrize(
    ("item_key", "dates", "code"),
    [
        ("gone", {}, "cohorts.unknown_item"),
        ("bienvenue", {"due_local": "8 décembre"}, "cohorts.bad_local_time"),
        (
            "bienvenue",
            {"due_local": "2026-12-08T18:00", "closes_local": "2026-12-01T18:00"},
            "cohorts.closes_before_due",
        ),
    ],
)
def test_refuses_dates_that_cannot_be(app: Flask, item_key: str, dates: dict[str, str], code: str) -> None:
    cohort = make_cohort(make_course(centre()))
    with pytest.raises(InvalidInput, match=code), transaction():
        services.set_item_date(cohort_id=cohort.id, item_key=item_key, now=NOW, **dates)


def test_the_dates_of_an_ended_cohort_stay(app: Flask) -> None:
    cohort = make_cohort(make_course(centre()), ends_on=date(2026, 11, 22))
    with pytest.raises(Conflict, match=r"cohorts\.ended"), transaction():
        services.set_item_date(cohort_id=cohort.id, item_key="bienvenue", now=NOW)
    with pytest.raises(NotFound), transaction():
        services.set_item_date(cohort_id=404, item_key="bienvenue", now=NOW)


def test_the_record_never_changes(app: Flask) -> None:
    enrolment = make_enrolment(user(), make_cohort(make_course(centre())))
    event_id = queries.events_of(enrolment.id)[0].id
    with pytest.raises(RuntimeError, match="append-only"), transaction() as current:
        current.get_one(LearningEvent, event_id).kind = "other"
    with pytest.raises(RuntimeError, match="append-only"), transaction() as current:
        current.delete(current.get_one(LearningEvent, event_id))
    for statement in (update(LearningEvent).values(kind="other"), delete(LearningEvent)):
        with pytest.raises(RuntimeError, match="append-only"), transaction() as current:
            current.execute(statement)
    assert [event.kind for event in queries.events_of(enrolment.id)] == ["enrolled"]
