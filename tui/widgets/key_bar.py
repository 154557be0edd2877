"""The keys that work now, in one line at the foot of every screen.

The stock Footer is a widget per key, rebuilt at each change of focus: 165 ms a Tab, and it leaks. This is one
widget that draws one line, and draws it again only when its words change.
"""

from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.actions import parse
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.cells import ELLIPSIS, clean, fit, width
from tui.widgets.keys import key_name

GAP = 2


class KeyHint(NamedTuple):
    key: str
    name: str
    description: str
    action: str = ""

    @property
    def cells(self) -> int:
        return width(self.name) + 1 + width(self.description)


class KeyBar(Widget):
    """Shows as many keys as fit, in one order always; the last ones (`F1`) keep their place at the end."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--description"}
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        background: $footer-background;
        color: $footer-foreground;
        & > .key-bar--key { color: $footer-key-foreground; text-style: bold; }
        & > .key-bar--description { color: $footer-description-foreground; }
    }
    """
    ALLOW_SELECT = False

    def __init__(
        self,
        *,
        first: tuple[str, ...] = (),
        needed: frozenset[str] = frozenset(),
        always: tuple[str, ...] = ("f1",),
        id: str | None = None,
    ) -> None:
        """`first`: actions that stand first, in order; `needed`: those left out last where there is no room;
        `always`: keys shown at the end whatever is cut.
        """
        super().__init__(id=id)
        self._first = first
        self._needed = needed
        self._always = always
        self._hints: list[KeyHint] = []

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """All keys that work now, in the order they are shown, before cutting."""
        return tuple(self._hints)

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)
        self._bindings_updated(self.screen)

    def _bindings_updated(self, screen: Screen[object]) -> None:
        hints = self._ordered(_shown_keys(screen))
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def _ordered(self, by_action: dict[str, KeyHint]) -> list[KeyHint]:
        def rank(hint: KeyHint) -> int:
            return self._first.index(hint.action) if hint.action in self._first else len(self._first)

        hints = sorted(by_action.values(), key=rank)
        kept = [hint for hint in hints if hint.key in self._always]
        return [hint for hint in hints if hint.key not in self._always] + sorted(
            kept, key=lambda hint: self._always.index(hint.key)
        )

    def visible_hints(self, cells: int) -> list[tuple[int, KeyHint | None]]:
        """Where each key begins, in cells; None stands for the ellipsis where keys were left out."""
        kept = [hint for hint in self._hints if hint.key in self._always]
        free = [hint for hint in self._hints if hint.key not in self._always]
        room = cells - 2 - sum(hint.cells + GAP for hint in kept)
        chosen: list[KeyHint | None] = [*self._fitting(free, room)]
        if len(chosen) < len(free):
            chosen.append(None)
        return self._placed([*chosen, *kept])

    def _fitting(self, hints: list[KeyHint], room: int) -> list[KeyHint]:
        """Without the last ones where there is no room for all, and without a needed one last of all."""
        chosen = list(hints)
        while chosen:
            ellipsis = width(ELLIPSIS) + GAP if len(chosen) < len(hints) else 0
            if sum(hint.cells + GAP for hint in chosen) - GAP + ellipsis <= room:
                break
            spare = [place for place, hint in enumerate(chosen) if hint.action not in self._needed]
            del chosen[spare[-1] if spare else -1]
        return chosen

    @staticmethod
    def _placed(hints: list[KeyHint | None]) -> list[tuple[int, KeyHint | None]]:
        placed, x = [], 1
        for hint in hints:
            placed.append((x, hint))
            x += (hint.cells if hint else width(ELLIPSIS)) + GAP
        return placed

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        key_style = self.get_component_rich_style("key-bar--key")
        text_style = self.get_component_rich_style("key-bar--description")
        segments: list[Segment] = []
        at = 0
        for x, hint in self.visible_hints(self.size.width):
            segments.append(Segment(" " * (x - at), base))
            if hint is None:
                segments.append(Segment(ELLIPSIS, text_style))
                at = x + width(ELLIPSIS)
            else:
                segments += [Segment(hint.name, key_style), Segment(f" {hint.description}", text_style)]
                at = x + hint.cells
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        for x, hint in self.visible_hints(self.size.width):
            if hint and x <= event.x < x + hint.cells:
                self.app.simulate_key(hint.key)


def _shown_keys(screen: Screen[object]) -> dict[str, KeyHint]:
    """The first key of each action that is enabled and meant for the key bar."""
    by_action: dict[str, KeyHint] = {}
    for _node, binding, enabled, _tooltip in screen.active_bindings.values():
        if binding.show and enabled and not binding.system and binding.action not in by_action:
            words = fit(binding.description, 24)
            by_action[binding.action] = KeyHint(binding.key, clean(key_name(binding)), words, _deed(binding.action))
    return by_action


def _deed(action: str) -> str:
    """What an action is called among others: `do('print')` is called `print`."""
    _namespace, name, parameters = parse(action)
    return str(parameters[0]) if name == "do" else name
