"""What is to be looked at on the card of whoever is served: it stands there as long as the visit is open."""

from collections.abc import Iterator
from datetime import date

from backend.contract import CardRead
from card_reader.cards import Sex
from card_reader.numbers import birth_in_number, has_right_check_character, sex_in_number
from tui.locale import _


def card_doubts(card: CardRead, today: date) -> Iterator[str]:
    if card.valid_to is not None and card.valid_to < today:
        yield _("card expired {day}").format(day=card.valid_to.isoformat())
    if card.source == "manual" or len(card.id_number) != 18:
        return
    if not has_right_check_character(card.id_number):
        yield _("number fails its check")
        return
    if card.birth is not None and card.birth != birth_in_number(card.id_number):
        yield _("birth and number differ")
    if card.sex in (Sex.MALE, Sex.FEMALE) and card.sex != sex_in_number(card.id_number):
        yield _("sex and number differ")
