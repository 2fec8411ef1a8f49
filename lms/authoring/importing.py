"""Planning an import: the draft as it is stored, compared with the files that were read."""

from lms.authoring.files import CourseFileErrors, CourseFiles
from lms.authoring.plans import Key, Plan, plan_of
from lms.authoring.publishing import read_back
from lms.core.errors import Conflict
from lms.courses import drafts, queries
from lms.courses.models import DraftItem


def plan_import(*, centre_id: int, files: CourseFiles) -> Plan:
    """What importing these files would do to the centre's course with their id; all of it is new when there is none.

    Takes seconds for a long course: never call it inside a transaction. Nothing is written.
    """
    course = queries.course_by_key(centre_id, files.document.id)
    nodes = queries.draft_items(course.id, with_deleted=True) if course else []
    plan = plan_of(nodes, files.document)
    is_only_new = all(line.act == "add" for line in plan.lines)
    return plan if is_only_new else plan_of(nodes, files.document, _normal(nodes))


def _normal(nodes: list[DraftItem]) -> dict[Key, drafts.Node]:
    """The draft's nodes in the form that files give them; none when an unfinished draft can't be read back from its files."""
    try:
        document = read_back(drafts.document_of(node for node in nodes if node.deleted_at is None))
    except (CourseFileErrors, Conflict):
        return {}
    return {(node[0], node[1]): node for node in drafts.nodes_of(document)}
