"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "cohorts.ended": N_("This group has ended and takes no more enrolments."),
    "cohorts.not_published": N_("This course has not been published yet."),
    "cohorts.full": N_("Every place in this group is taken (%(seats)s places)."),
    "cohorts.enrolment_ended": N_("Your enrolment in this course has ended."),
    "cohorts.name_needed": N_("Enter the name to print on your certificate."),
    "cohorts.name_too_long": N_("The name is too long: %(limit)s characters at most."),
    "cohorts.unknown_language": N_("This course is not written in that language."),
    "cohorts.group_name_needed": N_("Enter a name for the group."),
    "cohorts.unknown_timezone": N_("“%(timezone)s” is not a known time zone."),
    "cohorts.no_seat": N_("A group needs at least one place."),
    "cohorts.seats_taken": N_("%(taken)s people are in this group already."),
    "cohorts.no_code": N_("This group is open to everyone: it has no code."),
    "cohorts.no_first_day": N_("Give this group a first day: the dates of the next one are counted from it."),
    "cohorts.ends_before_start": N_("The group ends before it starts."),
    "cohorts.unknown_item": N_("This course has no such step."),
    "cohorts.bad_local_time": N_("Enter a date and time such as 2027-05-04T09:00."),
    "cohorts.closes_before_opening": N_("It closes before it opens."),
    "cohorts.due_before_opening": N_("It is due before it opens."),
    "cohorts.closes_before_due": N_("It closes before it is due."),
}
