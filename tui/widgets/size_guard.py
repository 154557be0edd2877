"""A window too small to work in says so, calmly, and comes back by itself."""

from textual import events
from textual.geometry import Size
from textual.screen import ScreenResultType
from textual.widgets import Static

from tui.locale import _
from tui.widgets.speaking import SpeakingScreen

SMALLEST = Size(60, 20)
DESIGNED_FOR = Size(80, 24)


def is_too_small(size: Size) -> bool:
    return size.width < SMALLEST.width or size.height < SMALLEST.height


class TooSmall(Static):
    LAYER = "_size_guard"
    DEFAULT_CSS = """
    TooSmall {
        layer: _size_guard;
        display: none;
        position: absolute;
        width: 100%;
        height: 100%;
        content-align: center middle;
        text-align: center;
        background: $background;
        color: $foreground;
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._size_now = Size(0, 0)

    def show_for(self, size: Size) -> None:
        """Cover the screen when `size` is too small, uncover it otherwise."""
        self._size_now = size
        self.display = is_too_small(size)
        self.retranslate()

    def retranslate(self) -> None:
        self.update(
            _(
                "The window is too small ({width}x{height}).\n"
                "Make it at least {wanted_width}x{wanted_height}; nothing is lost."
            ).format(
                width=self._size_now.width,
                height=self._size_now.height,
                wanted_width=DESIGNED_FOR.width,
                wanted_height=DESIGNED_FOR.height,
            )
        )


class GuardedScreen(SpeakingScreen[ScreenResultType]):
    """Covered while the window is too small for it; the application lets no key through to what nobody sees."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._guard = TooSmall()

    @property
    def layers(self) -> tuple[str, ...]:
        return (*super().layers, TooSmall.LAYER)

    @property
    def too_small(self) -> bool:
        """By the window and not by what covers it: a dialog is asked before it is there, and its first key counts."""
        return is_too_small(self.app.size)

    def _on_mount(self, event: events.Mount) -> None:
        super()._on_mount(event)
        if self.is_attached:  # not when the application ends meanwhile
            self.mount(self._guard)

    def on_resize(self, event: events.Resize) -> None:
        self._guard.show_for(event.size)
