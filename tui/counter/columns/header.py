"""The top line: where we are, who works here, how the way to the others is, and the time to the minute."""

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.locale import _
from tui.widgets.cells import fit, width

_ROOMY = 100
"""Columns from which everything is told in words."""


@dataclass(frozen=True)
class Standing:
    """What the header tells; `level` sets off what the operator should look at."""

    hall: str = ""
    desk: str = ""
    connection: str = ""
    connection_level: str = "dim"
    systems: str = ""
    systems_level: str = "dim"
    systems_short: str = ""
    trouble: str = ""
    demo: bool = False
    clock: str = ""


class Header(Widget):
    """One line; the middle is what is left out first when there is little room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"header--name", "header--dim", "header--warn", "header--demo"}
    DEFAULT_CSS = """
    Header {
        height: 1;
        background: $panel;
        & > .header--name { color: $primary; text-style: bold; }
        & > .header--dim { color: $text-muted; }
        & > .header--warn { color: $text-warning; text-style: bold; }
        & > .header--demo { color: $text-accent; }
    }
    """
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._standing = Standing()

    @property
    def standing(self) -> Standing:
        return self._standing

    def show(self, standing: Standing) -> None:
        if standing != self._standing:
            self._standing = standing
            self.refresh()

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        now = self._standing
        name = _("One Window")
        right = self._right(now)
        room = self.size.width - 2
        used = width(name) + 3
        kept: list[tuple[str, str]] = []
        for text, role in reversed(right):  # the clock and what is beside it are kept first
            if text and used + width(text) + 3 <= room:
                kept.insert(0, (text, role))
                used += width(text) + 3
        desk = fit(now.desk, max(0, room - used))
        hall = fit(now.hall, max(0, room - used - width(desk) - 3)) if now.hall else ""
        place = " · ".join(part for part in (hall, desk) if part)
        spans: list[tuple[str, str]] = [(" ", ""), (name, "name"), (" · " if place else "", "dim"), (place, "")]
        tail = width("   ".join(text for text, _role in kept))
        left = sum(width(text) for text, _role in spans)
        spans.append((" " * max(1, self.size.width - 1 - left - tail), ""))
        for n, (text, role) in enumerate(kept):
            spans += [("   ", "")] if n else []
            spans.append((text, role))
        segments = [Segment(text, self._style(role)) for text, role in spans if text]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _right(self, now: Standing) -> list[tuple[str, str]]:
        """What stands at the right, the most important last; on a narrow screen what is well is told in short."""
        narrow = self.size.width < _ROOMY
        right = [(_("demo"), "demo")] if now.demo else []
        if now.trouble:
            right.append((now.trouble, "warn"))
        if narrow and now.connection_level == "dim":
            right.append((now.connection[:1], "dim"))
        else:
            right.append((now.connection, now.connection_level))
        short = narrow and now.systems_level == "dim"
        right.append((now.systems_short if short else now.systems, now.systems_level))
        right.append((now.clock, ""))
        return [(text, role) for text, role in right if text]

    def _style(self, role: str) -> Style:
        return self.get_component_rich_style(f"header--{role}") if role else self.rich_style
