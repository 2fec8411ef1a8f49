"""One English sentence per reason code of follow-up; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "notes.empty": N_("Write something before you save."),
    "notes.too_long": N_("A note has at most %(most)s characters. Shorten it, or make two."),
    "notes.of_a_colleague": N_("A colleague wrote this note: they remove it themselves, or a manager does."),
    "watch.empty": N_("Write a subject and a text."),
    "watch.one_line": N_("The subject is one line, without tabs."),
    "watch.too_long": N_("A subject has at most %(subject)s characters, a text at most %(text)s."),
    "watch.nobody": N_("Choose at least one learner who is at risk now."),
    "watch.came": N_("This learner has signed in meanwhile: no mail was sent."),
}
