"""What is said of the items of a visit without being asked, each once: what cannot be accepted, what may be wanted."""

from collections.abc import Iterator
from typing import NamedTuple

from backend.guide.outcome import DecisionKind
from tui.counter.visit import Visit
from tui.counter.words import said
from tui.locale import _, language
from tui.widgets import Level


class Remark(NamedTuple):
    text: str
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
                words = _("{name} as well? {why} F2 and Enter add it.")
                why = en if language() == "en" else zh
                yield Remark(words.format(name=said(visit.item(code).name), why=why), "info")
        for taken in visit.items:
            decision = visit.assessment(taken.code).decision
            if decision.kind is not DecisionKind.DECLINE:
                self._said.discard(("declined", taken.code))
            elif self._is_new("declined", taken.code):
                why = " ".join(said(reason.text) for reason in decision.reasons)
                words = _("{name} cannot be accepted. {why}")
                yield Remark(words.format(name=said(visit.item(taken.code).name), why=why), "caution")

    def _is_new(self, what: str, code: str) -> bool:
        if (what, code) in self._said:
            return False
        self._said.add((what, code))
        return True
