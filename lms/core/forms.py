"""The form base: texts are stripped and normalised, errors are sentences of ours."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField

from lms.core.errors import InvalidInput
from lms.core.i18n import sentence
from lms.core.texts import clean


def tidy(value: Any) -> Any:
    """NFC and stripped; other values as they are. NUL and surrogates were refused at the edge."""
    return clean(value).strip() if isinstance(value, str) else value


class Form(FlaskForm):
    """Base of every form. Passwords keep their spaces: only plain text fields are stripped."""

    class Meta(FlaskForm.Meta):
        """Add `tidy` to text fields; read posted fields alone."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """JSON and files under a field's name are left out: they are of any type, and nothing checked their texts."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return request.form if form.is_submitted() else None

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(
                unbound_field.field_class, StringField
            ) and not unbound_field.field_class.__name__.startswith("Password"):
                filters.append(tidy)
            return unbound_field.bind(form=form, filters=filters, **options)


class Refusable(Form):
    """A form at whose fields the service's own refusals show."""

    def refuse(self, error: InvalidInput) -> None:
        """Say at a field why the service refused."""
        assert error.reason is not None
        field: Field = self[error.field] if error.field in self._fields else next(iter(self))
        field.errors = [*field.errors, sentence(error.reason)]
