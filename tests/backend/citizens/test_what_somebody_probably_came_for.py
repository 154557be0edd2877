"""The items offered as soon as somebody is here."""

from backend.citizens.likely import likely_items
from backend.guide import FactBook, FactKind, Item
from tests.backend.guide.builders import PLACE, fact, item, known, requirement, yes_no


def asking(code: str, requirements: list[dict[str, object]]) -> Item:
    facts = (yes_no("dog", default=True), fact("age", FactKind.INTEGER))
    return item(*facts, code=code, requirements=requirements)


def test_what_is_merely_usual_speaks_for_no_item() -> None:
    usual = asking("GA-029", [requirement("has_a_dog", {"fact": "dog", "is": True})])
    old = asking("RS-006", [requirement("old_enough", {"fact": "age", "at_least": 60})])
    book = FactBook().learn("age", known(68))
    assert likely_items([usual, old], book, [], [], PLACE) == ["RS-006"]


def test_what_is_certainly_not_met_speaks_against_an_item_however_much_else_is() -> None:
    adult = requirement("adult", {"fact": "age", "at_least": 18})
    old = requirement("old_enough", {"fact": "age", "at_least": 60})
    book = FactBook().learn("age", known(45))
    assert likely_items([asking("RS-006", [adult, old]), asking("GA-029", [adult])], book, [], [], PLACE) == ["GA-029"]
