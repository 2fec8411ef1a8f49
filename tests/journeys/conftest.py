"""An author's browser, for the journeys of authoring."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lms.core import clock
from tests.authoring.desk import Desk, make_desk
from tests.browser.site import Site
from tests.quiz.sitting import sign_in

NewPage = Callable[..., Any]


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Desk:
    return make_desk(site.app, tmp_path / "files")


@pytest.fixture
def author(site: Site, desk: Desk, new_page: NewPage) -> Callable[..., Any]:
    """Opens a browser in which the author is signed in, with lessons in this view: `page` or `source`."""

    def make(view: str = "page") -> Any:
        cookie = sign_in(site.app, desk.author.id, clock.now()).get_cookie("lms")
        assert cookie is not None
        page = new_page()
        page.context.add_init_script(f"localStorage.setItem('tremplin-editor-view', '{view}')")
        page.context.add_cookies([{"name": "lms", "value": cookie.value, "url": site.url("/")}])
        return page

    return make
