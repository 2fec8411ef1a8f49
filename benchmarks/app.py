"""The measured server: the program as `lms serve` runs it, on plain HTTP, with the meter's headers.

`python -m benchmarks.app --port N`; settings come from the environment, as for `lms serve`.
"""

import argparse

from flask import Flask

from benchmarks.meter import Meter
from lms.app import create_app
from lms.core import server
from lms.core.config import Settings


def make_app(settings: Settings) -> Flask:
    """The application, with the meter around it."""
    app = create_app(settings)
    app.wsgi_app = Meter(app.wsgi_app)  # type: ignore[method-assign]
    return app


def read_port() -> int:
    """`--port` of the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port: int = parser.parse_args().port
    return port


if __name__ == "__main__":
    configured = Settings()
    server.serve(make_app(configured), configured, "127.0.0.1", read_port())
