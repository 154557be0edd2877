"""Sees a terminal program as a person does: a real pseudo-terminal to work it, pictures of what it shows."""

from tui.tour.errors import NeverSeen, NoChineseFont, TerminalClosed, TourError, UnknownKey
from tui.tour.keyboard import key_bytes
from tui.tour.picture import draw, save_picture
from tui.tour.snapshot import Glyph, Snapshot
from tui.tour.terminal import Terminal

__all__ = [
    "Glyph",
    "NeverSeen",
    "NoChineseFont",
    "Snapshot",
    "Terminal",
    "TerminalClosed",
    "TourError",
    "UnknownKey",
    "draw",
    "key_bytes",
    "save_picture",
]
