"""The least a Textual program can be: `python -m tests.bench.bare_app hello`, or `input` for one field."""

import os
import sys

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")

from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class Hello(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Static("hello")


class Field(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        field = Input(placeholder="hello")
        field.cursor_blink = False
        yield field


if __name__ == "__main__":
    (Field() if sys.argv[1:] == ["input"] else Hello()).run(mouse=False)
