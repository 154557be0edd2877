"""A list to pick from that answers within one frame, whatever its length.

Draws only the lines in view and keeps its own cursor; no widget per row, no scrollbar, no layout. What is shown is
a list of indices into the rows, so filtering 10,000 rows is an assignment.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.locale import N_, _
from tui.widgets.cells import pad
from tui.widgets.drawn_lines import DrawnLines
from tui.widgets.field_input import FieldInput
from tui.widgets.pick_row import Piece, fit_pieces

Row = TypeVar("Row")
Picked = TypeVar("Picked")
Told = TypeVar("Told")
Painter = Callable[[Row, int], Iterable[Piece] | Text]
"""A row and the cells it may take → its pieces, or Rich text."""

MARK = "▶ "
NO_MARK = "  "
_KEPT_STRIPS = 1024


class _OfRow(Message, Generic[Told]):
    """What a list tells about one of its rows."""

    def __init__(self, pick_list: "PickList[Any]", row: Told) -> None:
        super().__init__()
        self.pick_list = pick_list
        self.row = row

    @property
    def control(self) -> Widget:
        return self.pick_list


class PickList(DrawnLines, Generic[Row], can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Previous"), show=False),
        Binding("down", "move(1)", N_("Next"), show=False),
        Binding("pageup", "move_page(-1)", N_("Page up"), show=False),
        Binding("pagedown", "move_page(1)", N_("Page down"), show=False),
        Binding("home", "first", N_("First"), show=False),
        Binding("end", "last", N_("Last"), show=False),
        Binding("enter", "choose", N_("Choose")),
    ]
    DEFAULT_CSS = """
    PickList {
        height: 1fr;
        overflow: hidden;
        & > .pick-list--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
            text-style: bold;
        }
        & > .pick-list--match { color: $text-accent; text-style: bold underline; }
        & > .pick-list--dim { color: $text-muted; }
        & > .pick-list--strong { text-style: bold; }
        & > .pick-list--mark { color: $text-warning; }
        & > .pick-list--count { color: $text-muted; }
        &:focus > .pick-list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "pick-list--cursor",
        "pick-list--match",
        "pick-list--dim",
        "pick-list--strong",
        "pick-list--mark",
        "pick-list--count",
    }
    ALLOW_SELECT = False

    class Moved(_OfRow[Picked | None], Generic[Picked]):
        """The cursor stands on another row; `row` is None when nothing is shown."""

    class Chosen(_OfRow[Picked]):
        """Enter or a double click on a row."""

    def __init__(
        self,
        rows: Sequence[Row] = (),
        *,
        paint: Painter[Row],
        nothing: str = N_("Nothing found"),
        counted: bool = True,
        enter: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`paint` draws a row, `nothing` (marked with N_) stands where no row does, `counted` adds "12 of 282",
        `enter` (marked too) says what the key does where it does not choose.
        """
        super().__init__(id=id, classes=classes)
        if enter:
            self._bindings.key_to_bindings["enter"] = [Binding("enter", "choose", enter)]
        self._paint = paint
        self._nothing = nothing
        self._counted = counted
        self._rows: Sequence[Row] = rows
        self._shown: Sequence[int] = range(len(rows))
        self._cursor = 0
        self._top = 0
        self._lines: dict[int, Strip] = {}  # as they stand on the screen
        self._strips: dict[tuple[tuple[Piece, ...], bool, int], Strip] = {}
        self._styles: dict[str, Style] = {}

    # What is shown

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    @property
    def shown(self) -> Sequence[int]:
        """Indices of the rows that are listed now."""
        return self._shown

    @property
    def cursor(self) -> int:
        """Place of the cursor among the rows listed now; 0 when there is none."""
        return self._cursor

    @property
    def current(self) -> Row | None:
        return self._rows[self._shown[self._cursor]] if self._shown else None

    @property
    def count_text(self) -> str:
        return _("{shown} of {total}").format(shown=len(self._shown), total=len(self._rows))

    def say_nothing(self, nothing: str) -> None:
        """Other words (marked with N_) for where no row stands."""
        self._nothing = nothing
        self.redraw()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Another set of rows, all of them listed, the cursor on the first."""
        self._rows = rows
        self.show(range(len(rows)))

    def show(self, indices: Sequence[int], *, cursor: int = 0) -> None:
        """List these rows in this order, in this very tick, with the cursor at a place among them."""
        before = self.current if self._has_current() else None
        self._shown = indices
        self._cursor = max(0, min(cursor, len(indices) - 1))
        self._top = 0
        self._keep_cursor_in_view()
        self.redraw()
        if self.current is not before:
            self.post_message(self.Moved(self, self.current))

    def _has_current(self) -> bool:
        return bool(self._shown) and self._shown[self._cursor] < len(self._rows)

    def follow(self, field: FieldInput, find: Callable[[str], Sequence[int]]) -> None:
        """List what `find` answers for the field's text, in the same frame as the key; the field steers the cursor."""
        field.steers = self
        self.watch(field, "value", lambda text: self.show(find(text)))

    def redraw(self) -> None:
        """Paint the rows in view again and draw the lines that changed; also for callers whose painter looks
        at something that did."""
        before, self._lines = self._lines, {}
        size = self.size
        changed = [Region(0, y, size.width, 1) for y in range(size.height) if before.get(y) != self.draw_line(y, size)]
        if changed or not size:
            self.refresh(*changed)

    retranslate = redraw

    def notify_style_update(self) -> None:
        self._forget_styles()
        super().notify_style_update()

    def _forget_styles(self) -> None:
        self._styles.clear()
        self._strips.clear()
        self._lines.clear()

    # Drawing

    @property
    def _height(self) -> int:
        return max(1, self.size.height - self._counted)

    def draw_line(self, y: int, size: Size) -> Strip:
        if (strip := self._lines.get(y)) is None or strip.cell_length != size.width:
            strip = self._lines[y] = self._drawn(y, size)
        return strip

    def _drawn(self, y: int, size: Size) -> Strip:
        if self._counted and self._rows and y == size.height - 1:
            words = pad(self.count_text, size.width, "right")
            return self._strip([Segment(words, self._style("count"))], self._ground, size.width)
        place = self._top + y
        if place < len(self._shown):
            return self._row_strip(place, size.width)
        words = pad(NO_MARK + _(self._nothing), size.width) if y == 0 else ""
        return self._strip([Segment(words, self._style("dim"))], self._ground, size.width)

    def _row_strip(self, place: int, cells: int) -> Strip:
        """Rows painted alike are one strip, whose parts the screen keeps too."""
        at_cursor = place == self._cursor
        painted = self._paint(self._rows[self._shown[place]], max(0, cells - len(NO_MARK)))
        if isinstance(painted, Text):
            return self._text_strip(painted, at_cursor, cells)
        key = (tuple(painted), at_cursor, cells)
        if (strip := self._strips.get(key)) is None:
            if len(self._strips) >= _KEPT_STRIPS:
                self._strips.clear()
            strip = self._strips[key] = self._pieces_strip(*key)
        return strip

    def _pieces_strip(self, painted: tuple[Piece, ...], at_cursor: bool, cells: int) -> Strip:
        ground = self._style("cursor") if at_cursor else self._ground
        pieces = fit_pieces(painted, max(0, cells - len(NO_MARK)))
        segments = [Segment(text, self._on(ground, role, at_cursor)) for text, role in pieces]
        return self._strip([self._mark(at_cursor, ground), *segments], ground, cells)

    def _text_strip(self, painted: Text, at_cursor: bool, cells: int) -> Strip:
        ground = self._style("cursor") if at_cursor else self._ground
        painted.truncate(max(0, cells - len(NO_MARK)), overflow="ellipsis")
        painted.end = ""
        segments = Segment.apply_style(painted.render(self.app.console), ground)
        return self._strip([self._mark(at_cursor, ground), *segments], ground, cells)

    @staticmethod
    def _mark(at_cursor: bool, ground: Style) -> Segment:
        return Segment(MARK if at_cursor else NO_MARK, ground)

    def _on(self, ground: Style, role: str, at_cursor: bool) -> Style:
        """A role's style on the cursor keeps its marks and gives up its colours, which may not be readable there."""
        if not role:
            return ground
        style = self._style(role)
        return ground + style.without_color if at_cursor else style

    @staticmethod
    def _strip(segments: list[Segment], ground: Style, cells: int) -> Strip:
        return Strip(segments).adjust_cell_length(cells, ground)

    @property
    def _ground(self) -> Style:
        """The list's own style, kept like those of its roles: working it out costs more than drawing a row."""
        if "" not in self._styles:
            self._styles[""] = self.rich_style
        return self._styles[""]

    def _style(self, role: str) -> Style:
        if role not in self._styles:
            self._styles[role] = self.get_component_rich_style(f"pick-list--{role}")
        return self._styles[role]

    # Moving

    def move_to(self, place: int) -> None:
        """Put the cursor at a place; draws two lines, or the page when it has to scroll."""
        place = max(0, min(place, len(self._shown) - 1))
        if place == self._cursor or not self._shown:
            return
        before, self._cursor = self._cursor, place
        if self._keep_cursor_in_view():
            self.redraw()
        else:
            self._refresh_rows(before, place)
        self.post_message(self.Moved(self, self.current))

    def _refresh_rows(self, *places: int) -> None:
        lines = [place - self._top for place in places]
        for y in lines:
            self._lines.pop(y, None)
        self.refresh(*(Region(0, y, self.size.width, 1) for y in lines))

    def _keep_cursor_in_view(self) -> bool:
        top = min(self._top, self._cursor)
        top = max(top, self._cursor - self._height + 1)
        moved, self._top = top != self._top, top
        return moved

    def on_resize(self) -> None:
        self._keep_cursor_in_view()
        self._lines.clear()
        self.refresh()

    def on_focus(self) -> None:
        self._forget_styles()

    on_blur = on_focus

    def on_click(self, event: events.Click) -> None:
        place = self._top + event.y - self.content_offset.y
        if event.y - self.content_offset.y < self._height and place < len(self._shown):
            self.move_to(place)
            if event.chain == 2:
                self.action_choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-1)

    def action_move(self, rows: int) -> None:
        self.move_to(self._cursor + rows)

    def action_move_page(self, pages: int) -> None:
        self.move_to(self._cursor + pages * max(1, self._height - 1))

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(len(self._shown) - 1)

    def action_choose(self) -> None:
        if (row := self.current) is not None:
            self.post_message(self.Chosen(self, row))
