"""Lines of the table: the log and the settings of a centre, whom to turn to there. What shows whose pages these are is public; here no centre has chosen it."""

from tests.access.line import Line

MANAGERS = "303 403 403 403 403 {} 404 403 403 403"
FOUND_BY_NOBODY = " ".join(["404"] * 10)
IDENTITY = {"part": "identity"}
STAMP = {"kind": "stamp"}

GET_OF_CENTRES = [
    Line("GET", "centres.log", MANAGERS.format(200)),
    Line("GET", "centres.settings", MANAGERS.format(200)),
    Line("GET", "centres.lists", MANAGERS.format(200)),
    Line("GET", "centres.sheet", FOUND_BY_NOBODY),
    Line("GET", "centres.logo", FOUND_BY_NOBODY),
    Line("GET", "centres.signing_picture", MANAGERS.format(404), STAMP),
    Line("GET", "learning.contacts", "303 404 200 200 404 200 404 200 200 200"),
]
POST_OF_CENTRES = [
    Line("POST", "centres.export_log", MANAGERS.format(200), data={"format": "csv"}),
    Line("POST", "centres.save_settings", MANAGERS.format(422), IDENTITY, {"name": ""}),
    Line("POST", "centres.save_lists", MANAGERS.format(422), data={"label-natures-training": "a" * 121}),
    Line("POST", "centres.set_logo", MANAGERS.format(422)),
    Line("POST", "centres.remove_logo", MANAGERS.format(303)),
    Line("POST", "centres.set_signing_picture", MANAGERS.format(422), STAMP),
    Line("POST", "centres.remove_signing_picture", MANAGERS.format(303), STAMP),
]
