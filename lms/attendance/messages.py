"""One English sentence per reason code of attendance; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "attendance.cancelled": N_("This session is cancelled: it has no attendance sheet."),
    "attendance.too_early": N_("It is too early to sign. Come back when the session begins."),
    "attendance.too_late": N_("It is too late to sign. Ask your trainer to note that you were there."),
    "attendance.frozen": N_(
        "Your trainer has countersigned this sheet. Ask them to note that you were there."
    ),
    "attendance.noted_absent": N_(
        "Your trainer noted that you were absent. If you were there, ask them to correct it."
    ),
    "attendance.not_begun": N_(
        "This sheet opens shortly before the session. Come back then to say who is there."
    ),
    "attendance.unknown_state": N_("Choose one of the four: was there, arrived late, left early, or absent."),
    "attendance.why": N_("Say why: the reason is kept with the sheet."),
    "attendance.why_each": N_(
        "This sheet was countersigned: say for each learner apart what changes, and why."
    ),
    "attendance.reason_too_long": N_("A reason has at most %(most)s characters. Shorten it."),
    "attendance.time_outside": N_("Enter a time within the session, between %(starts)s and %(ends)s."),
    "attendance.not_over": N_("The session is not over yet: countersign it once it has ended."),
    "attendance.unsettled": N_(
        "Nothing is known of some learners yet. Say first whether each of them was there."
    ),
    "attendance.nobody": N_("Nobody is on this sheet: there is nothing to countersign."),
    "attendance.window_shut": N_("Nobody can sign now, so no reminder was sent. Say yourself who was there."),
    "attendance.took_place": N_(
        "This session is countersigned: it took place, and can’t be cancelled any more."
    ),
}
