"""Lines of the table: what people need to follow their training. In this world the manager is the accessibility officer, and the learner's
record is an answered one; `test_officer.py` has the managers who are no officers."""

from tests.access.line import Line

OFFICER = "303 403 403 403 404 {} 404 403 403 403"
MANAGERS = "303 403 403 403 403 {} 404 403 403 403"
OWN = "303 404 {} 404 404 404 404 404 404 404"

GET_OF_ADAPTATIONS = [
    Line("GET", "adaptations.mine", "303 303 303 200 200 200 200 200 200 200"),
    Line("GET", "adaptations.own", OWN.format(200)),
    Line("GET", "adaptations.officer", "303 403 403 403 403 303 403 403 403 403"),
    Line("GET", "adaptations.officer_people", OFFICER.format(200)),
    Line("GET", "adaptations.officer_person", OFFICER.format(200)),
    Line("GET", "centres.officers", MANAGERS.format(200)),
]
POST_OF_ADAPTATIONS = [
    Line("POST", "adaptations.state", OWN.format(422)),
    Line("POST", "adaptations.officer_read", OFFICER.format(200)),
    Line("POST", "adaptations.officer_note", OFFICER.format(422)),
    Line("POST", "adaptations.withdraw", OWN.format(303)),
    Line("POST", "adaptations.officer_erase", OFFICER.format(303)),
    Line("POST", "centres.choose_officer", MANAGERS.format(422)),
    Line("POST", "centres.end_officer", MANAGERS.format(303)),
]
