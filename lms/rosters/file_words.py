"""What a cohort's rosters may say of trainees' files, and what our own say: the words of its centre, and those that its people bear already."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache

from lms.centres import nomenclatures
from lms.centres.nomenclature_rules import offered, word, words_of
from lms.centres.nomenclatures import CATEGORIES, FUNDINGS
from lms.cohorts.models import Cohort
from lms.rosters.file_rules import Words
from lms.rosters.rules import Member
from lms.training.file_rules import fault_of_birth
from lms.training.services import may_ask_birth

LISTS = {"category": CATEGORIES, "funding": FUNDINGS}


def words_for(cohort: Cohort, members: Mapping[str, Member], now: datetime) -> Words:
    """What cells may say now. A person of the cohort keeps the funding that they have when the file says none."""
    today = now.date()
    asks = cache(lambda funding: may_ask_birth(cohort.course_id, funding))

    def named(field: str) -> dict[str, str]:
        wording = nomenclatures.wording_of(cohort.centre_id)[LISTS[field]]
        held = {getattr(member, field) for member in members.values()}
        entries = offered(nomenclatures.lists()[LISTS[field]], wording, today, held)
        return words_of(entries, wording)

    def asks_birth(key: str, funding: str) -> bool:
        member = members.get(key)
        return bool(asks(funding or (member.funding if member else "")))

    return Words(
        named("category"), named("funding"), word, asks_birth, lambda born_on: fault_of_birth(born_on, today)
    )


def labels_of(centre_id: int, language: str) -> Callable[[str, str], str]:
    """What the value of a field is called in a centre, in one language; fields that are no list are as they are. One statement."""
    wording = nomenclatures.wording_of(centre_id)

    def shown(field: str, value: str) -> str:
        return nomenclatures.label(LISTS[field], value, wording, language) if field in LISTS else value

    return shown
