"""The floor under *save one answer*: a minimal Flask and SQLAlchemy Core handler that runs the program's own statements.

No cookies, permissions, CSRF, languages, question types or error pages: what remains is what any such handler must cost.
"""

from hashlib import sha256
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, Engine, create_engine

from benchmarks.app import read_port
from benchmarks.meter import Meter
from lms.accounts.queries import SIGNED_IN
from lms.accounts.rules import IDLE_LIFETIME
from lms.core import clock, server
from lms.core.config import Settings
from lms.quiz.save_statements import FOR_SAVE, INSERT_ANSWERS, INSERT_EVENTS, UPDATE_ANSWERS

TOKEN = "X-Token"


def make_app(settings: Settings) -> Flask:
    """The minimal application on the same database."""
    app = Flask("floor")
    engine = app.extensions["engine"] = create_engine(settings.database)

    @app.get("/ready")
    def ready() -> str:
        return "ready"

    @app.post("/attempts/<int:attempt_id>/slots/<int:slot>")
    def save(attempt_id: int, slot: int) -> ResponseReturnValue:
        return jsonify(_save(engine, attempt_id, slot))

    app.wsgi_app = Meter(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _save(engine: Engine, attempt_id: int, slot: int) -> dict[str, Any]:
    sent, now = request.get_json(), clock.now()
    token = sha256(request.headers[TOKEN].encode()).hexdigest()
    with engine.connect() as connection:
        about = {"token_hash": token, "now": now, "idle_since": now - IDLE_LIFETIME}
        person = connection.execute(SIGNED_IN, about).first()
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        assert person is not None
        values = {"attempt": attempt_id, "slots": [slot], "client_key": sent["key"]}
        row = connection.execute(FOR_SAVE, values).first()
        assert row is not None
        assert row.user_id == person.id
        answer = {
            "response": {"option": sent["fields"]["choice"][0]},
            "sequence": sent["sequence"] + 1,
            "saved_at": now,
            "is_flagged": sent["flagged"],
            "certainty": None,
        }
        _write(connection, row.answer_id, {"attempt_id": attempt_id, "slot": slot}, answer, sent["key"])
        connection.commit()
    saved_at = now.isoformat()
    return {"sequence": answer["sequence"], "saved_at": saved_at, "server_now": saved_at, "state": row.state}


def _write(
    connection: Connection, answer_id: int | None, place: dict[str, int], answer: dict[str, Any], key: str
) -> None:
    if answer_id is None:
        connection.execute(INSERT_ANSWERS, {**place, **answer})
    else:
        connection.execute(UPDATE_ANSWERS, {"answer_id": answer_id, "checked_sequence": None, **answer})
    payload = {"sequence": answer["sequence"], "flagged": False, "response": answer["response"]}
    event = {**place, "at": answer["saved_at"], "kind": "saved", "client_key": key, "payload": payload}
    connection.execute(INSERT_EVENTS, [event])


if __name__ == "__main__":
    configured = Settings()
    server.serve(make_app(configured), configured, "127.0.0.1", read_port())
