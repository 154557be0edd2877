"""What the keyboard of a terminal sends, made safe before any screen sees it.

A paste is text whatever it holds; a key that acts, acts once however long it is held. The driver is loaded by the
application when it opens a terminal.
"""

from tui.keyboard.held import HeldKeys, Verdict
from tui.keyboard.paste import PasteParser
from tui.keyboard.steady import SteadyKeys

__all__ = ["HeldKeys", "PasteParser", "SteadyKeys", "Verdict"]
