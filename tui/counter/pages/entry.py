"""The ask and fill steps: one line at a time needs a human, and Enter leads from one to the next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input

from backend.guide.checks import find_problem, normalise, problem_text
from backend.guide.declared import FactKind
from backend.guide.facts import Value
from backend.guide.outcome import FieldState
from backend.guide.steps import Need, Step
from backend.guide.text import Text
from tui.counter.digit_keys import digit_keys
from tui.counter.foreseen_days import ForeseenDays
from tui.counter.pages.entry_field import EntryField
from tui.counter.pages.entry_rows import (
    EntryView,
    entry_rows,
    field_row,
    field_start,
    label_width,
    origin_width,
    typed_row,
    visible,
)
from tui.counter.pages.entry_sheet import EntrySheet
from tui.counter.visit import Visit
from tui.counter.visit.entry_lines import EntryLine, entry_lines
from tui.counter.words import said
from tui.locale import N_, Words, _
from tui.widgets import WorkScreen
from tui.widgets.sheet_rows import Row


class EntryPage(Vertical):
    """Shows one step of a visit. What is done here changes the visit and is told with `Changed` and `Advance`."""

    BLANK = True
    HELP = N_(
        "Asking and filling in: the line with ▶ needs you. A digit chooses; or type, and Enter. What is presumed or "
        "from last time Enter keeps and typing replaces. At the right stands who told it; Ctrl+E corrects what data "
        "told, and asks why. F6 shows the lines that are filled already."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", N_("Next")),
        Binding("f6", "unfold", N_("All lines")),
        Binding("ctrl+e", "correct", N_("Amend")),
        *digit_keys("digit"),
    ]
    DEFAULT_CSS = """
    EntryPage { layers: base over; }
    EntryPage > EntrySheet { layer: base; }
    EntryPage > EntryField { layer: over; }
    """

    @dataclass(kw_only=True)
    class Changed(Message):
        """Something was said; `typing` while a field is not finished, or only the cursor stands elsewhere."""

        typing: bool = False

    @dataclass
    class Advance(Message):
        after: Need

    @dataclass(repr=False)
    class WantsReason(Message):
        """A value of data is to be replaced: somebody must say why before it is."""

        line: EntryLine
        value: Value

    @dataclass
    class Problem(Message):
        """What is wrong with a correction, in words."""

        words: Words

    @dataclass(repr=False)
    class WantsTable(Message):
        line: EntryLine

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sheet = EntrySheet(self)
        self.field = EntryField(self.caret_at)
        self.field.steers = self.sheet
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._visit: Visit | None = None
        self._step = Step.ASK
        self._names: Mapping[str, Text] = {}
        self._days = ForeseenDays()
        self._unfolded = False
        self._correcting = False
        self._lines: list[EntryLine] = []
        self._typed_for = ""
        self._correctable = False

    def compose(self) -> ComposeResult:
        yield self.sheet
        yield self.field

    def on_mount(self) -> None:
        self.watch(self.field, "value", self._typed_on, init=False)
        self.watch(self.field, "selection", self._typed_on, init=False)
        self.watch(self.field, "has_focus", self._typed_on, init=False)

    # What is shown

    def show(self, visit: Visit, step: Step, at: str, names: Mapping[str, Text], days: ForeseenDays) -> None:
        """Show a step with the cursor on the fact `at`."""
        self.leave_typed()
        self._typed_for = ""
        self._visit, self._step, self._names, self._days = visit, step, names, days
        self._unfolded = self._correcting = False
        self._lines = entry_lines(visit, step)
        self.sheet.at = at or (self._lines[0].code if self._lines else "")
        self.arrive()

    def refresh_lines(self) -> None:
        """The visit changed behind the page: what is being typed stays as it is."""
        if self._visit is None:
            return
        self._lines = entry_lines(self._visit, self._step)
        line = self.current
        if line is None and self._lines:
            self.sheet.at = self._lines[0].code
            self.arrive()
        elif line is not None and self.field.is_open and not self.field.value and not self._is_open(line):
            self.arrive()
        else:
            self.sheet.redraw()

    @property
    def current(self) -> EntryLine | None:
        return next((line for line in self._lines if line.code == self.sheet.at), None)

    @property
    def view(self) -> EntryView:
        tall = len(self._lines) + 12 <= self.sheet.size.height
        typed = self.field.typed if self.field.is_open else None
        there = self._visit is None or self._visit.opened
        return EntryView(self._step, self.sheet.at, self._unfolded, tall, self._names, self._days, typed, there)

    @property
    def widths(self) -> tuple[int, int]:
        """Of labels and of origins, for the present width of the page."""
        room = self.sheet.size.width
        return label_width(self._lines, room), origin_width(self._lines, self.view, room)

    def rows(self, room: int) -> list[Row]:
        return (
            []
            if self._visit is None or not self._visit.items
            else entry_rows(self._visit, self._lines, self.view, room)
        )

    def walkable(self) -> list[str]:
        return [line.code for line in sorted(visible(self._lines, self.view), key=lambda line: line.by_human)]

    # The field over the line

    def walked(self) -> None:
        """The operator has moved the cursor: that is kept too."""
        self.arrive()
        self.post_message(self.Changed(typing=True))

    def arrive(self) -> None:
        """The cursor stands on a line: open what can be typed there."""
        line = self.current
        self.leave_typed()
        self._correcting = False
        if line is not None and self._is_open(line):
            self._open(line)
        else:
            self._close()
        self.sheet.redraw()
        self._tell_keys()

    def _tell_keys(self) -> None:
        """Of the keys that work, the line at the cursor decides one only; asking for all of them takes a while."""
        correctable = bool(self.check_action("correct", ()))
        if correctable is not self._correctable:
            self._correctable = correctable
            self.refresh_bindings()

    def focus_work(self) -> None:
        work = self.field if self.field.is_open else self.sheet
        if self.screen.focused is not work:
            # At once: `focus()` would paint all of the page and move the focus one message later.
            self.screen.set_focus(work, scroll_visible=False)

    def _is_open(self, line: EntryLine) -> bool:
        if not line.is_typed:
            return False
        return self._correcting or (line.editable and not (line.state is FieldState.FILLED and line.from_data))

    def _open(self, line: EntryLine) -> None:
        self.field.open_for(line, anew=self._correcting)
        self._typed_for = line.code
        if self.display:
            self.focus_work()

    def _close(self) -> None:
        self._typed_for = ""
        self.field.close()
        if self.is_attached and self.display:
            self.focus_work()

    def _typed_on(self) -> None:
        """A key in the field: draw the one row it is shown in."""
        line = self.current
        if line is not None and self.field.is_open and self.sheet.size.width:
            row = typed_row(line, self.field.typed, self.widths, self.sheet.size.width)
            self.sheet.replace_row(row)

    def caret_at(self) -> Offset:
        """Where on the screen the caret stands."""
        line, sheet = self.current, self.sheet
        if line is None or not sheet.size.width:
            return Offset(0, 0)
        y = sheet.find_line(field_row(line)) or 0
        start = field_start(line, self.widths)
        cell = self.field.typed.caret_cell(sheet.size.width - start - 1)
        return sheet.content_region.offset + Offset(start + cell, y)

    # What the operator does

    def leave_typed(self) -> None:
        """Keep what stands in the field, right or wrong: nothing typed is lost by moving on."""
        line = next((line for line in self._lines if line.code == self._typed_for), None)
        if line is None or self._visit is None or not self.field.is_open:
            return
        text = self.field.value.strip()
        held = "" if line.known is None or line.known.value is None else str(line.known.value)
        if text and text != held and not self._correcting:
            self._say(line, normalise(line.fact, text))
        elif not text and held and line.by_human and line.state is not FieldState.CONFIRM:
            self._visit.unsay(line.code)
            self._said()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_next()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(typing=True))

    def action_next(self) -> None:
        """Keep what is here and go to the next thing that needs a human."""
        line = self.current
        if line is None or self._visit is None:
            return
        if line.fact.kind is FactKind.TABLE and line.state not in (FieldState.FILLED, FieldState.CONFIRM):
            self.post_message(self.WantsTable(line))
            return
        if self._correcting and self.field.is_open:
            self._correct_typed(line)
            return
        if not self.field.value.strip() and line.state is FieldState.CONFIRM:
            self._visit.confirm(line.code)
            self._said()
        elif self.field.is_open:
            self.leave_typed()
        self._go_on(line)

    def _go_on(self, line: EntryLine) -> None:
        """Advance, unless what was typed here is not right yet."""
        after = self.current
        if after is not None and after.code == line.code and after.state is FieldState.WRONG:
            self.sheet.redraw()
            return
        self.post_message(self.Advance(Need(self._step, line.item, line.code)))

    def action_digit(self, digit: int) -> None:
        line = self.current
        if line is None or not 1 <= digit <= len(line.options):
            return
        value = line.value_of(digit - 1)
        if line.known is not None and line.state is FieldState.FILLED and line.known.value == value:
            self.post_message(self.Advance(Need(self._step, line.item, line.code)))
        elif line.from_data:
            if line.editable:
                self.post_message(self.WantsReason(line, value))
            else:
                self._say_fixed()
        else:
            self._say(line, value)
            self.post_message(self.Advance(Need(self._step, line.item, line.code)))

    def action_correct(self) -> None:
        """Open a line that data filled; the reason is asked when a value is there."""
        line = self.current
        if line is None or not line.editable:
            return
        if line.fact.kind is FactKind.TABLE:
            self.post_message(self.WantsTable(line))
        elif line.is_typed and not self.field.is_open:
            self._correcting = True
            self._open(line)
            self.sheet.redraw()

    def on_key(self, event: events.Key) -> None:
        """Ctrl+E where it changes nothing says why."""
        if event.key == "ctrl+e" and self.current is not None and not self.current.editable:
            event.stop()
            self._say_fixed()

    def _say_fixed(self) -> None:
        if isinstance(self.screen, WorkScreen):
            words = _("This stands in a department's record and is put right there; it cannot be changed here.")
            self.screen.speak(words, "caution")

    def _correct_typed(self, line: EntryLine) -> None:
        text = self.field.value.strip()
        if not text:
            self.stop_correcting()
            return
        value = normalise(line.fact, text)
        problem = find_problem(line.fact, value)
        if problem is not None:
            self.post_message(self.Problem(partial(said, problem_text(problem, line.fact))))
            return
        self.post_message(self.WantsReason(line, value))

    def stop_correcting(self) -> None:
        """Leave the value as data gave it."""
        self._correcting = False
        self.field.value = ""
        self.arrive()

    @property
    def correcting(self) -> bool:
        return self._correcting

    def action_unfold(self) -> None:
        self._unfolded = not self._unfolded
        self.sheet.redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "correct":
            line = self.current
            return line is not None and line.is_correctable and not self.field.is_open
        return True

    def put_back(self, fact: str, text: str) -> None:
        """What a draft had in the field of `fact`, not finished."""
        if self.field.is_open and self._typed_for == fact:
            self.field.value = text
            self.field.cursor_position = len(text)

    def typing(self) -> dict[str, str]:
        """What stands in the open field, for the draft."""
        return {self._typed_for: self.field.value} if self._typed_for and self.field.value else {}

    def _say(self, line: EntryLine, value: Value) -> None:
        assert self._visit is not None
        now = self.clock()
        if self._step is Step.ASK:
            self._visit.answer(line.code, value, now)
        else:
            self._visit.fill(line.code, value, now)
        self._said()

    def _said(self) -> None:
        assert self._visit is not None
        self._lines = entry_lines(self._visit, self._step)
        self.post_message(self.Changed())
