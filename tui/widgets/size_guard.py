"""A window too small to work in says so, calmly, and comes back by itself."""

from textual.geometry import Size
from textual.widgets import Static

from tui.locale import _

SMALLEST = Size(60, 20)
DESIGNED_FOR = Size(80, 24)


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
        self.display = size.width < SMALLEST.width or size.height < SMALLEST.height
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
