"""What staff do about learners at risk: one put aside, one written to and noted about, one who failed a quiz twice; and a group that begins soon."""

from datetime import timedelta

from lms.cohorts import services as cohorts
from lms.core.db import transaction
from lms.demo.acts import DAY, MINUTE, Acts
from lms.demo.people import INSTRUCTOR
from lms.demo.works import EXAM
from lms.followup import notes, watching
from lms.quiz import overrides
from lms.quiz import services as quizzes
from lms.quiz.engine.paper import Paper

PUT_ASIDE, WRITTEN_TO, FAILS_TWICE = "Théo Lambert", "Manon Girard", "Mehdi Haddad"
NEXT = "Groupe Belledonne – hiver"
SUBJECT = "Comment cela se passe-t-il ?"
BODY = (
    "Bonjour,\n\nJe ne vous ai pas vue dans le cours depuis quelques jours. Tout va bien ?\n\nThomas Roussel"
)
NOTED = "Appelée mardi : elle change de poste, et reprend le cours la semaine prochaine."
HOUR = timedelta(hours=1)


class Watch(Acts):
    """Whose they are."""

    def make(self) -> None:
        """Each by the service that the pages call."""
        self._fail_again()
        email, name = INSTRUCTOR
        sender = watching.Sender(self.instructor_id, name, email)
        one = self.enrolments[WRITTEN_TO]
        letter = watching.Letter(one.id, one.user_id, "manon.girard@demo.example", "fr", SUBJECT, BODY)
        with transaction():
            aside = self.enrolments[PUT_ASIDE]
            watching.snooze(enrolment=aside, actor_id=self.instructor_id, now=self.now - 2 * DAY)
            watching.write(cohort=self.cohort, letters=[letter], sender=sender, now=self.now - DAY)
            notes.add(enrolment=one, text=NOTED, actor_id=self.instructor_id, now=self.now - 20 * HOUR)
            cohorts.create_cohort(
                centre_id=self.cohort.centre_id,
                course_id=self.cohort.course_id,
                name=NEXT,
                now=self.now - 3 * DAY,
                starts_on=(self.now + 5 * DAY).date(),
                seats=12,
            )

    def _fail_again(self) -> None:
        """One more attempt at the exam, granted, and every answer wrong."""
        moment = self.now - 3 * DAY - timedelta(hours=3)
        with transaction():
            overrides.grant_attempt(
                enrolment=self.enrolments[FAILS_TWICE],
                item_key=EXAM,
                actor_id=self.instructor_id,
                now=moment - MINUTE,
            )
        attempt = self.begin(FAILS_TWICE, EXAM, moment)
        for typed in self.fields(0)(self.content(EXAM), Paper.load(attempt.paper)):
            moment += MINUTE
            self.save(attempt, [typed], moment)
        with transaction():
            quizzes.submit(attempt_id=attempt.id, by="learner", now=moment + MINUTE)
