"""Codes, the result that is stated, the names of files, the words of the record."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.certificates.naming import file_name, plain_file_name
from lms.certificates.record import Award, Issuer, labels, make_record, sheet_of
from lms.certificates.rules import code_meant, new_code, result_of, shown_code
from lms.courses.document import load_document
from lms.progress.facts import Evidence, Facts, ItemFacts
from tests.courses.sample import sample_data, sample_document

pytestmark = pytest.mark.one_database

CODE = "K7M2Q9TZ4XWB8HDN3RVC6PYJ5A0112AB"
NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # the 23rd in Paris
AWARD = Award(
    name="Élodie Noël",
    language="fr",
    document=sample_document(),
    facts=Facts(
        {"quiz-accueil": ItemFacts(score=Decimal(1)), "quiz-final": ItemFacts(score=Decimal("0.84"))},
        {"accueil-definir": Evidence(4, Decimal(4)), "reponses-choisir": Evidence(4, Decimal(1))},
    ),
    revision=3,
    digest="d" * 64,
    cohort="Automne 2026",
    timezone="Europe/Paris",
    completed_at=NOW,
    issuer=Issuer("Les Quais", "", "", "", {}),
)


def without_exam() -> Any:
    data = sample_data()
    data["modules"][1]["items"][1].update(preset="module_quiz", policy={})
    return load_document(data)


def test_codes_hold_160_bits_and_differ() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(code_meant(code) == code and len(code) == 32 for code in codes)


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), shown_code(CODE), shown_code(CODE).replace(" ", "-"), CODE.replace("0", "o")]
    + [CODE.replace("1", letter) for letter in "iIlL"],
)
def test_a_code_is_understood_as_people_type_it(typed: str) -> None:
    assert code_meant(typed) == CODE


@pytest.mark.parametrize("typed", ["", "-", CODE[:-1], CODE + "A", CODE[:-1] + "U", "é" * 32, "A" * 5000])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert code_meant(typed) is None


def test_a_code_is_shown_in_fours() -> None:
    assert shown_code(CODE) == "K7M2 Q9TZ 4XWB 8HDN 3RVC 6PYJ 5A01 12AB"


def test_the_result_is_that_of_the_required_exam() -> None:
    result = result_of(sample_document(), AWARD.facts)
    assert (result.of, result.item_key, result.percent) == ("exam", "quiz-final", 84)


def test_without_exam_the_result_is_the_mean_of_required_quizzes() -> None:
    result = result_of(without_exam(), AWARD.facts)
    assert (result.of, result.item_key, result.percent) == ("mean", None, 92)


def test_marks_that_never_show_are_not_printed() -> None:
    data = sample_data()
    data["modules"][1]["items"][1]["policy"]["release"] = {"marks": "never"}
    result = result_of(load_document(data), AWARD.facts)
    assert (result.of, result.percent) == ("mean", 100)


def test_without_a_score_there_is_no_result() -> None:
    assert result_of(sample_document(), Facts()).of == "none"


def test_rounding_never_lifts_the_exam_to_its_pass_mark() -> None:
    facts = Facts({"quiz-final": ItemFacts(score=Decimal("0.5996"))})
    assert result_of(sample_document(), facts).percent == 59


def test_the_record_holds_the_final_words_and_what_they_were_made_from() -> None:
    record = make_record(AWARD, NOW)
    sheet, facts = record["sheet"], record["facts"]
    assert sheet["result"] == "Quiz final\xa0: 84\xa0%"
    assert sheet["planned_hours"] == "2\xa0h"
    assert sheet["completed_on"] == "23 novembre 2026"
    assert sheet["signatory"] == {"name": "Les Quais", "title": ""}
    assert (facts["revision"], facts["digest"], facts["planned_hours"]) == (3, "d" * 64, "2")
    states = {goal["key"]: goal["state"] for goal in facts["objectives"]}
    assert states == {"accueil-definir": "acquired", "reponses-choisir": "not_acquired"}
    assert set(record["versions"]) == {"template", "fonts", "typst", "segno"}


@pytest.mark.parametrize(
    ("assessed_by", "cohort", "note"),
    [
        ("instructor_in_cohort", None, "Les travaux pratiques n’ont pas été évalués par un formateur."),
        ("instructor_in_cohort", "Automne 2026", None),
        ("instructor", None, None),
    ],
)
def test_work_that_no_instructor_assessed_is_said_so(
    assessed_by: str, cohort: str | None, note: str | None
) -> None:
    data = sample_data()
    data["modules"][1]["items"][1]["policy"]["assessed_by"] = assessed_by
    record = make_record(replace(AWARD, document=load_document(data), cohort=cohort), NOW)
    assert record["sheet"]["practical_note"] == note
    sheet = sheet_of(record, {}, code=CODE, issued_at=NOW, verify_url="https://x.example/v")
    assert sheet.practical_note == note


def test_a_certificate_in_english_speaks_english() -> None:
    record = make_record(replace(AWARD, language="en", document=without_exam()), NOW)
    assert record["sheet"]["result"] == "Mean of the quizzes: 92%"
    assert record["sheet"]["completed_on"] == "23 November 2026"


def test_a_language_without_labels_falls_back() -> None:
    record = make_record(replace(AWARD, language="es", facts=Facts()), NOW)
    assert record["language"] == "fr"
    assert record["sheet"]["result"] == "Formation suivie en entier"


def test_each_language_has_every_label() -> None:
    assert labels()["fr"].keys() == labels()["en"].keys()


def test_the_sheet_says_what_the_record_says() -> None:
    sheet = sheet_of(make_record(AWARD, NOW), {}, code=CODE, issued_at=NOW, verify_url="https://x.example/v")
    assert (sheet.name, sheet.cohort, sheet.revision) == ("Élodie Noël", "Automne 2026", "3")
    assert sheet.objectives == ("Définir une communauté", "Choisir une réponse")


def test_a_file_bears_the_name_of_its_owner() -> None:
    assert file_name("Attestation", "Élodie Noël") == "Attestation - Élodie Noël.pdf"
    assert plain_file_name("Attestation", "Élodie Noël") == "Attestation - Elodie Noel.pdf"
    assert plain_file_name("Attestation", "عبد الرحمن") == "Attestation.pdf"


@given(st.text(max_size=400))
def test_no_name_makes_an_unsafe_file_name(name: str) -> None:
    for made in (file_name("Attestation", name), plain_file_name("Attestation", name)):
        assert made.endswith(".pdf")
        assert len(made) <= 180
        assert not set(made[:-4]) & set("/\\\"'.;:*?<>|\r\n\t\0\u202e")
