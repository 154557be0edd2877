"""The field of the line at the cursor. It keeps text, caret and input method; the sheet draws what is in it.

A field that lies over its line would have to be moved, and the whole screen laid out, at every step through the form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Size
from textual.strip import Strip

from backend.guide.outcome import FieldState
from tui.counter.visit.entry_lines import EntryLine
from tui.counter.words import shown_value
from tui.locale import N_, _
from tui.widgets import FieldInput
from tui.widgets.cells import fit, width
from tui.widgets.sheet_rows import Span


@dataclass(frozen=True)
class Typed:
    """What stands in the field, for drawing; `caret` is None while the field has no focus."""

    text: str = ""
    caret: int | None = None
    picked: tuple[int, int] = (0, 0)
    offered: str = ""
    hint: str = ""

    def spans(self, cells: int) -> list[Span]:
        """The text in `cells` cells, scrolled so that the caret is in it; an empty field shows what is offered."""
        if not self.text:
            return _ghost(self._offer(cells), cells, with_caret=self.caret is not None)
        start = self._first_shown(cells)
        shown = self.text[start:]
        spans: list[Span] = []
        used = 0
        for place, character in enumerate(shown, start=start):
            size = width(character)
            if used + size > cells - 1:
                break
            spans.append((character, self._role(place)))
            used += size
        if self.caret == len(self.text) and used < cells:
            spans.append((" ", "caret"))
            used += 1
        return [*spans, (" " * (cells - used), "input")]

    def _offer(self, cells: int) -> str:
        """The value offered and what Enter does with it; the value is cut before the words are."""
        words = f"  {self.hint}" if self.hint else ""
        return fit(self.offered, max(0, cells - width(words))) + words

    def caret_cell(self, cells: int) -> int:
        """In which cell the caret stands."""
        caret = self.caret or 0
        return width(self.text[self._first_shown(cells) : caret])

    def _first_shown(self, cells: int) -> int:
        start, caret = 0, self.caret or 0
        while start < caret and width(self.text[start:caret]) > cells - 2:
            start += 1
        return start

    def _role(self, place: int) -> str:
        if place == self.caret:
            return "caret"
        return "picked" if self.picked[0] <= place < self.picked[1] else "input"


def _ghost(offered: str, cells: int, *, with_caret: bool) -> list[Span]:
    text = fit(offered, cells) or " "
    first, rest = text[0], text[1:]
    blanks = " " * max(0, cells - width(text))
    return [(first, "caret" if with_caret else "ghost"), (rest, "ghost"), (blanks, "input")]


class EntryField(FieldInput):
    """One cell, always empty to the eye. `is_open` says whether the line at the cursor is one that is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", N_("Next"))]
    DEFAULT_CSS = """
    EntryField, EntryField:focus {
        position: absolute;
        width: 1;
        height: 1;
        background: transparent;
        background-tint: transparent;
        text-style: none;
    }
    """

    def __init__(self, caret_at: Callable[[], Offset]) -> None:
        super().__init__()
        self._caret_at = caret_at
        self.is_open = False
        self._offered = ""

    # It looks the same with the focus and without it, as the sheet does, which draws the caret: nobody further out
    # has to hear of it.

    def watch_has_focus(self, _has_focus: bool) -> None:
        pass

    def _on_focus(self, event: events.Focus) -> None:
        event.prevent_default()
        self.has_focus = True
        self.app.cursor_position = self.cursor_screen_offset

    def _on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self.has_focus = False

    def open_for(self, line: EntryLine, *, anew: bool) -> None:
        """Ready for what is typed in a line: with what stands there, or what is offered; empty to say it `anew`."""
        is_offer = line.state is FieldState.CONFIRM
        held = None if is_offer or anew or line.known is None else line.known.value
        self.max_length = line.longest
        self.value = "" if held is None else str(held)
        self._offered = shown_value(line.fact, line.known) if is_offer else ""
        self.cursor_position = len(self.value)
        self.is_open = True

    def close(self) -> None:
        self.is_open = False
        self.value = ""

    @property
    def typed(self) -> Typed:
        """What is in the field now."""
        start, end = sorted(self.selection)
        caret = self.cursor_position if self.has_focus else None
        hint = _("↵ keeps it") if self._offered else ""
        return Typed(self.value, caret, (start, end), self._offered, hint)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's own caret stands: input methods put what is being composed there."""
        return self._caret_at()

    def draw_line(self, y: int, size: Size) -> Strip:
        # The ground only: an application's style sheet may underline fields that have the focus.
        return Strip.blank(size.width, Style(bgcolor=self.ground.bgcolor))
