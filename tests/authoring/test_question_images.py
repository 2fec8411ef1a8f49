"""Images that questions show: read beside the course's other files, refused like them, written back."""

import re
from pathlib import Path

import pytest

from lms.authoring.files import CourseFileErrors, read_folder
from lms.authoring.writer import write_course
from lms.courses.plain_yaml import dump_yaml, load_yaml
from tests.courses.sample import LOGO_SVG, write_sample

pytestmark = pytest.mark.one_database

QUESTION_TYPES = Path(__file__).parents[2] / "docs" / "question-types.md"
HOTSPOT = {
    "type": "hotspot",
    "stem": "Où est le rond ?",
    "image": "plan.svg",
    "alt": "Un rond vert dans un carré.",
    "regions": [
        {"id": "rond", "text": "Le rond", "correct": True, "circle": [50, 50, 40]},
        {"id": "coin", "text": "Le coin", "rectangle": [0, 0, 12.5, 10]},
        {"id": "bord", "text": "Le bord", "polygon": [[90, 0], [100, 0], [100, 99.5]]},
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample course with a picture question in its first quiz, and one in its first lesson."""
    root = write_sample(tmp_path / "animer")
    module = root / "01-accueil"
    (module / "plan.svg").write_text(LOGO_SVG, "utf-8")
    (module / "carte.svg").write_text(LOGO_SVG.replace("4", "3"), "utf-8")
    quiz = load_yaml((module / "quiz-accueil.yaml").read_text("utf-8")).value
    quiz["questions"].append({"id": "accueil-q3", **HOTSPOT})
    (module / "quiz-accueil.yaml").write_text(dump_yaml(quiz), "utf-8")
    check = dump_yaml({"id": "check-plan", **HOTSPOT, "image": "carte.svg"})
    lesson = module / "bienvenue.fr.md"
    lesson.write_text(f"{lesson.read_text('utf-8')}\n```check\n{check}```\n", "utf-8")
    return root


def test_images_of_questions_are_media_of_their_module(folder: Path) -> None:
    files = read_folder(folder)
    media = files.document.modules[0].media
    assert set(media) == {"rond.svg", "plan.svg", "carte.svg"}
    assert files.images[media["plan.svg"].sha256] == LOGO_SVG.encode()


def test_writing_and_reading_again_is_the_identity(folder: Path, tmp_path: Path) -> None:
    files = read_folder(folder)
    written = tmp_path / "again"
    write_course(files.document, written, files.images.__getitem__)
    again = read_folder(written)
    assert again.document == files.document
    assert again.images == files.images
    assert "rectangle:" in (written / "01-accueil" / "quiz-accueil.yaml").read_text("utf-8")


def test_gaps_outlines_and_rubrics_survive_writing_and_reading(folder: Path, tmp_path: Path) -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```", QUESTION_TYPES.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    path = folder / "01-accueil" / "quiz-accueil.yaml"
    quiz = load_yaml(path.read_text("utf-8")).value
    questions = [load_yaml(example).value for example in examples]
    quiz["questions"] += [one for one in questions if one["type"] in ("cloze", "hotspot", "long_text")]
    path.write_text(dump_yaml(quiz), "utf-8")
    (path.parent / "affiche.svg").write_text(LOGO_SVG.replace("4", "2"), "utf-8")
    files = read_folder(folder)
    assert len(files.document.modules[0].items[-1].questions) == 6
    write_course(files.document, tmp_path / "again", files.images.__getitem__)
    assert read_folder(tmp_path / "again").document == files.document


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("absente.svg", "image.missing"),
        ("../course.yaml", "image.name"),
        ("https://example.org/plan.png", "image.name"),
        ("bienvenue.fr.md", "image.type"),
    ],
)
@pytest.mark.parametrize(
    ("file", "image", "field"),
    [("quiz-accueil.yaml", "plan.svg", "questions.2.image"), ("bienvenue.fr.md", "carte.svg", "image")],
)
def test_an_image_that_can_not_be_shown_is_found_where_it_is_named(
    folder: Path, name: str, code: str, file: str, image: str, field: str
) -> None:
    path = folder / "01-accueil" / file
    text = path.read_text("utf-8").replace(f"image: {image}", f"image: {name}")
    path.write_text(text, "utf-8")
    with pytest.raises(CourseFileErrors) as caught:
        read_folder(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.field, problem.reason.code) == (f"01-accueil/{file}", field, code)
    assert f"image: {name}" in text.splitlines()[problem.line - 1]


def test_what_a_picture_shows_must_be_told_in_each_language(folder: Path) -> None:
    path = folder / "01-accueil" / "quiz-accueil.yaml"
    text = path.read_text("utf-8").replace("alt: Un rond vert dans un carré.", "alt: {en: A green disc.}")
    path.write_text(text, "utf-8")
    with pytest.raises(CourseFileErrors) as caught:
        read_folder(folder)
    assert {(p.field, p.reason.code) for p in caught.value.problems} == {
        ("questions.2.alt", "text.missing_translation"),
        ("questions.2.alt", "text.unknown_language"),
    }
