"""A course with an entry and an exit test, and learners who sit them."""

from lms.courses.document import CourseDocument, load_document
from tests.quiz.sitting import KEY, Learner, course_with, options_of


def course_with_both(**identity: str) -> CourseDocument:
    """An entry test of three questions on two objectives, and the same again as exit test."""
    data = {**course_with(diagnostic="entry", pass_percent=0).dump(), **identity}
    items = data["modules"][0]["items"]
    entry = next(item for item in items if item["id"] == KEY)
    questions = [{**question, "id": f"exit-{question['id']}"} for question in entry["questions"]]
    policy = {**entry["policy"], "diagnostic": "exit"}
    items.append({**entry, "id": "exit", "policy": policy, "questions": questions})
    return load_document(data)


def sit(learner: Learner, key: str, right: int) -> None:
    """One attempt, its first `right` questions right."""
    reply = learner.post(f"/learn/{learner.enrolment.id}/{key}/quiz", {"ready": "y"})
    path = str(reply.location).partition("?")[0]
    options = options_of(learner.get(f"{path}?q=1").text, 1)
    replies = [{"choice": [options["L’écouter"]]}, {"choice": ["true"]}, {"number": ["120"]}]
    for slot, fields in enumerate(replies[:right], start=1):
        assert learner.save(path, slot, fields).status_code == 200
    assert learner.post(f"{path}/submit", {"confirm": "y"}).status_code == 303
