"""What the demo shows beside lessons and quizzes: works to mark, a mock exam that runs, requests, a survey."""

from datetime import datetime, timedelta
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

from lms.centres import services as centres
from lms.centres.rules import Terms
from lms.certificates.pdf import DESIGN
from lms.core.db import session, transaction
from lms.demo.acts import DAY, MINUTE, Acts
from lms.demo.papers import give, place_of
from lms.demo.texts import COMMENTS, PLANS, RECOMMENDATION, REPLIES, RETURN_NOTE, WISHES
from lms.marking import services as marking
from lms.quiz import announcements, asking, clocks, saving, self_assessment, uploads
from lms.quiz import services as quizzes
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.release import Standing, what_shows
from lms.quiz.engine.rubric import Row
from lms.quiz.models import Attempt
from lms.quiz.sittings import sitting_of

WORK, EXAM, SURVEY = "reponse-de-crise", "examen-blanc", "bilan"
ALONE, TWICE = "recommandation-poste", "plan-evolution"
"""The work that learners assess themselves, and the one that two people mark."""
SUBMITTED = ("Inès Delattre", "Malo Le Goff", "Awa Diop", "Camille Fontaine", "Sofia Almeida")
MARKED, RETURNED = ("Inès Delattre", "Malo Le Goff"), "Camille Fontaine"
RELEASED = "Inès Delattre"


class Works(Acts):
    """Works handed in, marked and returned; an exam that runs; requests; a survey."""

    def make(self) -> None:
        """Everything, each act in its own transaction as in real life."""
        for age, name in enumerate(SUBMITTED, start=1):
            self._hand_in(name, self.now - age * DAY)
        self._mark()
        self._assess_alone()
        self._mark_twice()
        self._sit_exam()
        self._ask()
        for name in ("Inès Delattre", "Malo Le Goff", "Awa Diop"):
            self.attempt(name, SURVEY, self.now - 4 * DAY, self.fields(0.9))

    def _hand_in(self, name: str, moment: datetime) -> None:
        """A public reply, and for some a drawn charter."""
        attempt = self.begin(name, WORK, moment)
        text = {"text": [REPLIES[SUBMITTED.index(name) % len(REPLIES)]]}
        self.save(attempt, [saving.Typed(1, text, 0)], moment + 20 * MINUTE)
        sitting = sitting_of(attempt, self.enrolments[name])
        place = uploads.place_of(sitting, 2, 10, moment + 21 * MINUTE)
        kind = "pdf" if name == "Awa Diop" else "png"
        checked = uploads.check(place, f"charte.{kind}", charter(name, kind))
        key = uploads.store(place, checked)
        with transaction():
            uploads.add(place, checked, key, moment + 21 * MINUTE)
        with transaction():
            quizzes.submit(attempt_id=attempt.id, by="learner", now=moment + 22 * MINUTE)

    def _mark(self) -> None:
        """Two works are marked, one of them is released; one goes back to be improved; the others wait."""
        marked_at, title = self.now - timedelta(hours=20), "Travail : répondre à une crise"
        for name in MARKED:
            for slot in (1, 2):
                self._mark_slot(self._work_of(name), slot, marked_at)
        with transaction():
            marking.release(
                attempt_ids=[self._work_of(RELEASED).id],
                title=title,
                actor_id=self.instructor_id,
                now=marked_at + MINUTE,
            )
        with transaction():
            marking.send_back(
                attempt_id=self._work_of(RETURNED).id,
                note=RETURN_NOTE,
                title=title,
                actor_id=self.instructor_id,
                now=marked_at + 2 * MINUTE,
            )

    def _work_of(self, name: str) -> Attempt:
        mine = {"enrolment_id": self.enrolments[name].id, "item_key": WORK, "number": 1}
        return session().query(Attempt).filter_by(**mine).one()

    def _mark_slot(self, attempt: Attempt, slot: int, moment: datetime) -> None:
        place, rubric = place_of(attempt, self.content(attempt.item_key), slot, markers=1)
        levels = {row.id: self.rng.choice(row.levels[1:]).id for row in rubric}
        self._give((place, rubric), levels, COMMENTS[slot - 1], self.instructor_id, moment)
        with transaction():
            marking.keep_comment(
                cohort=self.cohort,
                question_id=place.question.id,
                text=COMMENTS[slot - 1],
                actor_id=self.instructor_id,
                now=moment,
            )

    def _give(
        self,
        work: tuple[marking.Place, tuple[Row, ...]],
        levels: dict[str, str],
        comment: str,
        marker_id: int,
        moment: datetime,
    ) -> None:
        with transaction():
            give(*work, levels, comment, marker_id, moment)

    def _assess_alone(self) -> None:
        """A recommendation, beside which its author has put the rubric's levels."""
        attempt = self.attempt(RELEASED, ALONE, self.now - 12 * DAY, self.fields(1, RECOMMENDATION))
        sitting = sitting_of(attempt, self.enrolments[RELEASED])
        shown = what_shows(sitting.content.policy, Standing(attempt.state, self.now))
        levels = {"level-questions": ["quelques"], "level-decision": ["datee"], "level-objection": ["levee"]}
        with transaction():
            self_assessment.assess(sitting, shown, 1, levels, self.now - 12 * DAY + 20 * MINUTE)

    def _mark_twice(self) -> None:
        """Of two plans, one waits for its second marker; of the other two marks lie apart, and are to be agreed on."""
        for name, text in zip(MARKED, PLANS, strict=True):
            attempt = self.attempt(name, TWICE, self.now - 2 * DAY, self.fields(1, text))
            slot = next(one for one in Paper.load(attempt.paper).slots if one.question_id == "plan-annee")
            place, rubric = place_of(attempt, self.content(TWICE), slot.number, markers=2)
            first = {row.id: row.levels[1].id for row in rubric}
            self._give((place, rubric), first, COMMENTS[2], self.instructor_id, self.now - DAY)
            if name == MARKED[1]:
                second = {**first, **{row.id: row.levels[0].id for row in rubric[1:]}}
                self._give((place, rubric), second, COMMENTS[3], self.manager_id, self.now - DAY + MINUTE)

    def _sit_exam(self) -> None:
        """Some have sat it, one asks for another attempt, one sits it now and one has stopped the clock."""
        for name, accuracy in (("Inès Delattre", 0.95), ("Malo Le Goff", 0.8), ("Léa Schmitt", 0.3)):
            self.attempt(name, EXAM, self.now - 3 * DAY, self.fields(accuracy))
        self._allow_pauses("Sofia Almeida")
        for name, since in (("Nathan Colin", 4 * MINUTE), ("Sofia Almeida", 9 * MINUTE)):
            attempt = self.begin(name, EXAM, self.now - since)
            first = self.fields(0.8)(self.content(EXAM), Paper.load(attempt.paper))[:1]
            self.save(attempt, first, self.now - since + MINUTE)
        for act, minutes in ((clocks.pause, 7), (clocks.resume, 5), (clocks.pause, 2)):
            with transaction():
                act(attempt.id, self.now - minutes * MINUTE)
        with transaction():
            announcements.announce_to_all(
                cohort=self.cohort,
                item_key=EXAM,
                text="La calculatrice est permise pour la seconde partie.",
                actor_id=self.instructor_id,
                now=self.now - 3 * MINUTE,
            )

    def _ask(self) -> None:
        """One learner asks for another attempt, one for more time."""
        for name, kind, message in WISHES:
            with transaction():
                asking.ask(
                    enrolment=self.enrolments[name],
                    item_key=EXAM,
                    kind=kind,
                    message=message,
                    now=self.now - timedelta(hours=5),
                )

    def _allow_pauses(self, name: str) -> None:
        enrolment = self.enrolments[name]
        with transaction():
            centres.set_accommodation(
                centre_id=enrolment.centre_id,
                user_id=enrolment.user_id,
                terms=Terms(pause_minutes=60, spelling_not_assessed=True),
                actor_id=None,
                now=self.now - 20 * DAY,
            )


def charter(name: str, kind: str) -> bytes:
    """A drawn page with five rules, as a `png` or a `pdf`; no two alike."""
    rng = Random(name)  # noqa: S311 - a drawing
    picture = Image.new("RGB", (480, 640), "#fdfaf2")
    draw = ImageDraw.Draw(picture)
    face = DESIGN / "fonts" / "NotoSans-Regular.ttf"
    draw.text((40, 40), "Charte de la communauté", fill="#3a2c05", font=ImageFont.truetype(face, 28))
    for rule in range(5):
        top = 120 + rule * 96
        draw.ellipse((40, top, 72, top + 32), outline="#b97f0c", width=3)
        draw.text((50, top + 5), str(rule + 1), fill="#3a2c05", font_size=20)
        for line in range(2):
            draw.line((92, top + 8 + line * 20, rng.randint(260, 440), top + 8 + line * 20), "#8a7a55", 4)
    stored = BytesIO()
    picture.save(stored, kind)
    return stored.getvalue()
