"""Lines of the table: attendance sheets, of a session that runs now."""

from tests.access.line import Line

STUDIED = "303 404 {} 404 404 404 404 404 404 404"
TAUGHT = "303 403 403 {0} 404 {0} 404 403 403 403"
RUNS = {"live_id": "running_live_id"}

GET_OF_ATTENDANCE = [
    Line("GET", "learning.attendance", STUDIED.format(200)),
    Line("GET", "learning.signing", STUDIED.format(200), RUNS),
    Line("GET", "followup.attendance", TAUGHT.format(200)),
    Line("GET", "followup.sheet", TAUGHT.format(200), RUNS),
    Line("GET", "followup.sheet_print", TAUGHT.format(200), RUNS),
]
POST_OF_ATTENDANCE = [
    Line("POST", "learning.sign", STUDIED.format(303), RUNS),
    Line("POST", "followup.export_attendance", TAUGHT.format(200), data={"format": "csv"}),
    Line("POST", "followup.state_attendance", TAUGHT.format(422), RUNS),
    Line("POST", "followup.remind_unsigned", TAUGHT.format(303), RUNS),
    Line("POST", "followup.state_others", TAUGHT.format(303), RUNS),
    Line("POST", "followup.countersign", TAUGHT.format(409), RUNS),
]
