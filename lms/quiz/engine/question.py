"""The fields that every question has; each type's model adds its own."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lms.core.texts import Slug, Text


class Question(BaseModel):
    """A question as its author wrote it, key included. Texts are inline Markdown by language.

    Validate with `model_validate(data, context={"language": first_language})`, so that plain strings expand.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    type: str
    stem: Text
    explanation: Text = Field(default_factory=dict)
    points: Annotated[Decimal, Field(gt=0, le=1000)] = Decimal(1)
    objective: Slug | None = None
