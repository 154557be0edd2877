"""Pages that are read line by line: drawn from spans with roles, without a widget per line and without layout.

A role says what a text is, never how it looks; the styles stand in one place, and nothing is said by colour alone.
"""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import ClassVar, Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.locale import N_
from tui.widgets.cells import Align, clean, fit, pad, width, wrap

ROLES: Final = ("dim", "strong", "value", "ok", "warn", "bad", "mark", "key", "say", "cursor")
Span = tuple[str, str]


class Row(NamedTuple):
    """One line of a page. `key` names the thing it belongs to, so that the cursor and the mouse can find it."""

    spans: tuple[Span, ...] = ()
    key: str = ""


class Cell(NamedTuple):
    """A column of a row: `cells` None takes what is left."""

    text: str
    cells: int | None = None
    role: str = ""
    align: Align = "left"


def row(*spans: Span | str, key: str = "") -> Row:
    return Row(tuple((span, "") if isinstance(span, str) else span for span in spans), key)


BLANK: Final = Row()


def columns_row(cells: Sequence[Cell], room: int, *, key: str = "", gap: int = 1) -> Row:
    """Columns side by side in `room` cells; the one without a width takes what the others leave."""
    left = room - sum(cell.cells or 0 for cell in cells) - gap * (len(cells) - 1)
    spans: list[Span] = []
    for place, cell in enumerate(cells):
        if place:
            spans.append((" " * gap, ""))
        spans.append((pad(cell.text, left if cell.cells is None else cell.cells, cell.align), cell.role))
    return Row(tuple(spans), key)


def columns_rows(cells: Sequence[Cell], room: int, *, key: str = "", gap: int = 1) -> list[Row]:
    """As `columns_row`, with nothing cut: a text longer than its column goes on below."""
    left = room - sum(cell.cells or 0 for cell in cells) - gap * (len(cells) - 1)
    wrapped = [_column(cell.text, left if cell.cells is None else cell.cells) for cell in cells]
    return [
        columns_row([cell._replace(text=text) for cell, text in zip(cells, line, strict=True)], room, key=key, gap=gap)
        for line in zip_longest(*wrapped, fillvalue="")
    ]


def _column(text: str, cells: int) -> list[str]:
    """Lines of a column, those after the first indented as it is."""
    bare = text.lstrip(" ")
    indent = " " * (len(text) - len(bare))
    return [indent + line for line in wrap(bare, cells - len(indent))]


def paragraph(text: str, room: int, role: str = "", *, indent: int = 0, key: str = "", lead: str = "") -> list[Row]:
    """Wrapped text; `lead` stands before the first line and is as wide as the indent of the others."""
    lead = lead[:-1] if lead.endswith("： ") else lead  # a full-width colon brings its blank
    indent = max(indent, width(lead))
    lines = wrap(text, max(8, room - indent))
    first = lead + " " * (indent - width(lead))
    return [Row(((first if n == 0 else " " * indent, role), (line, role)), key) for n, line in enumerate(lines)]


class _Look(NamedTuple):
    """All that decides how a line is drawn. Lines that move up or down keep theirs."""

    row: Row
    at_cursor: bool
    more: str
    room: int


def _fitted(look: _Look) -> list[Span]:
    """The row's spans cut to the room there is beside `more`; blanks between columns go first."""
    spans: list[Span] = []
    left = look.room - width(look.more)
    for text, role in _closed_up(look.row.spans, left) if look.more else look.row.spans:
        part = fit(text, left)
        spans.append((part, role))
        left -= width(part)
    return [*spans, (" " * left, ""), (look.more, "dim")] if look.more else spans


def _closed_up(spans: Sequence[Span], room: int) -> list[Span]:
    """Without as many blanks, from the right, as it takes to fit; one stays of each."""
    over = sum(width(text) for text, _role in spans) - room
    closed: list[Span] = []
    for place, (text, role) in reversed(list(enumerate(spans))):
        behind = len(text) - len(text.rstrip(" "))
        spare = max(0, min(over, behind - 1))
        text, over = text[: len(text) - spare], over - spare
        before = len(text) - len(text.lstrip(" ")) if place else 0
        spare = max(0, min(over, before - 1))
        text, over = text[spare:], over - spare
        closed.append((text, role))
    return closed[::-1]


class Sheet(Widget, can_focus=True):
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
        changed = []
        for y in range(self.size.height):
            place = self._top + y
            old = before[place] if place < len(before) else BLANK
            new = after[place] if place < len(after) else BLANK
            if old != new or (keys and (old.key in keys or new.key in keys)):
                changed.append(Region(0, y, self.size.width, 1))
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
        if self._drawn_for != self.size.width:
            self._drawn_for = self.size.width
            self._drawn_at = self.at
            self._rows = self.rows(self.size.width)
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

    def render_line(self, y: int) -> Strip:
        page = self.page
        place = self._top + y
        if place >= len(page):
            return Strip.blank(self.size.width, self._style(""))
        line = page[place]
        at_cursor = self.HIGHLIGHTS and bool(line.key) and line.key == self.at and self.has_focus_within
        look = _Look(line, at_cursor, self._more(y), self.size.width)
        if (strip := self._strips.get(look)) is None:
            strip = self._strips[look] = self._draw(look)
        return strip

    def _draw(self, look: "_Look") -> Strip:
        ground = self._style("cursor" if look.at_cursor else "")
        spans = _fitted(look)
        segments = [Segment(clean(text), self._on(ground, role, look.at_cursor)) for text, role in spans]
        return Strip(segments).adjust_cell_length(look.room, ground)

    def _more(self, y: int) -> str:
        """Where the page goes on, its first and last line say how much there is."""
        if self._top and y == 0:
            return f" ↑{self._top}"
        hidden = len(self.page) - self._top - self.size.height
        return f" ↓{hidden}" if hidden > 0 and y == self.size.height - 1 else ""

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
            self._top = max(self._top, min(places[-1] + 2, len(self._rows)) - height)
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
