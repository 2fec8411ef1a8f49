"""Random courses through both doors: files → draft → edits in the browser → files → draft is the identity."""

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lms.accounts.models import User
from lms.authoring import arranging, editing, importing, questions, services
from lms.authoring.copies import question_ids
from lms.authoring.files import CourseFiles, read_folder
from lms.authoring.sheets import module_body
from lms.authoring.writer import course_files, write_course
from lms.centres.models import Centre
from lms.core.db import session, transaction
from lms.courses import drafts, queries
from lms.courses.document import load_document
from lms.courses.drafts import ITEMS
from lms.courses.models import Course, DraftItem
from tests.authoring.random_courses import courses, lessons, texts
from tests.authoring.random_courses import questions as random_questions
from tests.authoring.test_round_trip import no_image
from tests.factories import NOW, make_centre, make_user

NUMBERS = count(1)


class Author:
    """Someone who does in the browser whatever hypothesis draws."""

    def __init__(self, course: Course, user: User, data: st.DataObject) -> None:
        self.course, self.user, self.data = course, user, data
        self.languages: list[str] = list(drafts.draft_document(course.id).languages)

    def draw(self, strategy: st.SearchStrategy[Any]) -> Any:
        return self.data.draw(strategy)

    def some(self, *kinds: str) -> DraftItem | None:
        nodes = [node for node in queries.draft_items(self.course.id) if node.kind in kinds]
        return self.draw(st.sampled_from(nodes)) if nodes else None

    def save(self, node: DraftItem, body: dict[str, Any]) -> None:
        locked = drafts.node_for_update(self.course.id, node.id)
        drafts.edit_node(locked, body, base=node.version, actor_id=self.user.id, now=NOW)

    def taken(self) -> set[str]:
        return {one for node in queries.draft_items(self.course.id) for one in question_ids(node)}

    def edit(self) -> None:
        acts = (
            self.rename,
            self.move,
            self.put,
            self.copy,
            self.add,
            self.write,
            self.ask,
            self.drop,
            self.describe,
        )
        with transaction():
            self.draw(st.sampled_from(acts))(arranging.edit(self.course.id, self.user.id, NOW))

    def finish(self) -> None:
        """No module stays empty: files would refuse it, as the checklist does."""
        with transaction():
            nodes = queries.draft_items(self.course.id)
            full = {node.parent_key for node in nodes}
            for module in nodes:
                if module.kind == "module" and module.key not in full:
                    editor = arranging.edit(self.course.id, self.user.id, NOW)
                    self._write(arranging.add(editor, "lesson", module.id, "Encore"))

    def rename(self, editor: arranging.Editor) -> None:
        node = self.some("module", *ITEMS)
        assert node is not None
        arranging.rename(editor, node.id, self.draw(texts(self.languages)))

    def move(self, editor: arranging.Editor) -> None:
        node = self.some("module", *ITEMS)
        assert node is not None
        arranging.move(editor, node.id, self.draw(st.sampled_from([-1, 1])))

    def put(self, editor: arranging.Editor) -> None:
        node, module = self.some(*ITEMS), self.some("module")
        assert module is not None
        if node is not None:
            arranging.move_to(editor, node.id, module.id, self.draw(st.integers(0, 3)))

    def copy(self, editor: arranging.Editor) -> None:
        node = self.some(*ITEMS)
        if node is not None:
            arranging.duplicate(editor, node.id, "(copie)")

    def add(self, editor: arranging.Editor) -> None:
        module = self.some("module")
        assert module is not None
        added = arranging.add(editor, "lesson", module.id, self.draw(texts(self.languages))["fr"])
        self._write(added)

    def write(self, editor: arranging.Editor) -> None:
        node = self.some("lesson")
        if node is not None:
            self._write(node)

    def _write(self, node: DraftItem) -> None:
        title, body = (
            self.draw(texts(self.languages)),
            self.draw(lessons(self.languages, f"{node.key}-check")),
        )
        form = {
            **{f"title-{code}": [text] for code, text in title.items()},
            **{f"body-{code}": [text.replace("\n", "\r\n")] for code, text in body.items()},
            "minutes": [str(self.draw(st.integers(1, 600)))],
        }
        self.save(node, editing.lesson_body(node, form, self.languages))

    def ask(self, editor: arranging.Editor) -> None:
        """A question from its source, new or in the place of another."""
        node = self.some("quiz")
        if node is None:
            return
        former = self.draw(st.sampled_from([None, *question_ids(node)]))
        key = former or f"neuve-{next(NUMBERS)}"
        source = questions.source_of(self.draw(random_questions(self.languages, key)), self.languages)
        found = questions.read_source(source, self.languages)
        self.save(node, questions.put(node, found, former, self.taken()))

    def drop(self, editor: arranging.Editor) -> None:
        """A question goes or moves, or an item goes; every module keeps something."""
        node = self.some(*ITEMS)
        if node is None:
            return
        asked = question_ids(node) if node.kind == "quiz" else []
        if len(asked) > 1:
            one = self.draw(st.sampled_from(asked))
            change = self.draw(st.sampled_from([-1, 1, None]))
            self.save(node, questions.moved(node, one, change) if change else questions.without(node, one))
        else:
            arranging.delete(editor, node.id)

    def describe(self, editor: arranging.Editor) -> None:
        node = self.some("module")
        assert node is not None
        title, summary = (self.draw(texts(self.languages)) for _ in range(2))
        form = {f"title-{code}": [text] for code, text in title.items()}
        form |= {f"summary-{code}": [text] for code, text in summary.items()}
        goals = [(goal["id"], goal["text"]) for goal in node.body["objectives"]]
        form |= {f"goal-{key}-{code}": [words] for key, text in goals for code, words in text.items()}
        self.save(node, module_body(node, form, self.languages, set()))


def load(centre: Centre, files: CourseFiles, *, keeps_mine: bool = False) -> services.Imported:
    plan = importing.plan_import(centre_id=centre.id, files=files)
    given: dict[str, Any] = {"files": files, "plan": plan, "keeps_mine": keeps_mine}
    with transaction():
        return services.import_files(centre_id=centre.id, actor_id=None, now=NOW, **given)


def files_of(data: dict[str, Any]) -> CourseFiles:
    with TemporaryDirectory() as name:
        write_course(load_document(data), Path(name) / "files", no_image)
        return read_folder(Path(name) / "files")


FEW = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes; the draws are printed
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


@given(data=st.data())
@FEW
def test_files_and_browser_are_two_doors_to_one_course(app: Flask, data: st.DataObject) -> None:
    number = next(NUMBERS)
    centre, user = make_centre(f"c{number}"), make_user(f"a{number}@example.org", "Ada", password=None)
    with TemporaryDirectory() as name:
        root = Path(name)
        write_course(load_document(data.draw(courses())), root / "first", no_image)
        files = read_folder(root / "first")
        course = load(centre, files).course
        assert drafts.draft_document(course.id).digest == files.document.digest
        author = Author(course, user, data)
        for _ in range(data.draw(st.integers(0, 5))):
            author.edit()
        author.finish()
        document = services.document_to_export(course)
        write_course(document, root / "second", no_image)
        again = read_folder(root / "second")
        plan = importing.plan_import(centre_id=centre.id, files=again)
        assert plan.lines == ()
        assert not load(centre, again).is_changed
        session().expire_all()
        after = services.document_to_export(course)
        assert after.digest == document.digest
        assert course_files(after, no_image) == course_files(document, no_image)
        write_course(again.document, root / "third", no_image)
        assert read_folder(root / "third").document.digest == again.document.digest


@given(data=st.data(), keeps_mine=st.booleans())
@FEW
def test_whatever_is_decided_leaves_a_whole_course(app: Flask, data: st.DataObject, keeps_mine: bool) -> None:
    """Two unlike courses with the same ids, edits in the browser between them: what is kept is kept, and nothing is orphaned."""
    number = next(NUMBERS)
    centre, user = make_centre(f"c{number}"), make_user(f"a{number}@example.org", "Ada", password=None)
    first, second = data.draw(courses(["fr"])), data.draw(courses(["fr"]))
    course = load(centre, files_of(first)).course
    author = Author(course, user, data)
    for _ in range(data.draw(st.integers(0, 5))):
        author.edit()
    files = files_of(second)
    plan = importing.plan_import(centre_id=centre.id, files=files)
    before = {(node.kind, node.key): node.body for node in queries.draft_items(course.id)}
    load(centre, files, keeps_mine=keeps_mine)
    session().expire_all()
    live = queries.draft_items(course.id)
    after = {(node.kind, node.key): node.body for node in live}
    modules = {node.key for node in live if node.kind == "module"}
    assert {node.parent_key for node in live if node.kind in ITEMS} <= modules
    for parent in {node.parent_key for node in live}:
        places = [node.position for node in live if node.parent_key == parent]
        assert places == list(range(len(places)))
    if keeps_mine:
        assert all(after.get(key) == before.get(key) for key in plan.conflicts if key in before)
    else:
        assert importing.plan_import(centre_id=centre.id, files=files).lines == ()
