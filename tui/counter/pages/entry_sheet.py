"""The lines of the ask and fill steps as they are drawn."""

from typing import ClassVar, Protocol

from textual import events

from tui.widgets.sheet import Sheet
from tui.widgets.sheet_rows import Row


class EntryLines(Protocol):
    """Who knows the lines, and is told when the cursor has moved to another one."""

    def rows(self, room: int) -> list[Row]: ...

    def walkable(self) -> list[str]: ...

    def walked(self) -> None: ...


class EntrySheet(Sheet):
    """The lines, and what is being typed in the one at the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"sheet--{role}" for role in ("input", "caret", "picked", "ghost")}
    DEFAULT_CSS = """
    EntrySheet {
        & > .sheet--input { background: $surface; text-style: underline; }
        & > .sheet--ghost { background: $surface; color: $text-muted; text-style: underline; }
        & > .sheet--caret { text-style: reverse; }
        & > .sheet--picked { background: $input-selection-background; }
    }
    """
    HIGHLIGHTS = False

    def __init__(self, page: EntryLines) -> None:
        super().__init__()
        self._page = page

    def rows(self, room: int) -> list[Row]:
        return self._page.rows(room)

    def keys(self) -> list[str]:
        return self._page.walkable()

    def moved(self) -> None:
        self._page.walked()

    async def _on_key(self, event: events.Key) -> None:
        await self.act_at_once(event)

    # The page looks the same with the focus and without it: Textual would style and paint all of it anew when the
    # field takes it.

    def watch_has_focus(self, _has_focus: bool) -> None:
        pass

    def _on_focus(self, event: events.Focus) -> None:
        event.prevent_default()
        self.has_focus = True

    def _on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self.has_focus = False
