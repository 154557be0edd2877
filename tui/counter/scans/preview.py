"""A scan looked at before it is attached, and after: drawn beside the work, never in its way."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui.client import ClientError, NotFound, told
from tui.counter.scans.attachment import BadFile, Scan, read_scan
from tui.locale import N_, Words, _, in_words, ngettext
from tui.preview import NoPreview, PictureView, draw
from tui.widgets import Modal, Plain

_PAUSE: Final = 0.15
"""Seconds the cursor rests on a file before it is opened: who runs through the list opens none."""

_LONGEST: Final = 4
"""Times as high as wide; what is longer (a till receipt) is drawn narrower."""

Fetch = Callable[[], Awaitable[Scan]]
"""Brings a scan from the node. Raises BadFile, ClientError."""

Source = Path | Scan | Fetch


class ScanPreview(Vertical):
    DEFAULT_CSS = """
    ScanPreview {
        & > .scan-preview--said { height: auto; max-height: 4; color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.view = PictureView()
        self.said = Plain(classes="scan-preview--said")
        self._words: Words = ""
        self._source: Source | None = None
        self.as_wide = False
        """Whether it is drawn as wide as the room, to be read page by page, or whole."""

    def compose(self) -> ComposeResult:
        yield self.said
        yield self.view

    def look_at(self, source: Source | None) -> None:
        """Show this one; what was being drawn before is given up."""
        self._source = source
        self._say("")
        self.view.show(None)
        self._draw_again()

    def change_size(self) -> None:
        self.as_wide = not self.as_wide
        self._draw_again()

    def on_resize(self) -> None:
        self._draw_again()

    def _draw_again(self) -> None:
        if self.is_mounted:
            self._draw(self._source)

    @property
    def words(self) -> str:
        return in_words(self._words)

    def _say(self, words: Words) -> None:
        self._words = words
        self.said.say(words)

    @work(group="preview", exclusive=True)
    async def _draw(self, source: Source | None) -> None:
        await asyncio.sleep(_PAUSE)
        room = self.view.size
        if source is None or not room:
            return
        try:
            scan = await self._brought(source)
            height = room.width * _LONGEST if self.as_wide else room.height * 2
            picture = await draw(scan.content, room.width, height)
        except (BadFile, NoPreview) as reason:
            self.view.show(None)
            self._say(reason.sentence)
        except ClientError as error:
            self._say(partial(_not_fetched, error))
        else:
            self.view.show(picture)
            self._say(partial(_pages_words, picture.pages))

    async def _brought(self, source: Source) -> Scan:
        if isinstance(source, Scan):
            return source
        if isinstance(source, Path):
            return await asyncio.to_thread(read_scan, source)
        self._say(lambda: _("The scan is being fetched from the node …"))
        scan = await source()
        self._source = scan  # fetched once, however often it is drawn
        return scan


def _not_fetched(error: ClientError) -> str:
    if isinstance(error, NotFound):
        return _(
            "The node does not give this scan out: another window has the visit now, or it is kept no more. If it is "
            "needed, scan the paper again."
        )
    return told(error)


def _pages_words(pages: int) -> str:
    return ngettext("{count} page", "Page 1 of {count}", pages).format(count=pages)


class ScanModal(Modal[None]):
    """A scan over the whole screen."""

    HELP = N_("A scan as it was taken. F8 makes it larger, or shows a whole page; PgDn and PgUp move on it.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "change_size", N_("Larger or whole")),
        Binding("pagedown,space", "move(1)", N_("Page down")),
        Binding("pageup", "move(-1)", N_("Page up")),
    ]
    DEFAULT_CSS = """
    ScanModal {
        & > .modal--frame { width: 100%; height: 100%; padding: 0 1 0 1; }
        & KeyBar { margin-top: 0; }
        & ScanPreview { height: 1fr; }
    }
    """

    def __init__(self, heading: Words, source: Source) -> None:
        super().__init__(heading)
        self._source = source
        self.preview = ScanPreview()

    def inside(self) -> ComposeResult:
        yield self.preview

    def on_mount(self) -> None:
        self.preview.look_at(self._source)

    def action_change_size(self) -> None:
        self.preview.change_size()

    def action_move(self, pages: int) -> None:
        """Two rows of the page before stay in view."""
        view = self.preview.view
        if view.is_higher:
            view.move(pages * max(1, view.size.height - 2))
