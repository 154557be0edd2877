"""What the keyboard of a terminal sends, made safe before any screen sees it: pastes stay text."""

from tui.keyboard.driver import KeyboardDriver
from tui.keyboard.paste import PasteParser

__all__ = ["KeyboardDriver", "PasteParser"]
