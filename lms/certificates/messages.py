"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "certificates.issued_in_error": N_("Issued in error"),
    "certificates.fraud": N_("Fraud"),
    "certificates.replaced": N_("Replaced by another certificate"),
    "certificates.not_completed": N_("The course is not complete yet."),
    "certificates.revoked": N_("This certificate was revoked on %(on)s, so it can no longer be downloaded."),
    "certificates.already_revoked": N_("This certificate was already revoked on %(on)s."),
}
