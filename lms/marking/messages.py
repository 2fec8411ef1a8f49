"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "marking.changed": N_("Someone changed this marking meanwhile: nothing was overwritten."),
    "marking.choose_levels": N_("Choose a level for each criterion."),
    "marking.choose_verdict": N_("Say whether the answer is right or wrong."),
    "marking.comment_too_long": N_("The comment is too long: %(limit)s characters at most."),
    "marking.note_too_long": N_("A note has at most %(limit)s characters. Nothing was handed back."),
    "marking.confirm": N_("Tick the box to confirm that these results may show."),
    "marking.mark_needed": N_("Enter a mark from 0 to %(points)s."),
    "marking.nothing_to_keep": N_("Write a comment first, then keep it in the bank."),
    "marking.nothing_to_release": N_("No result waits to be released."),
    "marking.not_bare": N_(
        "No copy of this file could be made without its author’s name: it can be opened once the results are out."
    ),
    "marking.taken": N_("Two other people mark this answer."),
    "marking.is_done": N_("This answer is marked already: save the mark to change it."),
}
