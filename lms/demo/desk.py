"""What the demo's instructor has on the desk: a correction of the course that waits to be published, and a course just begun."""

from datetime import datetime, timedelta

from lms.authoring import arranging
from lms.authoring import services as authoring
from lms.core.db import transaction
from lms.courses import drafts
from lms.courses.models import Course, DraftItem

LESSON = "definition"
SENTENCES = {
    "fr": "> [!TIP]\n> Gardez sous la main une annonce d’emploi réelle : vous y retrouverez chaque point de cette leçon.",
    "en": "> [!TIP]\n> Keep a real job advert at hand: you will find every point of this lesson in it.",
}
BEGUN = "Photographier un rucher"
HOUR = timedelta(hours=1)


def make(course: Course, instructor_id: int, now: datetime) -> None:
    """Yesterday's work."""
    _correct(course, instructor_id, now - 26 * HOUR)
    _begin(course.centre_id, instructor_id, now - 20 * HOUR)


def _correct(course: Course, instructor_id: int, then: datetime) -> None:
    """A first attempt at a sentence, then both languages: two versions of a lesson."""
    with transaction():
        node = _node(arranging.edit(course.id, instructor_id, then), LESSON)
        text = dict(node.body["body"])
        for minutes, languages in ((0, ("fr",)), (25, ("fr", "en"))):
            body = {**text, **{one: f"{text[one].rstrip()}\n\n{SENTENCES[one]}\n" for one in languages}}
            drafts.edit_node(
                node,
                {**node.body, "body": body},
                base=node.version,
                actor_id=instructor_id,
                now=then + timedelta(minutes=minutes),
            )


def _begin(centre_id: int, instructor_id: int, then: datetime) -> None:
    """A title, a lesson in one of two languages, an empty quiz, something in the bin."""
    with transaction():
        course = authoring.begin_course(
            centre_id=centre_id,
            title=BEGUN,
            languages=["fr", "en"],
            names=("La lumière", "Le matin ou le soir"),
            actor_id=instructor_id,
            now=then,
        )
    with transaction():
        editor = arranging.edit(course.id, instructor_id, then)
        module = _node(editor, "la-lumiere")
        lesson = _node(editor, "le-matin-ou-le-soir")
        body = {**lesson.body["body"], "fr": "Le matin, la lumière rase montre le relief des cadres.\n"}
        drafts.edit_node(
            lesson, {**lesson.body, "body": body}, base=lesson.version, actor_id=instructor_id, now=then
        )
        arranging.add(editor, "quiz", module.id, "Quiz : la lumière")
        arranging.delete(editor, arranging.add(editor, "lesson", module.id, "Choisir un trépied").id)


def _node(editor: arranging.Editor, key: str) -> DraftItem:
    return next(node for node in editor.nodes if node.key == key)
