"""The words of key bindings, translated when they are asked for."""

from dataclasses import replace
from functools import lru_cache

from textual.binding import ActiveBinding, Binding

from tui.locale import _, language
from tui.locale.textual_words import OURS


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
    return active._replace(binding=_in_words(binding, language()), tooltip=_(active.tooltip))


@lru_cache(1024)
def _in_words(binding: Binding, spoken: str) -> Binding:
    """Kept for each language (`spoken`): the keys are asked for at every move of the focus."""
    description = OURS.get(binding.description, binding.description)
    return replace(binding, description=_(description), tooltip=_(binding.tooltip))
