"""Author's data with one change, and the fault that the type finds in it."""

from typing import Any

import pytest

from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.questions import QuestionErrors, load_question


def sample(key: str, **changes: Any) -> dict[str, Any]:
    """The data of a type's first sample, changed."""
    return {**question_type(key).samples()[0].question, **changes}


def fault(data: dict[str, Any]) -> tuple[str, str]:
    """The field and the code of the only fault."""
    with pytest.raises(QuestionErrors) as caught:
        load_question(data, "fr")
    ((field, why),) = caught.value.errors
    return field, why.code
