"""Public verification (P17): valid, revoked, unknown; throttled, not indexed, and nothing else about the person."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pypdfium2 as pdfium
import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient

from lms.certificates.models import Certificate
from lms.certificates.rules import new_code, shown_code
from lms.certificates.services import revoke_certificate
from lms.core import clock
from lms.core.db import transaction
from lms.core.throttle import POLICIES
from tests.certificates.holder import Holder, browser_of, make_holder
from tests.payloads import PAYLOADS

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def holder(app: Flask) -> Holder:
    return make_holder()


@pytest.fixture
def certificate(holder: Holder) -> Certificate:
    return holder.completes()


def test_a_genuine_certificate_is_valid(
    client: FlaskClient, holder: Holder, certificate: Certificate
) -> None:
    answer = client.get(f"/verify/{certificate.code}")
    assert answer.status_code == 200
    assert "Valid" in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.text
    assert holder.user.email not in answer.text


def test_the_page_says_what_the_paper_says(
    app: Flask, client: FlaskClient, holder: Holder, certificate: Certificate
) -> None:
    page = client.get(f"/verify/{certificate.code}").text
    pdf = browser_of(app, holder.user).get(f"/certificates/{certificate.id}/certificate.pdf").data
    paper = " ".join(pdfium.PdfDocument(pdf)[0].get_textpage().get_text_bounded().split())
    sheet = certificate.record["sheet"]
    said = [value for value in sheet.values() if isinstance(value, str)]
    said += [*sheet["objectives"], *sheet["signatory"].values(), shown_code(certificate.code)]
    for value in said:
        assert value in page
        assert " ".join(value.split()) in paper


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.lower(),
        lambda code: shown_code(code).replace(" ", "-"),
        lambda code: shown_code(code).replace(" ", "%20"),
        lambda code: code.replace("0", "O").replace("1", "l"),
    ],
)
def test_the_code_may_be_written_as_people_write(
    client: FlaskClient, certificate: Certificate, typed: Callable[[str], str]
) -> None:
    assert client.get(f"/verify/{typed(certificate.code)}").status_code == 200


def test_one_wrong_sign_is_unknown(client: FlaskClient, certificate: Certificate) -> None:
    code = certificate.code
    wrong = ("A" if code[0] != "A" else "B") + code[1:]
    for typed in (wrong, code[:-1], new_code(), "x", "%C3%A9" * 40, "..%5C..", "'--", "9" * 3000):
        answer = client.get(f"/verify/{typed}")
        assert answer.status_code == 404, typed
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Aïssatou" not in answer.text


def test_a_revoked_one_says_when_and_why(client: FlaskClient, certificate: Certificate) -> None:
    with transaction():
        revoke_certificate(
            certificate_id=certificate.id, reason_class="issued_in_error", actor_id=1, now=clock.now()
        )
    answer = client.get(f"/verify/{certificate.code}?lang=en")
    assert answer.status_code == 200
    assert "Revoked" in answer.text
    assert "Issued in error" in answer.text
    assert "This certificate is genuine" not in answer.text


def test_guesses_are_throttled_and_genuine_codes_are_not(
    client: FlaskClient, certificate: Certificate, count_statements: Counter
) -> None:
    limit = int(POLICIES["verify"].address.split()[0])
    for _ in range(limit + 5):
        assert client.get(f"/verify/{certificate.code}").status_code == 200
    codes = [client.get(f"/verify/{new_code()}").status_code for _ in range(limit + 3)]
    assert codes == [404] * limit + [429] * 3
    with count_statements() as statements:
        refused = client.get(f"/verify/{certificate.code}")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert not any("FROM certificate" in statement for statement in statements)


def test_the_form_leads_to_the_page(client: FlaskClient, certificate: Certificate) -> None:
    assert client.get("/verify").status_code == 200
    found = client.get("/verify", query_string={"code": f"  {shown_code(certificate.code).lower()} "})
    assert (found.status_code, found.location) == (303, f"/verify/{certificate.code}")
    assert client.get(client.get("/verify?code=nonsense").location).status_code == 404
    for bad in ("", "   ", "9" * 500):
        answer = client.get("/verify", query_string={"code": bad, "lang": "en"})
        assert answer.status_code == 422
        assert "There is a problem" in answer.text


@pytest.mark.parametrize("slash", ["//evil.example", "/../sign-out", "..", "?x=1#y"])
def test_the_form_leads_nowhere_else(client: FlaskClient, slash: str) -> None:
    answer = client.get("/verify", query_string={"code": slash})
    assert answer.location is None or answer.location.startswith("/verify/")


def test_a_name_that_is_code_stays_text(app: Flask, client: FlaskClient) -> None:
    names = [" ".join(payload.split())[:300] for payload in PAYLOADS if payload.isprintable()]
    assert len(names) > 80
    certificate = make_holder("xss").completes()
    name = " ".join(names)
    sheet = {**certificate.record["sheet"], "name": name, "course_title": name, "centre_name": name}
    with app.test_request_context():
        app.preprocess_request()
        shown = {
            "certificate": certificate,
            "record": {**certificate.record, "sheet": sheet},
            "code": "X",
            "revocation": None,
        }
        html = render_template("certificates/verify.html", **shown, words={}, verify_url="/")
    inside = html.split('<main id="main"')[1].split("</main>")[0]
    assert "alert(1)" in inside
    assert "<script" not in inside
    assert "<img" not in inside
    assert inside.count("<svg") == 1, "the icon of the verdict"


def test_such_a_person_gets_a_harmless_certificate(app: Flask, client: FlaskClient) -> None:
    holder = make_holder("mallory", '<img src=x onerror=alert(1)>"><script>alert(1)</script>{{7*7}}')
    certificate = holder.completes()
    page = client.get(f"/verify/{certificate.code}").text
    own = browser_of(app, holder.user)
    for text in (page, own.get(f"/learn/{holder.enrolment.id}/certificate").text):
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert "{{7*7}}" in text
    pdf = own.get(f"/certificates/{certificate.id}/certificate.pdf")
    assert pdf.status_code == 200
    assert "\n" not in pdf.headers["Content-Disposition"]
    assert "<" not in pdf.headers["Content-Disposition"]
