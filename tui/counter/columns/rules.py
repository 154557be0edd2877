"""Lines between the parts of the screen, joined where they meet."""

from collections.abc import Sequence
from typing import Literal

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget


class Rule(Widget):
    """A horizontal line; `joints` are the columns at which a vertical one hangs from it or stands on it."""

    DEFAULT_CSS = """
    Rule { height: 1; color: $border-blurred; }
    """
    ALLOW_SELECT = False

    def __init__(self, joint: Literal["┬", "┴", "─"] = "─", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._joint = joint
        self._joints: tuple[int, ...] = ()

    def join(self, joints: Sequence[int]) -> None:
        if tuple(joints) != self._joints:
            self._joints = tuple(joints)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        line = ["─"] * self.size.width
        for place in self._joints:
            if 0 <= place < len(line):
                line[place] = self._joint
        return Strip([Segment("".join(line), self.rich_style)])


class Upright(Widget):
    """A vertical line."""

    DEFAULT_CSS = """
    Upright { width: 1; height: 1fr; color: $border-blurred; }
    """
    ALLOW_SELECT = False

    def render_line(self, y: int) -> Strip:
        return Strip([Segment("│", self.rich_style)])
