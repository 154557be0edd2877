"""Pages that are read line by line: drawn from spans with roles, without a widget per line and without layout.

How a role looks stands here alone, and nothing is said by colour only.
"""

from collections.abc import Callable
from typing import ClassVar, Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.strip import Strip

from tui.locale import N_
from tui.widgets.cells import clean
from tui.widgets.drawn_lines import DrawnLines
from tui.widgets.sheet_rows import BLANK, Row, fitted

ROLES: Final = ("dim", "strong", "value", "ok", "warn", "bad", "mark", "key", "say", "cursor")


class _Look(NamedTuple):
    """All that decides how a line is drawn. Lines that move up or down keep theirs."""

    row: Row
    at_cursor: bool
    more: str
    room: int


class Sheet(DrawnLines, can_focus=True):
    """Draws what `rows` gives for the present width. `at` is the key the cursor stands on, "" for nowhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Previous"), show=False),
        Binding("down", "move(1)", N_("Next"), show=False),
        Binding("pageup", "move_page(-1)", N_("Page up"), show=False),
        Binding("pagedown", "move_page(1)", N_("Page down"), show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"sheet--{role}" for role in ROLES}
    DEFAULT_CSS = """
    Sheet {
        height: 1fr;
        overflow: hidden;
        & > .sheet--dim { color: $text-muted; }
        & > .sheet--strong { text-style: bold; }
        & > .sheet--value { color: $foreground; }
        & > .sheet--ok { color: $text-success; }
        & > .sheet--warn { color: $text-warning; }
        & > .sheet--bad { color: $text-error; text-style: bold; }
        & > .sheet--mark { color: $text-accent; text-style: bold; }
        & > .sheet--key { color: $text-accent; }
        & > .sheet--say { color: $text-primary; }
        & > .sheet--cursor { background: $block-cursor-blurred-background; text-style: bold; }
    }
    """
    ALLOW_SELECT = False
    HIGHLIGHTS: ClassVar[bool] = True
    """Whether the line of the cursor is set off by its ground."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.at = ""
        self.paint: Callable[[int], list[Row]] | None = None
        """For sheets that only show: draws the page for a width."""
        self.stops: Callable[[], list[str]] | None = None
        """For those: what the cursor can stand on."""
        self._rows: list[Row] = []
        self._drawn_for = -1
        self._drawn_at = ""
        self._top = 0
        self._styles: dict[str, Style] = {}
        self._strips: dict[_Look, Strip] = {}

    def rows(self, room: int) -> list[Row]:
        """The page in `room` cells; called again only after `redraw` or when the width changed."""
        return [] if self.paint is None else self.paint(room)

    def keys(self) -> list[str]:
        """What the cursor can stand on, in order."""
        return [] if self.stops is None else self.stops()

    # Drawing

    def redraw(self) -> None:
        """What the page shows may have changed: draw the lines that did."""
        if not self.is_attached or self._drawn_for != self.size.width:
            self._drawn_for = -1
            self.refresh()
            return
        before, was_at, top = self._rows, self._drawn_at, self._top
        self._drawn_for = -1
        after = self.page
        if top != self._top or len(before) != len(after) > self.size.height:
            self.refresh()
        else:
            self._refresh_lines(before, after, {was_at, self.at} if was_at != self.at else set())

    def _refresh_lines(self, before: list[Row], after: list[Row], keys: set[str]) -> None:
        """The lines in view that differ, and those the cursor left or came to."""
        changed, size = [], self.size
        for y in range(size.height):
            place = self._top + y
            old = before[place] if place < len(before) else BLANK
            new = after[place] if place < len(after) else BLANK
            if old != new or (keys and (old.key in keys or new.key in keys)):
                changed.append(Region(0, y, size.width, 1))
        if changed:
            self.refresh(*changed)

    def replace_row(self, row: Row) -> None:
        """Another text for the first row with this key: for what changes at every keystroke."""
        for place, line in enumerate(self.page):
            if line.key == row.key:
                self._rows[place] = row
                self.refresh(Region(0, place - self._top, self.size.width, 1))
                return

    def redraw_all(self) -> None:
        """Every line anew: styles, focus or the language changed."""
        self._drawn_for = -1
        self.refresh()

    retranslate = redraw_all

    def notify_style_update(self) -> None:
        self._styles.clear()
        self._strips.clear()
        super().notify_style_update()

    @property
    def page(self) -> list[Row]:
        """The rows as they stand."""
        return self._laid_out(self.size)

    def _laid_out(self, size: Size) -> list[Row]:
        if self._drawn_for != size.width:
            self._drawn_for = size.width
            self._drawn_at = self.at
            self._rows = self.rows(size.width)
            self._keep_in_view()
            # What is no longer on the page is forgotten: it may be somebody's data.
            here = set(self._rows)
            self._strips = {look: strip for look, strip in self._strips.items() if look.row in here}
        return self._rows

    def find_line(self, key: str) -> int | None:
        """Where in the widget the first row of `key` is now, if it is in view."""
        for place, line in enumerate(self.page):
            if line.key == key:
                y = place - self._top
                return y if 0 <= y < self.size.height else None
        return None

    def draw_line(self, y: int, size: Size) -> Strip:
        page = self._laid_out(size)
        place = self._top + y
        if place >= len(page):
            return Strip.blank(size.width, self._style(""))
        line = page[place]
        at_cursor = self.HIGHLIGHTS and bool(line.key) and line.key == self.at and self.has_focus_within
        look = _Look(line, at_cursor, self._more(y, size.height), size.width)
        if (strip := self._strips.get(look)) is None:
            strip = self._strips[look] = self._draw(look)
        return strip

    def _draw(self, look: "_Look") -> Strip:
        ground = self._style("cursor" if look.at_cursor else "")
        spans = fitted(look.row, look.room, look.more)
        segments = [Segment(clean(text), self._on(ground, role, look.at_cursor)) for text, role in spans]
        return Strip(segments).adjust_cell_length(look.room, ground)

    def _more(self, y: int, height: int) -> str:
        """Where the page goes on, its first and last line say how much there is."""
        if self._top and y == 0:
            return f" ↑{self._top}"
        hidden = len(self._rows) - self._top - height
        return f" ↓{hidden}" if hidden > 0 and y == height - 1 else ""

    def _on(self, ground: Style, role: str, at_cursor: bool) -> Style:
        if not role:
            return ground
        return ground + self._style(role).without_color if at_cursor else self._style(role)

    def _style(self, role: str) -> Style:
        if role not in self._styles:
            found = self.get_component_rich_style(f"sheet--{role}") if role else self.rich_style
            self._styles[role] = found
        return self._styles[role]

    # Moving

    def _keep_in_view(self) -> None:
        height = max(1, self.size.height)
        places = [place for place, line in enumerate(self._rows) if line.key and line.key == self.at]
        if places:
            self._top = min(self._top, max(0, places[0] - 1))
            last = min(places[-1] + 2, len(self._rows))
            # What can be seen with the head of the page is seen with it.
            self._top = max(self._top, last - height) if last > height else 0
        self._top = max(0, min(self._top, len(self._rows) - height))

    def on_resize(self) -> None:
        self.redraw_all()

    def move_to(self, key: str) -> None:
        """Put the cursor on a key."""
        if key != self.at:
            self.at = key
            self.moved()

    def moved(self) -> None:
        """The cursor stands on another key; what is extended must draw it too."""
        self.redraw()

    def action_move(self, lines: int) -> None:
        keys = self.keys()
        if not keys:
            self._scroll(lines)
        elif self.at in keys:
            self.move_to(keys[max(0, min(len(keys) - 1, keys.index(self.at) + lines))])
        else:
            self.move_to(keys[0])

    def action_move_page(self, pages: int) -> None:
        self._scroll(pages * max(1, self.size.height - 2))

    def _scroll(self, lines: int) -> None:
        top = max(0, min(self._top + lines, len(self.page) - max(1, self.size.height)))
        if top != self._top:
            self._top = top
            self.refresh()

    def on_focus(self) -> None:
        if self.HIGHLIGHTS:
            self.redraw_all()

    on_blur = on_focus

    def on_click(self, event: events.Click) -> None:
        place = self._top + event.y
        if place < len(self.page) and (key := self.page[place].key) in self.keys():
            self.move_to(key)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-3)
