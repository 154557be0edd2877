"""Where we are: the steps of the work in one line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.locale import _
from tui.widgets.cells import ELLIPSIS, clean, fit, width

StepState = Literal["done", "current", "coming"]
LINKS = (" ── ", "─")
"""Between two steps: where there is room, and where there is not."""


@dataclass(frozen=True)
class Step:
    """`label` is marked with N_; `note` ("12/14") is shown as it is, on the current step only where room is short."""

    label: str
    state: StepState = "coming"
    note: str = ""

    def words(self, *, with_note: bool) -> str:
        label = clean(_(self.label))
        noted = f"{label} {clean(self.note)}" if with_note and self.note else label
        return {"done": f"{noted} ✓", "current": f"[{noted}]", "coming": noted}[self.state]


class StepBar(Widget):
    """Done steps carry a tick, the current one stands in brackets: readable without any colour."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"step-bar--{name}" for name in ("done", "current", "coming", "link")}
    DEFAULT_CSS = """
    StepBar {
        height: 1;
        & > .step-bar--done { color: $text-muted; }
        & > .step-bar--current { color: $text-primary; text-style: bold; }
        & > .step-bar--coming { color: $foreground; }
        & > .step-bar--link { color: $foreground 30%; }
    }
    """

    def __init__(self, steps: Sequence[Step] = (), *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._steps = tuple(steps)

    @property
    def steps(self) -> tuple[Step, ...]:
        return self._steps

    def show(self, steps: Sequence[Step]) -> None:
        if tuple(steps) != self._steps:
            self._steps = tuple(steps)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        segments = [Segment(" ", base)]
        for text, name in arranged(self._steps, self.size.width - 2):
            segments.append(Segment(text, self.get_component_rich_style(f"step-bar--{name}")))
        return Strip(segments).adjust_cell_length(self.size.width, base)


def arranged(steps: Sequence[Step], cells: int) -> list[tuple[str, str]]:
    """The steps as pieces (text, style name), in the roomiest form that fits; the current step is always in it."""
    forms: tuple[Callable[[], list[tuple[str, str]]], ...] = (
        lambda: _joined(steps, LINKS[0], notes=True),
        lambda: _joined(steps, LINKS[1], notes=True),
        lambda: _joined(steps, LINKS[1], notes=False),
    )
    for form in forms:
        pieces = form()
        if sum(width(text) for text, _ in pieces) <= cells:
            return pieces
    return _around_current(steps, cells)


def _joined(steps: Sequence[Step], link: str, *, notes: bool) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    for place, step in enumerate(steps):
        if place:
            pieces.append((link, "link"))
        pieces.append((step.words(with_note=notes or step.state == "current"), step.state))
    return pieces


def _around_current(steps: Sequence[Step], cells: int) -> list[tuple[str, str]]:
    """The current step whole, and as many whole ones behind it as there is room for; a mark where some are left out."""
    start = next((place for place, step in enumerate(steps) if step.state == "current"), 0)
    pieces: list[tuple[str, str]] = [(ELLIPSIS + LINKS[1], "link")] if start else []
    room = cells - (2 if start else 0)
    for place, step in enumerate(steps[start:], start):
        text = step.words(with_note=step.state == "current")
        if place > start:
            mark = 0 if place == len(steps) - 1 else 2  # room for the mark behind it, unless it is the last
            if width(text) + 1 + mark > room:
                return [*pieces, (LINKS[1] + ELLIPSIS, "link")] if room >= 2 else pieces
            pieces.append((LINKS[1], "link"))
            room -= 1
        pieces.append((fit(text, max(0, room)), step.state))
        room -= width(pieces[-1][0])
    return pieces
