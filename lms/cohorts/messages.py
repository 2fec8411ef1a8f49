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
    "cohorts.seats_offered": N_("%(taken)s places are taken, %(offered)s of them by an offer."),
    "cohorts.no_code": N_("This group is open to everyone: it has no code."),
    "cohorts.no_first_day": N_("Give this group a first day: the dates of the next one are counted from it."),
    "cohorts.ends_before_start": N_("The group ends before it starts."),
    "cohorts.unknown_item": N_("This course has no such step."),
    "cohorts.bad_local_time": N_("Enter a date and time such as 2027-05-04T09:00."),
    "cohorts.closes_before_opening": N_("It closes before it opens."),
    "cohorts.due_before_opening": N_("It is due before it opens."),
    "cohorts.closes_before_due": N_("It closes before it is due."),
    "cohorts.over": N_(
        "The course ended on %(on)s: you can read it until %(until)s, but nothing can be sent any more."
    ),
    "cohorts.shut": N_("The course ended on %(on)s and could be read until %(until)s."),
    "cohorts.stopped": N_("This group takes nobody more for now. Ask your training centre."),
    "cohorts.code_expired": N_("This code has expired. Ask your training centre for another one."),
    "live.title_needed": N_("Enter a title for the session."),
    "live.ends_before_start": N_("The session ends before it starts."),
    "live.too_long": N_("A session lasts 24 hours at most."),
    "live.bad_link": N_(
        "Enter a whole address that begins with https://, such as https://meet.example.org/group."
    ),
    "live.bad_repeat": N_("Repeat the session from 1 to %(most)s times."),
    "live.cancelled": N_("This session is cancelled: make another one."),
    "live.changed_meanwhile": N_(
        "Somebody changed this session meanwhile. Look at it, then change it again."
    ),
    "live.hour_skipped": N_(
        "The clocks skip %(typed)s on that day, for summer time: the session is read as %(read)s."
    ),
    "live.hour_repeated": N_("%(typed)s comes twice on that day, for winter time: the first one is meant."),
    "transfers.already_there": N_("This learner is in that group already."),
    "transfers.other_course": N_("Choose a group of the same course."),
    "transfers.enrolment_ended": N_("This enrolment has ended: enrol the learner again first."),
    "waiting.offer_over": N_("This offer is over: the place went to the next person on the list."),
    "waiting.not_full": N_("There is a place in this group: you can join it now."),
    "waiting.enrolled": N_("You are in this group already."),
    "waiting.why": N_("Say why the order changes: the reason is kept."),
}
