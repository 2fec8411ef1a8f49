"""The form base: texts are stripped and normalised, errors are sentences of ours."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField

from lms.core.texts import clean


def tidy(value: Any) -> Any:
    """NFC and stripped; other values as they are. NUL and surrogates were refused at the edge."""
    return clean(value).strip() if isinstance(value, str) else value


class Form(FlaskForm):
    """Base of every form. Passwords keep their spaces: only plain text fields are stripped."""

    class Meta(FlaskForm.Meta):
        """Add `tidy` to text fields."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(
                unbound_field.field_class, StringField
            ) and not unbound_field.field_class.__name__.startswith("Password"):
                filters.append(tidy)
            return unbound_field.bind(form=form, filters=filters, **options)
