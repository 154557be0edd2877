"""Plain text to read with the keyboard: guides, receipts, help."""

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from tui.locale import N_, Words, _, in_words
from tui.widgets.cells import fit, wrap


class PagedText(Widget, can_focus=True):
    """Draws only the lines in view; the last line says where one is when not all fits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_lines(1)", N_("Line down"), show=False),
        Binding("up,k", "scroll_lines(-1)", N_("Line up"), show=False),
        Binding("pagedown,space", "scroll_pages(1)", N_("Page down")),
        Binding("pageup", "scroll_pages(-1)", N_("Page up")),
        Binding("home", "to_start", N_("To the start"), show=False),
        Binding("end", "to_end", N_("To the end"), show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"paged-text--place"}
    DEFAULT_CSS = """
    PagedText {
        height: 1fr;
        & > .paged-text--place { color: $text-muted; }
    }
    """

    def __init__(self, words: Words = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._words = words
        self._text = in_words(words)
        self._lines: list[str] = []
        self._wrapped_at = -1
        self._top = 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where all of it is in view there is no page to go to."""
        return action != "scroll_pages" or not self.size.width or len(self.lines) > self.page

    def on_resize(self) -> None:
        self.refresh_bindings()

    @property
    def text(self) -> str:
        return self._text

    def show(self, words: Words) -> None:
        """Show another text from its start."""
        self._words, self._top = words, 0
        self.retranslate()

    def retranslate(self) -> None:
        self._text, self._wrapped_at = in_words(self._words), -1
        self.refresh()
        if self.is_attached:
            self.refresh_bindings()

    @property
    def lines(self) -> list[str]:
        """The text broken to the present width."""
        if self._wrapped_at != self.size.width:
            self._lines = wrap(self._text, self.size.width)
            self._wrapped_at = self.size.width
        return self._lines

    @property
    def page(self) -> int:
        """Lines of text on one page; the last row is kept for the place when there is more than one page."""
        height = self.size.height
        return max(1, height if len(self.lines) <= height else height - 1)

    @property
    def top(self) -> int:
        """Index of the first line in view, whatever was resized meanwhile."""
        return max(0, min(self._top, len(self.lines) - self.page))

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        if y >= self.page:
            place = self.get_component_rich_style("paged-text--place")
            return Strip([Segment(self._place(), place)]).adjust_cell_length(self.size.width, base)
        row = self.top + y
        text = self.lines[row] if row < len(self.lines) else ""
        return Strip([Segment(text, base)]).adjust_cell_length(self.size.width, base)

    def _place(self) -> str:
        words = _("lines {first}-{last} of {total}").format(
            first=self.top + 1, last=min(self.top + self.page, len(self.lines)), total=len(self.lines)
        )
        return fit(words, self.size.width)

    def _go(self, top: int) -> None:
        before = self.top
        self._top = max(0, min(top, len(self.lines) - self.page))
        if self._top != before:
            self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._go(self.top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._go(self.top - 3)

    def action_scroll_lines(self, count: int) -> None:
        self._go(self.top + count)

    def action_scroll_pages(self, count: int) -> None:
        self._go(self.top + count * self.page)

    def action_to_start(self) -> None:
        self._go(0)

    def action_to_end(self) -> None:
        self._go(len(self.lines))
