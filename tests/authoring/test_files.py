"""Reading course files: what is fine loads, and everything that is wrong is found, with its file, line and field."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lms.authoring.editorial import findings_of
from lms.authoring.files import CourseFileErrors, read_course, read_folder
from lms.authoring.problems import Problem
from tests.authoring.real_course import FOLDER, real_course
from tests.courses.sample import sample_document, write_sample


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_sample(tmp_path / "animer")


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(CourseFileErrors) as caught:
        read_course(folder)
    return caught.value.problems


def found(folder: Path) -> set[tuple[str, int, str, str]]:
    return {(p.file, p.line, p.field, p.reason.code) for p in problems(folder)}


def edit(folder: Path, name: str, old: str, new: str, count: int = 1) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, count), "utf-8")


def test_a_folder_is_read(folder: Path) -> None:
    files = read_folder(folder)
    sample = sample_document()
    assert [item.id for _, item in files.document.items()] == [item.id for _, item in sample.items()]
    assert files.document.sheet == sample.sheet
    assert files.document.modules[1] == sample.modules[1]
    media = files.document.modules[0].media["rond.svg"]
    assert media.media_type == "image/svg+xml"
    assert len(files.images[media.sha256]) == media.size


def test_the_real_course_is_fine() -> None:
    document = real_course().document
    assert len(document.modules) == 10
    assert document.languages == ("fr", "en")
    assert findings_of(document, date(2026, 11, 26)) == []


def test_no_line_of_the_real_course_can_begin_with_a_lone_mark() -> None:
    files = [path for path in FOLDER.rglob("*") if path.suffix in (".yaml", ".md")]
    lone = re.compile(r"[^\W_] [:;!?»](?!--)|« ")
    found = [line for path in files for line in path.read_text("utf-8").splitlines() if lone.search(line)]
    assert files
    assert not found


COURSE, MODULE, QUIZ, LESSON = (
    "course.yaml",
    "01-accueil/module.yaml",
    "01-accueil/quiz-accueil.yaml",
    "01-accueil/bienvenue.fr.md",
)
# File, what to replace, by what, then what is found: the words of its line, the field, the code.
EDITS = [
    (COURSE, "title: A", "titel: A", "titel", "titel", "field.unknown"),
    (COURSE, "title: A", "titel: A", "schema", "title", "field.missing"),
    (COURSE, "schema: 1", "schema: 2", "schema", "schema", "field.not_one_of"),
    (COURSE, "id: animer", "id: Animer !", "id:", "id", "field.not_a_slug"),
    (COURSE, "hours: 2", "hours: .nan", "hours", "hours", "field.wrong_kind"),
    (COURSE, "2026-11-23", "2026-02-30", "2026", "updated_on", "field.wrong_kind"),
    (COURSE, "  - fr\n", "  - en\n  - fr\n  - en # 2\n", "# 2", "languages.2", "course.repeated_language"),
    (
        COURSE,
        "  - 01-accueil",
        "  - 01-accueil\n  - 01-accueil # 2",
        "# 2",
        "modules.1",
        "course.repeated_module",
    ),
    (COURSE, "- 01-accueil", "- ../01-accueil", "../", "modules.0", "field.not_a_slug"),
    (COURSE, "level:", "cover: absente.svg\nlevel:", "cover", "cover", "image.missing"),
    (COURSE, "level:", "cover: ../secret.svg\nlevel:", "cover", "cover", "image.name"),
    (COURSE, "title: A", "title: {en: A} # A", "title:", "title", "text.missing_translation"),
    (COURSE, "title: A", "title: {fr: A, en: B} # A", "title:", "title", "text.unknown_language"),
    (COURSE, "title: A", "title: '' # A", "title:", "title", "text.empty"),
    (COURSE, "title: A", "title: [ #", "summary", "", "yaml.syntax"),
    (COURSE, "title: A", "title: &a A", "title:", "", "yaml.anchor"),
    (COURSE, "title: A", "title: !!python/name:os.system A", "title:", "", "yaml.tag"),
    (COURSE, "level: beginner", "level: beginner\nlevel: advanced", "advanced", "", "yaml.repeated_key"),
    (COURSE, "level: beginner", "? [a]\n: b", "? [a]", "", "yaml.key_not_text"),
    (COURSE, "level: beginner", "level: beginner\n---\nid: b", "---", "", "yaml.several_documents"),
    (COURSE, "title: A", 'title: "a\\0b" #', "schema", "", "field.unstorable"),
    (MODULE, "minutes: 10", "minutes: 0", "minutes: 0", "items.0.minutes", "field.below"),
    (MODULE, "lesson: bienvenue", "page: bienvenue", "page:", "items.0.page", "field.unknown"),
    (MODULE, "minutes: 10", "quiz: autre\n    minutes: 10", "lesson: bien", "items.0", "item.kind"),
    (MODULE, "quiz: quiz-accueil", "quiz: module", "quiz:", "items.2.quiz", "item.reserved"),
    (MODULE, "lesson: bienvenue", "lesson: accueil", "lesson: acc", "items.0.lesson", "id.repeated"),
    (MODULE, "- accueil-definir", "- inconnu", "- inconnu", "items.0.objectives.0", "objective.unknown"),
    (MODULE, "- bienvenue", "- inconnu", "- inconnu", "items.2.requires.0", "requires.unknown"),
    (MODULE, "- bienvenue", "- quiz-accueil", "- quiz-accueil", "items.2.requires.0", "requires.circle"),
    (MODULE, "- bienvenue", "- accueil", "  - accueil\n", "items.2.requires.0", "requires.circle"),
    (QUIZ, "id: quiz-accueil", "id: autre", "id: autre", "id", "quiz.other_id"),
    (QUIZ, "preset: module_quiz", "preset: mock", "preset", "preset", "quiz.unknown_preset"),
    (QUIZ, "questions:", "policy: {feedbak: never}\nquestions:", "policy", "policy.feedbak", "field.unknown"),
    (
        QUIZ,
        "questions:",
        "policy: {sections: [{id: a, draw: {count: 99}}]}\nquestions:",
        "policy",
        "policy.sections.0.draw.count",
        "policy.pool_too_small",
    ),
    (
        QUIZ,
        "questions:",
        "policy: {sections: [{id: a, title: {de: Teil}, draw: {count: 1}}]}\nquestions:",
        "policy",
        "policy.sections.0.title",
        "text.unknown_language",
    ),
    (
        QUIZ,
        "questions:",
        "policy: {release: {answers: on_date}}\nquestions:",
        "policy",
        "policy.release.answers",
        "policy.no_release_date",
    ),
    (QUIZ, "questions:", "policy: {attempts: 0}\nquestions:", "policy", "policy.attempts", "field.below"),
    (QUIZ, "type: true_false", "type: yes_no", "yes_no", "questions.1.type", "question.unknown_type"),
    (QUIZ, "id: accueil-q2", "id: accueil-q1 # 2", "# 2", "questions.1.id", "id.repeated"),
    (QUIZ, "id: accueil-q2", "id: check-accueil", "check", "questions.1.id", "id.repeated"),
    (QUIZ, "objective: a", "objective: b", "objective: b", "questions.0.objective", "objective.unknown"),
    (LESSON, "title: B", "titre: B", "titre", "titre", "field.unknown"),
    (LESSON, "title: B", "title: ''  # B", "title", "title", "text.empty"),
    (LESSON, "---\ntitle", "title", "title", "", "lesson.no_front_matter"),
    (LESSON, "type: single_choice", "type: [", "options", "", "yaml.syntax"),
    (
        LESSON,
        "Une comm",
        "```check\nid: mot\ntype: long_text\nstem: Quoi ?\n```\n\nUne comm",
        "type: long_text",
        "type",
        "check.manual",
    ),
    (LESSON, "type: single_choice", "type: quatre", "quatre", "type", "question.unknown_type"),
    (LESSON, "stem: Q", "stem: {en: Who} # Q", "stem", "stem", "text.missing_translation"),
    (LESSON, "Une comm", "- x\n\n  ```check\n  id: a\n  ```\n\nUne", "  ```check", "", "check.inside"),
    (LESSON, "(rond.svg)", "(carre.svg)", "carre", "image", "image.missing"),
    (LESSON, "(rond.svg)", "(https://example.org/a.png)", "example.org/a", "image", "image.name"),
    (LESSON, "(rond.svg)", "(bienvenue.fr.md)", "(bienvenue", "image", "image.type"),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "words", "field", "code"), EDITS, ids=[f"{e[5]}-{e[4]}" for e in EDITS]
)
def test_a_mistake_is_found_in_its_place(
    folder: Path, name: str, old: str, new: str, words: str, field: str, code: str
) -> None:
    edit(folder, name, old, new)
    text = (folder / name).read_text("utf-8")
    line = text.count("\n", 0, text.index(words)) + 1
    assert (name, line, field, code) in found(folder)


def test_a_circle_through_two_modules_is_found(folder: Path) -> None:
    edit(folder, MODULE, "- bienvenue\n", "- repondre\n")
    circles = [p for p in problems(folder) if p.reason.code == "requires.circle"]
    assert [str(p.reason.params["chain"]) for p in circles] == ["quiz-accueil → reponses → quiz-accueil"]


def test_a_question_without_a_right_answer_is_found(folder: Path) -> None:
    edit(folder, QUIZ, "        correct: true\n", "")
    assert [(p.file, p.field.split(".")[:2]) for p in problems(folder)] == [(QUIZ, ["questions", "0"])]


def test_every_mistake_is_reported(folder: Path) -> None:
    edit(folder, COURSE, "level: beginner", "level: guru")
    edit(folder, MODULE, "minutes: 5", "minutes: many")
    edit(folder, QUIZ, "type: true_false", "type: yes_no")
    edit(folder, LESSON, "(rond.svg)", "(carre.svg)")
    (folder / "02-reponses" / "repondre.fr.md").unlink()
    codes = {(p.file, p.reason.code) for p in problems(folder)}
    assert codes == {
        (COURSE, "field.not_one_of"),
        (MODULE, "field.wrong_kind"),
        (QUIZ, "question.unknown_type"),
        ("02-reponses/repondre.fr.md", "file.missing"),
        (LESSON, "image.missing"),
    }


def _link(folder: Path) -> None:
    (folder.parent / "secret.md").write_text("---\ntitle: x\n---\nsecret\n", "utf-8")
    (folder / LESSON).unlink()
    (folder / LESSON).symlink_to(folder.parent / "secret.md")


def _linked_folder(folder: Path) -> None:
    (folder / "01-accueil").rename(folder.parent / "ailleurs")
    (folder / "01-accueil").symlink_to(folder.parent / "ailleurs")


def _utf16(folder: Path) -> None:
    (folder / LESSON).write_bytes((folder / LESSON).read_text("utf-8").encode("utf-16"))


def _latin1(folder: Path) -> None:
    (folder / LESSON).write_bytes("---\ntitle: Été\n---\nÀ\n".encode("latin-1"))


def _folder_for_file(folder: Path) -> None:
    (folder / LESSON).unlink()
    (folder / LESSON).mkdir()


def _append(name: str, text: str) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return act


LAUGHS = "a: &a [x]\n" + "".join(f"b{n}: [{'*a, ' * 9}*a]\n" for n in range(9))


@pytest.mark.parametrize(
    ("act", "file", "code"),
    [
        (lambda folder: (folder / LESSON).unlink(), LESSON, "file.missing"),
        (lambda folder: (folder / COURSE).unlink(), COURSE, "file.missing"),
        (lambda folder: (folder / MODULE).unlink(), MODULE, "file.missing"),
        (_link, LESSON, "file.link"),
        (_linked_folder, MODULE, "file.link"),
        (_utf16, LESSON, "file.not_utf8"),
        (_latin1, LESSON, "file.not_utf8"),
        (_folder_for_file, LESSON, "file.not_a_file"),
        (_append(LESSON, "x" * 10_000_000), LESSON, "file.too_big"),
        (_append(LESSON, "x" * 60_000), LESSON, "file.long_line"),
        (_append(LESSON, "\x1b[31m"), LESSON, "file.control_character"),
        (_append("01-accueil/rond.svg", " " * 6_000_000), "01-accueil/rond.svg", "file.too_big"),
        (_append(COURSE, LAUGHS), COURSE, "yaml.anchor"),
        (_append(COURSE, "deep: " + "[" * 20_000 + "]" * 20_000), COURSE, "yaml.too_deep"),
        (_append(COURSE, "many:\n" + "  - 1\n" * 120_000), COURSE, "yaml.too_many_values"),
        (lambda folder: (folder / COURSE).write_text(""), COURSE, "yaml.not_a_map"),
        (lambda folder: (folder / COURSE).write_text("- a\n"), COURSE, "yaml.not_a_map"),
        (lambda folder: (folder / LESSON).write_text("---\ntitle: x\n---\n\n  \n"), LESSON, "lesson.empty"),
    ],
)
def test_a_hostile_or_broken_file_is_refused(
    folder: Path, act: Callable[[Path], None], file: str, code: str
) -> None:
    act(folder)
    assert (file, code) in {(p.file, p.reason.code) for p in problems(folder)}


def test_a_byte_order_mark_and_windows_lines_are_fine(folder: Path) -> None:
    expected = read_course(folder)
    for name in (COURSE, MODULE, QUIZ, LESSON):
        text = (folder / name).read_text("utf-8")
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_course(folder) == expected


def test_no_folder(tmp_path: Path) -> None:
    assert [p.reason.code for p in problems(tmp_path / "rien")] == ["folder.missing"]


def test_a_hundred_thousand_problems_stop_early(folder: Path) -> None:
    lines = "".join(f"  - {{id: o{n % 7}, text: x, y{n}: z}}\n" for n in range(5000))
    edit(
        folder,
        MODULE,
        "objectives:\n  - id: accueil-definir\n    text: Définir une communauté\n",
        "objectives:\n" + lines,
    )
    assert len(problems(folder)) <= 500
