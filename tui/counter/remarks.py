"""What is said of the items of a visit without being asked, each once: what cannot be accepted, what may be wanted."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from backend.guide.outcome import DecisionKind
from backend.guide.text import Text
from tui.counter.visit import Visit
from tui.counter.words import said
from tui.locale import Words, _, sentences
from tui.widgets import Level


class Remark(NamedTuple):
    text: Words
    level: Level


class Remarks:
    """Remembers what was said in this visit."""

    def __init__(self) -> None:
        self._said: set[tuple[str, str]] = set()

    def clear(self) -> None:
        self._said.clear()

    def new(self, visit: Visit) -> Iterator[Remark]:
        """The gravest last: it is the one that stays to be read."""
        for code, zh, en in visit.proposals():
            if self._is_new("proposed", code):
                yield Remark(partial(_proposal, visit.item(code).name, Text(zh=zh, en=en)), "info")
        for taken in visit.items:
            decision = visit.assessment(taken.code).decision
            if decision.kind is not DecisionKind.DECLINE:
                self._said.discard(("declined", taken.code))
            elif self._is_new("declined", taken.code):
                reasons = [reason.text for reason in decision.reasons]
                yield Remark(partial(_refusal, visit.item(taken.code).name, reasons), "caution")

    def _is_new(self, what: str, code: str) -> bool:
        if (what, code) in self._said:
            return False
        self._said.add((what, code))
        return True


def _proposal(item: Text, why: Text) -> str:
    return _("{name} as well? {why} F2 and Enter add it.").format(name=said(item), why=said(why))


def _refusal(item: Text, reasons: Sequence[Text]) -> str:
    why = sentences(*(said(reason) for reason in reasons))
    return _("{name} cannot be accepted. {why}").format(name=said(item), why=why)
