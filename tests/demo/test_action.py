"""The demo's course as a training action: its sheet, and the files of who learns."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.centres.queries import centre_by_id, identity_of
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session
from lms.courses.models import Course
from lms.training.queries import document_of, said_by, sheet_of
from lms.training.sheet_rules import missing_of

pytestmark = pytest.mark.one_database


def test_the_course_is_a_training_action_that_lacks_one_field(demo: Flask) -> None:
    cohort = session().scalars(select(Cohort).where(Cohort.name.like("%automne"))).one()
    vat = identity_of(centre_by_id(cohort.centre_id)).vat
    said = said_by(document_of(session().get_one(Course, cohort.course_id)))
    assert missing_of(sheet_of(cohort.course_id).sheet, said, vat) == ["means"]
    files = session().scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id)).all()
    assert all(one.category and one.funding for one in files)
    assert [one.funding for one in files if one.born_on] == ["c2e"]
