"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "accounts.email_taken": N_("An account already uses this address, or one that looks the same."),
}
