"""What a terminal sends for a key (xterm's sequences)."""

from typing import Final

from tui.tour.errors import UnknownKey

_NAMED: Final[dict[str, str]] = {
    "enter": "\r",
    "escape": "\x1b",
    "esc": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "insert": "\x1b[2~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "ctrl+]": "\x1d",
}
_FUNCTION: Final = ("OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[23~", "[24~")
_MODIFIED: Final = {"shift": 2, "alt": 3, "ctrl": 5}
_ARROWS: Final = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}


def key_bytes(name: str) -> bytes:
    """The bytes of a key named as Textual names it (`f9`, `ctrl+g`, `shift+tab`) or of one character."""
    if name in _NAMED:
        return _NAMED[name].encode()
    if len(name) == 1:
        return name.encode()
    if name.startswith("f") and name[1:].isdigit() and 1 <= int(name[1:]) <= len(_FUNCTION):
        return f"\x1b{_FUNCTION[int(name[1:]) - 1]}".encode()
    return _modified(name)


def _modified(name: str) -> bytes:
    modifier, _, key = name.partition("+")
    if modifier == "ctrl" and len(key) == 1 and key.isascii() and key.isalpha():
        return bytes([ord(key.lower()) & 0x1F])
    if modifier in _MODIFIED and key in _ARROWS:
        return f"\x1b[1;{_MODIFIED[modifier]}{_ARROWS[key]}".encode()
    if modifier == "alt" and key:
        return b"\x1b" + key_bytes(key)
    raise UnknownKey(f"No terminal sends a key called {name!r}.")


def paste_bytes(text: str) -> bytes:
    """A bracketed paste."""
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"
