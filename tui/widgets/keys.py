"""How keys are written for people."""

from typing import Final

from textual.binding import Binding

from tui.locale import N_, _

_NAMES: Final[dict[str, str]] = {
    "enter": N_("Enter"),
    "escape": N_("Esc"),
    "tab": N_("Tab"),
    "space": N_("Space"),
    "backspace": N_("Backspace"),
    "delete": N_("Del"),
    "insert": N_("Ins"),
    "home": N_("Home"),
    "end": N_("End"),
    "pageup": N_("PgUp"),
    "pagedown": N_("PgDn"),
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
_MODIFIERS: Final[dict[str, str]] = {"ctrl": "Ctrl", "shift": "Shift", "alt": "Alt", "super": "Super"}
_SYMBOLS: Final[dict[str, str]] = {"question_mark": "?", "slash": "/", "plus": "+", "minus": "-", "comma": ","}


def key_name(binding: Binding) -> str:
    """The key as it stands on the keyboard: `Ctrl+G`, `F1`, `Enter`; what the binding says itself goes first."""
    if binding.key_display:
        return _(binding.key_display)
    *modifiers, key = binding.key.split("+")
    if (name := _NAMES.get(key)) is None:
        name = _SYMBOLS.get(key, key.upper() if len(key) <= 3 else key)
    return "+".join([*(_MODIFIERS.get(modifier, modifier) for modifier in modifiers), _(name)])
