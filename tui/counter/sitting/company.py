"""Other windows at which this person, or this very visit, is being served: each said once."""

from collections.abc import Callable, Iterable

from backend.contract import DraftKept, ServedElsewhere
from tui.counter.sitting.errands import Tell
from tui.counter.visit import Visit
from tui.counter.words import same_window, time_words, window_words
from tui.locale import _


class Company:
    def __init__(self, visit: Visit, tell: Tell, changed: Callable[[], None]) -> None:
        self._visit = visit
        self._tell = tell
        self._changed = changed
        self._kept_at_node = False
        self._over = False

    def close(self) -> None:
        """What is heard from now on is of no visit at this window."""
        self._over = True

    def found(self, others: Iterable[ServedElsewhere]) -> None:
        """At the opening of the visit."""
        for other in others:
            self._tell(_served_words(other), "caution")

    def kept(self, kept: DraftKept) -> None:
        """Where else this person is served by now. A visit fetched from another window was left there; one that was
        saved here before and comes back from another window is being worked on at both."""
        for other in kept.served_elsewhere:
            self._joined(other, _served_words(other))
        if self._kept_at_node and kept.taken_from is not None:
            self.taken_over(kept.taken_from)
        self._kept_at_node = True

    def taken_over(self, by: ServedElsewhere) -> None:
        """Another window works on this very visit. Nothing is taken away here: who hands over first is first."""
        words = _(
            "Window {window} goes on with this visit since {time}. Everything typed here stays here; ask there who "
            "hands over: what is handed over first counts."
        )
        self._joined(by, words.format(window=window_words(by.window), time=time_words(by.since)))

    def _joined(self, other: ServedElsewhere, words: str) -> None:
        visit = self._visit
        known = any(same_window(other.window, there.window) for there in visit.elsewhere)
        if not (known or self._over or visit.receipt is not None):
            visit.elsewhere = (*visit.elsewhere, other)
            self._changed()
            self._tell(words, "caution")


def _served_words(other: ServedElsewhere) -> str:
    words = _("This person is being served at window {window} since {time}. You may go on; ask what is done there.")
    return words.format(window=window_words(other.window), time=time_words(other.since))
