"""Import → export → import is the identity, and the files of an exported course never change by themselves."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.authoring.files import read_course, read_folder
from lms.authoring.normalise import normalise
from lms.authoring.quiz_files import plain_number
from lms.authoring.writer import ExportRefused, course_files, write_course
from lms.courses.document import CourseDocument, load_document
from lms.courses.plain_yaml import dump_yaml, load_yaml
from tests.authoring.real_course import real_course
from tests.courses.sample import sample_data, sample_document, single_choice, true_false, write_sample

WORDS = st.text(
    st.one_of(
        st.sampled_from(list("abé œ’ «»\u202f\u00a0:#-*_`[]()!|>&{}'\"\\0123456789.\n\t~^%@=,?")),
        st.characters(
            exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"),
            exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        ),
    ),
    max_size=40,
)
LINES = st.one_of(
    WORDS,
    st.sampled_from(
        [
            "## Titre",
            "- a\n- b",
            "1. un\n1. deux",
            "> [!NOTE]\n> Un **mot**.",
            "> \\[!TIP]\n> x",
            "| a | b |\n|---|:-:|\n| 1 | `x|y` |",
            "texte[^1]\n\n[^1]: note",
            '```check\nid: c\nstem: "x  y"\n```',
            "```html\n<b>\n```",
            '[lien](https://e.example "t")',
            "* * *",
            "fin\\\nde ligne",
            "12\u202f000\u202f€ : oui\u00a0!",
        ]
    ),
)
MARKDOWN = st.lists(LINES, min_size=1, max_size=6).map("\n\n".join)


@given(MARKDOWN)
@settings(max_examples=50, deadline=None)
def test_normalised_markdown_is_its_own_form(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert normalise(once.strip("\n")) == once


def test_normalising_keeps_french_spaces_and_self_checks() -> None:
    text = '12\u202f000\u202f€\u00a0: «\u202foui\u202f»\n\n```check\nid: c\nstem: "x  y"\n```\n'
    assert normalise(text) == text


PLAIN = st.recursive(
    st.one_of(
        WORDS,
        st.booleans(),
        st.none(),
        st.integers(-(10**15), 10**15),
        st.floats(-1e6, 1e6).map(lambda x: round(x, 4)),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(WORDS, PLAIN, max_size=4))
@settings(max_examples=50, deadline=None)
def test_what_is_written_as_yaml_is_read_back(value: dict[str, Any]) -> None:
    assert load_yaml(dump_yaml(value)).value == value


TEXT = st.builds(
    lambda word, rest: f"{word} {rest}".strip(), st.sampled_from(["Été", "200", "No", "- x", "true"]), WORDS
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Data of courses in one or two languages, as an editor might hold them: texts are anything."""
    languages = draw(st.sampled_from([["fr"], ["fr", "en"]]))

    def text() -> dict[str, str]:
        return {language: draw(TEXT) for language in languages}

    data = sample_data()
    data["languages"] = languages
    data["sheet"]["objectives"] = [text()]
    data["sheet"].update(
        title=text(),
        tagline=text(),
        summary=text(),
        audience=text(),
        hours=draw(st.sampled_from(["2", "10", "7.5"])),
    )
    for module in data["modules"]:
        module.update(title=text(), summary=draw(st.sampled_from([{}, text()])))
        module["objectives"] = [{**goal, "text": text()} for goal in module["objectives"]]
        for item in module["items"]:
            item["title"] = text()
            if item["kind"] == "lesson":
                item["body"] = {language: f"Texte.\n\n{draw(WORDS)}\n\nFin.\n" for language in languages}
            else:
                item["intro"] = draw(st.sampled_from([{}, text()]))
                item["questions"] = [
                    true_false(f"{item['id']}-1", stem=text(), explanation=text()),
                    single_choice(
                        f"{item['id']}-2",
                        stem=text(),
                        explanation={},
                        points=draw(st.sampled_from(["1", "2", "0.5", "0.3333"])),
                        options=[
                            {"id": "a", "text": dict.fromkeys(languages, "Oui"), "correct": True},
                            {"id": "b", "text": dict.fromkeys(languages, "Non")},
                        ],
                    ),
                ]
    return data


@given(documents())
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_import_export_import_is_the_identity(data: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        write_course(load_document(data), Path(name) / "a", no_image)
        first = read_course(Path(name) / "a")
        _check_identity(first, Path(name) / "b")


def no_image(sha256: str) -> bytes:
    raise AssertionError("this course has no image")


def _check_identity(first: CourseDocument, folder: Path) -> None:
    write_course(first, folder, no_image)
    second = read_course(folder)
    assert second == first
    assert second.digest == first.digest
    assert load_document(first.dump()).digest == first.digest
    assert course_files(second, no_image) == course_files(first, no_image)


def test_the_sample_is_its_own_form(tmp_path: Path) -> None:
    write_course(sample_document(), tmp_path / "a", no_image)
    assert read_course(tmp_path / "a") == sample_document()


def rich_data() -> dict[str, Any]:
    """The sample with everything that a course says besides its texts: plan, activities, sources, banks, models."""
    data = sample_data()
    data["editorial"] = {"hours": {"reading": "1.5", "exam": "0.5"}, "pools": {"exam": 4}}
    lesson, quiz = data["modules"][0]["items"][0], data["modules"][1]["items"][1]
    lesson["activity"] = "case"
    lesson["sources"] = [
        {
            "text": {"fr": "Guide"},
            "supports": {"fr": "Un fait"},
            "url": "https://e.example/a",
            "review_by": "2027-11-30",
        },
        {"text": {"fr": "Loi"}, "supports": {"fr": "Un droit"}, "review_by": "2027-01-01"},
    ]
    model = {"title": {"fr": "Moyen"}, "text": {"fr": "Bof\n\n- un\n- deux"}, "note": {"fr": "Rien."}}
    essay = {"id": "final-q4", "type": "long_text", "stem": {"fr": "Écrivez."}, "models": [model]}
    banked = [true_false("bank-1", bank="banque"), single_choice("bank-2", bank="banque")]
    quiz.update(banks=["banque"], questions=[*quiz["questions"], essay, *banked])
    quiz["policy"]["sections"] = [{"id": "tirage", "draw": {"count": 2, "bank": "banque"}}]
    return data


def test_banks_sources_and_models_survive(tmp_path: Path) -> None:
    write_course(load_document(rich_data()), tmp_path / "a", no_image)
    first = read_course(tmp_path / "a")
    assert first.by_id["quiz-final"][1].questions[-1]["bank"] == "banque"  # type: ignore[union-attr]
    assert "bank:" not in (tmp_path / "a" / "02-reponses" / "banque.yaml").read_text("utf-8")
    assert "bank-1" not in (tmp_path / "a" / "02-reponses" / "quiz-final.yaml").read_text("utf-8")
    assert first.editorial is not None
    _check_identity(first, tmp_path / "b")


def test_the_real_course_survives(tmp_path: Path) -> None:
    first = real_course()
    write_course(first.document, tmp_path / "a", first.images.__getitem__)
    second = read_folder(tmp_path / "a")
    assert second == first
    assert second.document.digest == first.document.digest
    files = course_files(second.document, second.images.__getitem__)
    written = {
        str(path.relative_to(tmp_path / "a")) for path in (tmp_path / "a").rglob("*") if path.is_file()
    }
    assert set(files) == written
    assert all((tmp_path / "a" / name).read_bytes() == data for name, data in files.items())


def test_exporting_again_over_the_same_course_is_fine(tmp_path: Path) -> None:
    folder = write_sample(tmp_path / "a")
    files = read_folder(folder)
    write_course(files.document, folder, files.images.__getitem__)
    assert read_folder(folder) == files


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("notes.txt", "à moi", "export.not_empty"),
        ("course.yaml", "id: autre\n", "export.not_empty"),
        ("course.yaml", "[", "export.not_empty"),
    ],
)
def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, name: str, content: str, code: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(ExportRefused) as refused:
        write_course(sample_document(), tmp_path, no_image)
    assert refused.value.reason.code == code
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_nothing_is_written_through_a_link_or_outside(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportRefused):
        write_course(sample_document(), tmp_path / "file", no_image)
    folder = write_sample(tmp_path / "a")
    (folder / "02-reponses").rename(tmp_path / "b")
    (folder / "02-reponses").symlink_to(tmp_path / "b")
    with pytest.raises(ExportRefused) as refused:
        write_course(sample_document(), folder, no_image)
    assert refused.value.reason.code == "export.link"
    data = sample_data()
    data["modules"][0]["folder"] = "../dehors"
    with pytest.raises(ExportRefused) as refused:
        write_course(load_document(data), tmp_path / "c", no_image)
    assert refused.value.reason.code == "export.name"
    assert not (tmp_path / "c").exists()


def test_numbers_lose_nothing() -> None:
    from decimal import Decimal

    assert plain_number(Decimal("2.0")) == 2
    assert plain_number(Decimal("0.1")) == 0.1
    assert plain_number(Decimal("0.12345678901234567890")) == "0.12345678901234567890"


POLICIES: list[dict[str, Any]] = [
    {"release": {"verdicts": "after_close", "answers": "never"}},
    {"release": {"explanations": "on_date"}, "release_at": "2026-12-02T08:00:00Z", "certainty": True},
    {
        "sections": [
            {"id": "bases", "title": {"fr": "Les bases"}, "questions": ["final-q1"]},
            {"id": "suite", "draw": {"count": 2, "by_objective": True}},
        ],
        "navigation": "sequential",
    },
]


@pytest.mark.parametrize("policy", POLICIES)
def test_settings_survive_both_ways(tmp_path: Path, policy: dict[str, Any]) -> None:
    data = sample_data()
    data["modules"][1]["items"][1]["policy"] = policy
    document = load_document(data)
    write_course(document, tmp_path, lambda sha256: b"")
    assert quiz_policy(read_folder(tmp_path).document) == policy


def test_the_setting_of_earlier_files_becomes_the_release(tmp_path: Path) -> None:
    data = sample_data()
    data["modules"][1]["items"][1]["policy"] = {"feedback": "never"}
    write_course(load_document(data), tmp_path, lambda sha256: b"")
    quiz = tmp_path / "02-reponses" / "quiz-final.yaml"
    quiz.write_text(
        quiz.read_text("utf-8").replace("preset: exam", "preset: exam\npolicy:\n  feedback: never"), "utf-8"
    )
    release = quiz_policy(read_folder(tmp_path).document)["release"]
    assert (release["verdicts"], release["marks"]) == ("never", "after_submit")


def quiz_policy(document: CourseDocument) -> dict[str, Any]:
    item = document.by_id["quiz-final"][1]
    assert item.kind == "quiz"
    return item.policy
