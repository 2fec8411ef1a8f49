"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "adaptations.nothing_said": N_("Write what helps you. To say nothing any more, withdraw what you wrote."),
    "adaptations.nothing_noted": N_("Write what was decided or done, even if it is nothing yet."),
    "adaptations.too_long": N_("This text is too long: %(most)s characters at most."),
    "adaptations.nobody_reads": N_(
        "The centre has nobody to read this at the moment: nothing was sent. Write to the person whom this page names."
    ),
    "adaptations.stale": N_(
        "You changed this on another page meanwhile. Nothing was saved: compare with what is kept now, then send again."
    ),
    "adaptations.stale_notes": N_(
        "Somebody else saved notes meanwhile. Nothing was saved: copy what you wrote, read what they noted, then save again."
    ),
    "adaptations.unreadable": N_(
        "What was kept can’t be opened with the keys of this site. Nothing was saved, so that nothing is lost: tell who runs the site."
    ),
}
