"""The one-row field all forms are made of."""

from typing import ClassVar, Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from tui.widgets.cells import fit, safe
from tui.widgets.drawn_lines import DrawnLines
from tui.widgets.pasted import FieldRule, Refusal, accept
from tui.widgets.scan_capture import TakeBack


class Steered(Protocol):
    """Something whose cursor a field moves while the text is being typed."""

    def action_move(self, rows: int) -> None: ...

    def action_move_page(self, pages: int) -> None: ...


class FieldInput(Input, DrawnLines):
    """An Input that does not blink, does not lay the form out at each key, and never loses a paste in silence.

    Focusing a filled field does not select it, so that one key (or a scan) cannot wipe it. Whatever is refused or
    cut is told with a `Refused` message. Where `restrict` is set, full-width digits and letters are folded; never in
    names. `enter`: what Enter does here, for the key bar; marked with N_.
    """

    DEFAULT_CSS = """
    FieldInput {
        background: $surface;
        &:focus { text-style: underline; background-tint: $foreground 8%; }
    }
    """
    # Layout of the whole form at each key costs more than all the rest, and a one-row field never changes its size.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)

    STEERING: ClassVar[dict[str, tuple[str, int]]] = {
        "up": ("row", -1),
        "down": ("row", 1),
        "pageup": ("page", -1),
        "pagedown": ("page", 1),
    }

    class Refused(Message):
        """Something was not taken, or not whole. `reason`: paste_absurd, paste_cut, paste_too_long,
        paste_not_allowed, character, full; `params` hold numbers for the sentence, never the text itself."""

        def __init__(self, field: "FieldInput", reason: str, params: dict[str, int | str]) -> None:
            super().__init__()
            self.field = field
            self.reason = reason
            self.params = params

        @property
        def control(self) -> "FieldInput":
            return self.field

    class Taken(Message):
        """After something was refused a text was taken whole: what was said of the refusal is over."""

        def __init__(self, field: "FieldInput") -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> "FieldInput":
            return self.field

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        restrict: str | None = None,
        max_length: int = 0,
        password: bool = False,
        enter: str = "",
        id: str | None = None,
    ) -> None:
        self._before_key: tuple[events.Key, str, Selection] | None = None
        self._refused = False
        self.steers: Steered | None = None
        self._style: Style | None = None
        super().__init__(
            value,
            placeholder=placeholder,
            restrict=restrict,
            max_length=max_length,
            password=password,
            select_on_focus=False,
            validate_on=(),  # what is wrong with a value is the form's to say; or each key would style the field anew
            compact=True,
            id=id,
        )
        self.cursor_blink = False
        if enter:
            self._bindings.key_to_bindings["enter"] = [Binding("enter", "submit", enter)]

    @property
    def rule(self) -> FieldRule:
        return FieldRule(self.restrict, self.max_length or 0, nfkc=self.restrict is not None)

    def validate_value(self, value: str) -> str:
        """Nothing that could reach the terminal as a control sequence ever becomes a value."""
        return safe(value)

    def on_take_back(self, event: TakeBack) -> None:
        """Undo this key if it was the last one typed: it was the beginning of a scan."""
        if self._before_key is not None and self._before_key[0] is event.key:
            _, self.value, self.selection = self._before_key
            self._before_key = None

    def draw_line(self, y: int, size: Size) -> Strip:
        """As Input draws it, but a long value away from the caret shows its beginning and says that there is more."""
        ground = self.ground
        if y or not self.value or self.password or not self.selection.is_empty:
            return super().render_line(y).adjust_cell_length(size.width, Style(bgcolor=ground.bgcolor))
        if not self.has_focus:
            return Strip([Segment(fit(self.value, size.width), ground)]).adjust_cell_length(size.width, ground)
        at = self.cursor_position
        caret = self.get_component_rich_style("input--cursor")
        parts = (
            (self.value[:at], ground),
            (self.value[at : at + 1] or " ", ground + caret),
            (self.value[at + 1 :], ground),
        )
        first = self.scroll_offset.x
        line = Strip(Segment(text, style) for text, style in parts if text)
        return line.crop(first, first + size.width).adjust_cell_length(size.width, ground)

    def notify_style_update(self) -> None:
        self._style = None
        super().notify_style_update()

    @property
    def ground(self) -> Style:
        """Kept: working it out from all that stands around costs more than drawing the line."""
        if self._style is None:
            self._style = self.rich_style
        return self._style

    async def _on_key(self, event: events.Key) -> None:
        if self.steers is not None and event.key in self.STEERING:
            event.stop()
            event.prevent_default()
            self._steer(self.steers, *self.STEERING[event.key])
        elif event.is_printable:
            self._before_key = (event, self.value, self.selection)
        else:
            await self.act_at_once(event)

    @staticmethod
    def _steer(steered: Steered, unit: str, count: int) -> None:
        (steered.action_move if unit == "row" else steered.action_move_page)(count)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.paste(event.text)

    def action_paste(self) -> None:
        self.paste(self.app.clipboard)

    def paste(self, text: str) -> None:
        """Put a text in place of the selection, cleaned; says so when it is cut or refused."""
        start, end = sorted(self.selection)
        kept, refusal = accept(text, self.value[:start], self.value[end:], self.rule)
        if kept:
            self._initial_value = False  # or Input would not scroll to the end of the first text it is given
            super().replace(kept, start, end)
        if refusal is not None:
            self._say(refusal)
        else:
            self._took()

    def replace(self, text: str, start: int, end: int) -> None:
        """One typed character, or a deletion; says why when the field does not take it."""
        text = self.rule.folded(safe(text))
        start, end = sorted((max(0, start), min(len(self.value), end)))
        value = self.value[:start] + text + self.value[end:]
        # A deletion may pass through values the pattern does not allow: it must never trap anybody in the field.
        if not text:
            self.value = value
            self.cursor_position = start
            self._took()
        elif self.rule.overflow(value):
            self._say(Refusal("full", {"max": self.rule.max_length}))
        elif not self.rule.allows(value):
            self._say(Refusal("character", {}))
        else:
            super().replace(text, start, end)
            self._took()

    def _took(self) -> None:
        if self._refused:
            self._refused = False
            self.post_message(self.Taken(self))

    def _say(self, refusal: Refusal) -> None:
        self._refused = True
        self.post_message(self.Refused(self, refusal.reason, refusal.params))
