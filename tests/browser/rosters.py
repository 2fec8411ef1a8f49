"""Rosters in each of their states: one that waits with rows to correct, one without columns, one under way, one applied."""

from lms.centres.models import Centre
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from lms.rosters import services
from lms.rosters.reading import read_text
from tests.certificates.holder import make_staff
from tests.factories import make_cohort, make_enrolment, make_user

WAITS = "mail;nom;employeur\nlea@example.org;Léa Martin;Ruche\nici@example.org;Autre Nom;\nnobody;Nobody;\n;Zoé;\n"
"""Somebody new, somebody who changes, and two rows to correct."""


def build(centre: Centre, cohort: Cohort) -> dict[str, str]:
    """The paths of their pages, in a group beside `cohort`."""
    group = make_cohort(cohort.course, "Groupe des listes", clock.now())
    for name in ("ici", "absent"):
        make_enrolment(
            make_user(f"{name}@example.org", name.title(), clock.now(), password=None), group, clock.now()
        )
    manager = make_staff(centre, Role.MANAGER, "lister").id
    place = f"/teach/cohorts/{group.id}/rosters"
    paths = {"rosters": place, "rosters_none": f"/teach/cohorts/{cohort.id}/rosters"}
    room = f"/centres/{centre.id}"
    paths |= {
        "audit_log": f"{room}/log",
        "centre_settings": f"{room}/settings",
        "centre_lists": f"{room}/lists",
        "contacts": f"{room}/contacts",
    }
    applied = _send(group, "mail;nom\nici@example.org;Ici\n", manager)
    for name, text in (("waits", WAITS), ("unread", "a;b\nLéa;lea\n"), ("running", WAITS)):
        paths[f"roster_{name}"] = f"{place}/{_send(group, text, manager)}"
    paths["roster_applied"] = f"{place}/{applied}"
    for number, is_done in ((applied, True), (int(paths["roster_running"].rsplit("/", 1)[1]), False)):
        _agree(number, manager, is_done=is_done)
    return paths


def _send(group: Cohort, text: str, manager: int) -> int:
    with transaction():
        table, now = read_text(text), clock.now()
        about = {"file_name": "inscriptions.csv", "missing": lambda text: [], "actor_id": manager}
        return services.receive(cohort=group, table=table, now=now, **about).id


def _agree(number: int, manager: int, *, is_done: bool) -> None:
    with transaction():
        roster = services.queries.roster_for_update(number)
        seen = services.digest_of(services.plan_of(roster, None))
        services.start_applying(roster_id=number, seen=seen, lets_go=False, tells=False, actor_id=manager)
        if is_done:
            services.apply(roster_id=number, now=clock.now())
