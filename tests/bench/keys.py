"""Keys pressed at the real counter, from the card on the reader to the receipt. Counted, not timed."""

from collections import Counter
from pathlib import Path

from tests.bench.demo import Demo, Operator, open_demo
from tests.bench.figures import Figure, Note, Rows

__all__ = ["measure"]

FARMER = 0  # place in the drawer of demo people: in no pension scheme yet
MEASURED, FURTHER = ("RS-001", "ylbx"), ("GA-014", "hkb")


def measure(folder: Path) -> Rows:
    with open_demo(folder) as demo:
        first = _visit(demo, FURTHER, MEASURED)
        again = _visit(demo, MEASURED, FURTHER)
    twice = sum(count - 1 for count in Counter([*first.typed, *again.typed]).values())
    return [
        Figure(f"first visit of a citizen: {FURTHER[0]} to the review", [first.item], "keys"),
        Figure(f"first visit: {MEASURED[0]} as a further item, to the receipt", [first.further], "keys"),
        Note(f"fields typed on the first visit: {', '.join(first.typed) or 'none'}"),
        Figure(f"known citizen: card to receipt, {MEASURED[0]} alone", [again.item + 1], "keys", target=15),
        Note(f"papers taken in hand for it, a key each: {again.papers}; what data waive takes none"),
        Figure(f"known citizen: {FURTHER[0]} as a further item", [again.further - 1], "keys", target=8),
        Figure("fields typed twice, in both visits", [twice], "fields", target=0),
    ]


class _Visit:
    """Keys and papers up to the review of the first item; keys from there to the receipt with a further one."""

    def __init__(self, item: int, papers: int, further: int, typed: list[str]) -> None:
        self.item = item
        self.papers = papers
        self.further = further
        self.typed = typed


def _visit(demo: Demo, item: tuple[str, str], further: tuple[str, str]) -> _Visit:
    operator = Operator(demo.terminal)
    operator.lay_card(FARMER)
    operator.choose(*item)
    operator.go_on_to_review()
    reviewed, papers = operator.keys, operator.papers
    operator.press("f2")
    operator.choose(*further)
    operator.go_on_to_review()
    operator.hand_over()
    visit = _Visit(reviewed, papers, operator.keys - reviewed, operator.typed)
    demo.terminal.press("enter")  # the next citizen
    demo.terminal.until("Lay the ID card", 20)
    return visit
