"""The words of key bindings, translated when they are asked for."""

from dataclasses import replace

from textual.binding import ActiveBinding, Binding

from tui.locale import _


def described(binding: Binding, description: str) -> Binding:
    """The same key with other words."""
    return replace(binding, description=description)


def translated(bindings: dict[str, ActiveBinding]) -> dict[str, ActiveBinding]:
    """All of a screen's bindings in the language spoken now."""
    return {key: _translated(active) for key, active in bindings.items()}


def _translated(active: ActiveBinding) -> ActiveBinding:
    binding = active.binding
    if not binding.description and not binding.tooltip:
        return active
    words = replace(binding, description=_(binding.description), tooltip=_(binding.tooltip))
    return active._replace(binding=words, tooltip=_(active.tooltip))
