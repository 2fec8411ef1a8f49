"""A device without network, an attempt submitted on another one: what the first still held reaches the server, all of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lms.core import clock
from lms.core.db import transaction
from lms.quiz import services
from tests.browser.site import Site
from tests.journeys.test_chromium_quiz import open_attempt
from tests.journeys.test_zero_loss import in_outbox, notice, number
from tests.quiz import sitting

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_what_a_device_held_is_kept_with_its_own_time(site: Site, new_page: Callable[..., Any]) -> None:
    page = new_page()
    path = open_attempt(site, page, "chrono")
    page.goto(site.url(f"{path}?q=2"))
    page.context.set_offline(True)
    number(page, 2).fill("120")
    in_outbox(page, 1)
    with transaction():
        services.submit(attempt_id=sitting.attempt_row(path).id, by="learner", now=clock.now())
    page.context.set_offline(False)
    notice(page, "over").get_by_text("it is kept with your work").wait_for()
    in_outbox(page, 0)
    (late,) = [event for event in sitting.events(path) if event.kind == "late"]
    assert late.payload["response"]["text"] == "120"
    assert late.payload["typed_at"] < (clock.now() + timedelta(minutes=1)).isoformat()
