"""The fields that every question has; each type's model adds its own."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from lms.core.texts import Slug, Text


class Question(BaseModel):
    """A question as its author wrote it, key included. Texts are inline Markdown by language.

    `bank` names the file of questions that it came from, None for the quiz's own; `tags` are skills, by which draws choose; `hints` are bought one after the other where the policy allows it.

    Validate with `model_validate(data, context={"language": first_language})`, so that plain strings expand.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    type: str
    stem: Text
    explanation: Text = Field(default_factory=dict)
    points: Annotated[Decimal, Field(gt=0, le=1000)] = Decimal(1)
    objective: Slug | None = None
    bank: Slug | None = None
    tags: Annotated[tuple[Slug, ...], Field(max_length=20)] = ()
    difficulty: Literal["easy", "medium", "hard"] | None = None
    hints: Annotated[tuple[Text, ...], Field(max_length=3)] = ()

    @property
    def images(self) -> Mapping[str, str]:
        """The images of its module that it shows, by the field that names each."""
        return {}
