"""What F1 says: about the screen in its own words, then the keys that work now."""

from collections.abc import Mapping

from textual.app import App
from textual.binding import ActiveBinding
from textual.screen import Screen

from tui.locale import _
from tui.widgets.cells import clean, pad, width
from tui.widgets.keys import key_name

# A field is a scrolling widget to Textual; nobody scrolls one row.
_IDLE_ACTIONS = frozenset(
    f"{verb}_{way}" for verb in ("scroll", "page") for way in ("up", "down", "left", "right", "home", "end")
)


def help_text(about: str, bindings: Mapping[str, ActiveBinding]) -> str:
    """Plain text; `bindings` are the translated, active ones. Keys of the key bar come first, those of a field last."""
    shown = {key: active for key, active in bindings.items() if active.binding.show}
    other = {key: active for key, active in bindings.items() if not active.binding.show}
    ours = {key: active for key, active in other.items() if isinstance(active.node, Screen | App)}
    within = {key: active for key, active in other.items() if key not in ours}
    parts = [about.strip()] if about.strip() else []
    for heading, keys in (
        (_("Keys that work now"), shown),
        (_("Also"), ours),
        (_("In the field or the list"), within),
    ):
        lines = key_lines(keys)
        parts += [heading + "\n\n" + "\n".join(lines)] if lines else []
    return "\n\n".join(parts)


def key_lines(bindings: Mapping[str, ActiveBinding]) -> list[str]:
    """A line per action, keys that do the same joined, the keys in a column of one width."""
    names: dict[tuple[str, str], list[str]] = {}
    for _node, binding, enabled, _tooltip in bindings.values():
        if enabled and binding.description and binding.action not in _IDLE_ACTIONS and "super+" not in binding.key:
            action = (binding.action, clean(binding.description))
            names.setdefault(action, []).append(clean(key_name(binding)))
    joined = {action: " / ".join(keys) for action, keys in names.items()}
    column = max((width(keys) for keys in joined.values()), default=0)
    return [f"  {pad(keys, column)}   {description}" for (_, description), keys in joined.items()]
