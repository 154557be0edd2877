"""What the guide concludes of an item not taken yet, from what is known already; nobody is asked anything for it."""

from backend.guide.assess import assess
from backend.guide.card import facts_of_card
from backend.guide.item import Item
from backend.guide.outcome import Assessment
from tui.counter.visit import Visit


def foreseen(item: Item, visit: Visit) -> Assessment:
    book = visit.book
    if visit.card is not None:
        book = book.learn_all(facts_of_card(item.facts, visit.card, visit.agent, visit.agent_relation))
    return assess(item, book, visit.papers, visit.library, visit.place)
