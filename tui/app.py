"""The application of one station. It only wires: paint the counter first, then bring the rest in."""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.driver import Driver
from textual.screen import Screen

from tui.counter.screen import CounterScreen
from tui.locale import _, set_language
from tui.settings import StationSettings
from tui.theme import SHARED_STYLES, dress
from tui.widgets import Notice, ScanCapture, Scanned

if TYPE_CHECKING:
    import httpx
    from rich.console import RenderableType

    from tui.counter.workplace import Workplace

__all__ = ["OneWindowApp", "run_counter"]


class OneWindowApp(ScanCapture[None]):
    """The counter of one window. `transport`, `clock` and `steady` are for tests."""

    CSS_PATH = SHARED_STYLES
    ENABLE_COMMAND_PALETTE = False
    TITLE = "One Window"

    def __init__(
        self,
        settings: StationSettings,
        *,
        transport: "httpx.AsyncBaseTransport | None" = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: bool = True,
    ) -> None:
        super().__init__(scanner_prefix=settings.scanner_prefix, steady=steady)
        self.settings = settings
        self.workplace: Workplace | None = None
        self._transport = transport
        self._clock = clock
        self._last_key = monotonic()
        set_language(settings.language)
        dress(self, settings.look)
        self.counter = CounterScreen()

    def get_driver_class(self) -> type[Driver]:
        """Ours in place of Textual's for this platform; another one that was asked for stays."""
        from textual.drivers.linux_driver import LinuxDriver

        from tui.keyboard.driver import KeyboardDriver

        wanted = super().get_driver_class()
        return KeyboardDriver if wanted is LinuxDriver else wanted

    def get_default_screen(self) -> Screen[None]:
        """The counter itself: a first screen that is only covered would cost as much again."""
        self.counter.fit(self.size)
        return self.counter

    def on_mount(self) -> None:
        if not self.is_headless:
            for number in (signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, self._told_to_end)
        self.call_after_refresh(self._begin)

    def _told_to_end(self) -> None:
        """By the machine, which is being shut down, or by a line that was closed: as the operator would end it."""
        self.exit(message=_("One Window was closed from outside. Every draft is kept: start it again and go on."))

    def exit(self, result: None = None, return_code: int = 0, message: "RenderableType | None" = None) -> None:
        """Also in the middle of opening: what is still under way would find no screen to put anything on."""
        self.workers.cancel_all()
        super().exit(result, return_code, message)

    def _begin(self) -> None:
        self.run_worker(self._open(), group="open", exclusive=True)

    async def _open(self) -> None:
        """Everything heavy: imported in a thread, so that the counter is there and answers meanwhile."""
        module: Any = await asyncio.to_thread(import_module, "tui.counter.workplace")
        self.workplace = module.Workplace(
            self,
            self.counter,
            self.settings,
            transport=self._transport,
            clock=self._clock,
            idle_since=lambda: self._last_key,
        )
        await self.workplace.open()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste | events.MouseDown):
            self._last_key = monotonic()
        await super().on_event(event)

    def action_help_quit(self) -> None:
        """Ctrl+C ends nothing: it is pressed by who wants to copy. Said where the screen speaks, in its language."""
        words = _("Ctrl+C ends nothing here. Ctrl+Q closes the counter; every draft is kept.")
        for screen in reversed(self.screen_stack):
            for line in [screen] if isinstance(screen, CounterScreen) else self._notices(screen):
                line.say(words)
                return

    @staticmethod
    def _notices(screen: Screen[Any]) -> Iterator[Notice]:
        return (line for line in screen.walk_children() if isinstance(line, Notice))

    def on_scanned(self, event: Scanned) -> None:
        """A code scanned over a screen that does not take codes itself."""
        if self.workplace is not None and not self.workplace.session.bars(event):
            self.workplace.deeds.scanned(event.text)

    def _fatal_error(self) -> None:
        """Where the program broke, and nothing of what it was working on: locals and messages hold people's data."""
        import traceback

        from rich.segment import Segments
        from rich.text import Text

        self.bell()
        kind, _value, frames = sys.exc_info()
        name = "unknown fault" if kind is None else kind.__name__
        words = f"{''.join(traceback.format_tb(frames))}One Window stopped: {name}. Drafts are kept; start it again.\n"
        self._exit_renderables.append(Segments(self.console.render(Text(words), self.console.options)))
        self._close_messages_no_wait()

    async def on_unmount(self) -> None:
        if self.workplace is not None:
            await self.workplace.close()


def run_counter(settings: StationSettings) -> None:
    """Run until the operator leaves. The mouse stays with the terminal, so that text can be copied from it."""
    app = OneWindowApp(settings)
    app.run(mouse=False)
    if app.return_code:
        sys.exit(app.return_code)
