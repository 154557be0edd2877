"""A paper kept for the next time is kept with its last day, where the item asks for it."""

from datetime import date

from backend.cases.validity import valid_until
from backend.guide import FactBook, FactKind
from tests.backend.guide.builders import fact, item, known, paper

LICENCE = item(fact("ends", FactKind.DATE), materials=[paper("licence", valid_until="ends"), paper("form")])


def test_the_last_day_of_a_paper_is_the_one_its_fact_names() -> None:
    told = FactBook().learn("ends", known("2027-01-31"))
    assert valid_until(LICENCE, "licence", told) == date(2027, 1, 31)
    assert valid_until(LICENCE, "form", told) is None


def test_a_last_day_nobody_told_is_not_known() -> None:
    assert valid_until(LICENCE, "licence", FactBook()) is None
