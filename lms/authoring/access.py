"""Who may edit a course: loaders that check, and the same rule as a filter. A node belongs to its course, never to an id alone."""

from lms.core.errors import NotFound
from lms.core.permissions import GRANTS, Permission, Scope, allows
from lms.core.person import Person
from lms.courses import drafts, queries
from lms.courses.models import Course, DraftItem

EDIT = Permission.COURSE_EDIT


def course_for(person: Person, course_id: int) -> Course:
    """A course that this person may edit; NotFound for everyone else."""
    found = queries.course(course_id)
    if found is None or not allows(person.grants, EDIT, Scope(found.centre_id, found.id)):
        raise NotFound
    return found


def node_for(person: Person, course_id: int, node_id: int, *kinds: str) -> tuple[Course, DraftItem]:
    """A node of the draft of a course that this person may edit, of one of these kinds; NotFound when it is in the bin."""
    course = course_for(person, course_id)
    node = queries.draft_node(course_id, node_id)
    if node is None or node.deleted_at is not None or (kinds and node.kind not in kinds):
        raise NotFound
    return course, node


def node_to_edit(person: Person, course_id: int, node_id: int, *kinds: str) -> DraftItem:
    """The node of `node_for`, locked until the transaction ends."""
    node_for(person, course_id, node_id, *kinds)
    return drafts.node_for_update(course_id, node_id)


def visible_courses(person: Person) -> list[Course]:
    """The courses that `course_for` would return to this person."""
    centres = {grant.centre_id for grant in person.grants if EDIT in GRANTS[grant.role]}
    found = queries.courses_of(centres)
    return [course for course in found if allows(person.grants, EDIT, Scope(course.centre_id, course.id))]


def centres_to_author_in(person: Person) -> list[int]:
    """The centres in which this person may begin a course."""
    centres = {grant.centre_id for grant in person.grants}
    return sorted(one for one in centres if allows(person.grants, EDIT, Scope(one)))
