"""Forms of certificates: a code to verify, a reason to revoke."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, Length

from lms.certificates.rules import REVOCATIONS
from lms.core.forms import Form
from lms.core.i18n import sentence


class VerifyForm(Form):
    """A certificate's code, as a person copies it."""

    code = StringField(
        _("Certificate code"),
        validators=[DataRequired(_("Enter the code of the certificate.")), Length(max=120)],
        description=_("32 letters and digits, under the QR code; spaces, hyphens and capitals don't matter."),
    )


class RevokeForm(Form):
    """Why a certificate is revoked."""

    reason = RadioField(
        _("Reason"),
        validators=[DataRequired(_("Choose a reason."))],
        description=_("Anyone who verifies the certificate sees it."),
    )

    def offer(self) -> None:
        """List the reasons in the page's language."""
        self.reason.choices = [(key, sentence(why)) for key, why in REVOCATIONS.items()]
