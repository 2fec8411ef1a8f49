"""The sentences of time: what was asked for and granted, pauses, and deadlines that moved."""

from lms.core.reasons import N_

TIME = {
    "announce.empty": N_("Write what you want to say."),
    "announce.too_long": N_("An announcement has at most %(limit)s characters."),
    "ask.decided": N_("This request has been answered meanwhile."),
    "ask.no_decision": N_("Choose whether to grant or to decline."),
    "ask.nothing": N_("There is nothing to ask for here now."),
    "ask.too_long": N_("This message is too long: the limit is %(limit)s characters."),
    "ask.waiting": N_("Your request is with your instructor already."),
    "deadline.after_pause": N_("Ends %(due_at)s, with %(paused)s min of pause."),
    "deadline.granted": N_("Ends %(due_at)s: your instructor gave you %(minutes)s more minutes."),
    "deadline.reopened": N_("Ends %(due_at)s: your instructor opened this attempt again."),
    "grant.bad_minutes": N_("Enter a whole number of minutes from 1 to %(most)s."),
    "grant.bad_moment": N_("Enter a date and a time, for example %(example)s."),
    "grant.no_clock": N_("This attempt has no time limit: there is nothing to add."),
    "grant.no_later": N_("The quiz closes no earlier than that for this person already."),
    "grant.not_reopened": N_(
        "Only the last attempt can be opened again, when time closed it and nobody has marked it. "
        "Give one more attempt instead."
    ),
    "grant.over": N_("This attempt is over. Give one more attempt instead."),
    "grant.past_close": N_("Choose a moment that is still to come."),
    "grant.reason_missing": N_("Say why: the reason is kept with the decision."),
    "pause.no_clock": N_("There is no time limit here: leave and come back when you like."),
    "pause.none_left": N_("Your pauses in this attempt are used up."),
    "pause.over": N_("The time of this attempt is up."),
    "pause.paused": N_("This attempt is paused. Resume it to go on."),
}
