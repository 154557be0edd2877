"""A pseudo-terminal that notes when bytes come, without spending time on reading them while it measures."""

import time
from collections.abc import Sequence

from tui.tour import Terminal
from tui.tour.keyboard import key_bytes

__all__ = ["Wire"]

QUIET = 0.08  # seconds without a byte: the frame is complete
PATIENCE = 2.0


class Wire(Terminal):
    """`key` measures; everything else is the tour's terminal, which sees the bytes afterwards."""

    def __init__(self, command: Sequence[str], *, columns: int = 80, lines: int = 24) -> None:
        self._stamps: list[float] = []
        self._held: list[bytes] | None = None
        super().__init__(command, columns=columns, lines=lines)

    def _known(self, data: bytes) -> bytes:
        """Every read passes here before it is drawn."""
        self._stamps.append(time.perf_counter())
        if self._held is not None:
            self._held.append(data)
            return b""
        return super()._known(data)

    def key(self, name: str) -> float | None:
        """Milliseconds from the key to the last byte it changed; None when it changed nothing."""
        with self._changed:
            self._held = []
            self._stamps.clear()
        began = time.perf_counter()
        self._send(key_bytes(name) if name.isascii() else name.encode())
        self._until_quiet(began)
        with self._changed:
            stamps, held, self._held = list(self._stamps), self._held or [], None
            self._stream.feed(super()._known(b"".join(held)))
        return (stamps[-1] - began) * 1000 if stamps else None

    def _until_quiet(self, began: float) -> None:
        while True:
            time.sleep(0.01)
            now = time.perf_counter()
            if now - (self._stamps[-1] if self._stamps else began) > (QUIET if self._stamps else PATIENCE):
                return
