"""What a question's figures mean, in the words of the page and of its file."""

from decimal import Decimal

from flask_babel import gettext as _

from lms.core.i18n import language
from lms.core.reasons import N_
from lms.core.texts import localize
from lms.followup.item_rules import Told
from lms.followup.items import Item
from lms.quiz.engine.mistakes import Mistake

SENTENCES = {
    Told.TOO_FEW: N_("Too few learners to tell"),
    Told.DOUBTFUL: N_("Those who do well elsewhere fail here: check the key"),
    Told.NOBODY: N_("Nobody is right: check the key"),
    Told.EVERYBODY: N_("Everybody is right"),
    Told.BLANK: N_("Often left blank: %(blank)s %%"),
    Told.HARD: N_("Hard: %(success)s %% right"),
    Told.WEAK: N_("Being right here says little about the rest"),
    Told.EASY: N_("Easy: %(success)s %% right"),
    Told.FINE: N_("Tells who knows"),
    Told.PLAIN: N_("Nothing stands out"),
}
VALUES = {"true": N_("True"), "false": N_("False")}
"""A statement's two answers, which have no text of their author."""


def said(item: Item) -> str:
    """The one sentence about a question."""
    sentence: str = _(
        SENTENCES[item.told], success=item.figures.success_percent, blank=item.figures.blank_percent
    )
    return sentence


def wrong_text(mistake: Mistake) -> tuple[str, str]:
    """What was answered, and the language it is in; empty where no language is meant."""
    if not mistake.text:
        return _(VALUES[mistake.key]), language()
    return localize(mistake.text, language())


def decimal_of(discrimination: float) -> Decimal:
    """A correlation as people read it: to two decimals."""
    return Decimal(str(round(discrimination, 2))).quantize(Decimal("0.01"))
