"""After handing over: the receipt as the citizen gets it, and the way to the cases and to the next citizen."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from backend.contract import Receipt
from tui.counter.digit_keys import digit_keys
from tui.counter.printed.receipt_text import receipt_text
from tui.counter.visit import Visit
from tui.counter.words import said, same_window, time_words, window_words
from tui.locale import N_, _
from tui.widgets import PagedText
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_rows import Row, paragraph, row


class ReceiptPage(Vertical):
    HELP = N_(
        "It is handed over and kept. Departments answer by themselves; a digit opens the case. Ctrl+P prints the "
        "receipt, as often as wanted, Ctrl+Y lets the citizen grade the visit, Enter goes on to the next citizen."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next_citizen", N_("Next citizen")),
        *digit_keys("open_case"),
    ]
    DEFAULT_CSS = """
    ReceiptPage {
        & > PagedText { margin: 0 1; }
    }
    """

    class NextCitizen(Message):
        """This visit is finished."""

    @dataclass
    class OpenCase(Message):
        case: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.done = Sheet(id="done")
        self.done.can_focus = False
        self.done.paint = self._done
        self.text = PagedText()
        self._visit: Visit | None = None
        self._window = ""

    def compose(self) -> ComposeResult:
        yield self.done
        yield self.text

    @property
    def receipt(self) -> Receipt | None:
        return None if self._visit is None else self._visit.receipt

    def show(self, visit: Visit, window: str) -> None:
        """Of a visit that this window handed over, or another was quicker with."""
        self._visit, self._window = visit, window
        self.retranslate()

    def retranslate(self) -> None:
        if self.receipt is not None:
            self.text.show(receipt_text(self.receipt))
            self._fit()
            self.done.redraw()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """A blank line between what is said here and the receipt, and no more."""
        self.done.styles.height = len(self._done(self.size.width or 80)) + 1

    def focus_work(self) -> None:
        self.text.focus()

    def _done(self, room: int) -> list[Row]:
        if self._visit is None or self.receipt is None:
            return []
        rows = self._handed_over(self.receipt, room)
        going_on = [case.item for case in self.receipt.cases if case.decision in ("accept", "provisional")]
        says = [self._visit.item(code).say.get("hand_over") for code in going_on if code in self._visit.catalogue]
        say = next((text for text in says if text is not None), None)
        if say is not None:
            rows += paragraph(said(say), room - 1, "say", lead=" " + _("Say:") + " ")[:2]
        return [*rows[:4], self._cases(self.receipt), self._evaluation(self._visit)]

    def _handed_over(self, receipt: Receipt, room: int) -> list[Row]:
        if same_window(receipt.window, self._window):
            return [row((" " + _("Handed over. It is kept, whatever happens now."), "ok"))]
        words = _(
            "Window {window} handed this visit over already at {time}. This is that receipt: what was changed "
            "here since is not in it."
        ).format(window=window_words(receipt.window), time=time_words(receipt.issued_at))
        return paragraph(words, room - 1, "warn", lead=" ▲ ")

    @staticmethod
    def _cases(receipt: Receipt) -> Row:
        """Which digit opens which case."""
        digits = enumerate(receipt.cases, start=1)
        spans = [span for digit, case in digits for span in ((f"   {digit} ", "key"), (case.item, "dim"))]
        return row((" " + _("A digit opens the case."), "dim"), *spans)

    def _evaluation(self, visit: Visit) -> Row:
        if visit.evaluated:
            return row((" " + _("The citizen has said how it was."), "ok"))
        return row((" " + _("Ctrl+Y asks the citizen how it was."), "dim"))

    def action_next_citizen(self) -> None:
        self.post_message(self.NextCitizen())

    def action_open_case(self, digit: int) -> None:
        if self.receipt is not None and digit <= len(self.receipt.cases):
            self.post_message(self.OpenCase(self.receipt.cases[digit - 1].case))
