"""What goes to the terminal after a key: the stretches of lines that changed, drawn by the widgets they belong to.

Textual's own partial update asks every widget near a change for all of its lines and cuts every line of the screen
wherever any widget begins. This one asks for the changed lines alone, and stops at the widget in front that fills
them. It is for the pinned version of Textual; a test compares the two.
"""

from collections.abc import Iterator

from rich.console import Console
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

__all__ = ["Frame"]

Stretch = tuple[int, int]
"""Columns of a line: from, and up to but not with."""


class Stretches(CompositorUpdate):
    """Strips and where on the screen they go: line, column."""

    def __init__(self, strips: dict[tuple[int, int], Strip]) -> None:
        self.strips = strips

    def render_segments(self, console: Console) -> str:
        placed = sorted(self.strips.items(), key=lambda pair: pair[0])
        return "".join(f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for (y, x), strip in placed)


class Frame(Compositor):
    def render_partial_update(self) -> Stretches | None:  # type: ignore[override]  # any update will do for the screen
        """What changed since the last frame; None when nothing did."""
        screen = self.size.region
        regions = [seen for region in self._dirty_regions if (seen := region.intersection(screen))]
        self._dirty_regions.clear()
        if not regions:
            return None
        bare: dict[int, list[Stretch]] = {}
        for y, begin, end in self._regions_to_spans(regions):
            bare.setdefault(y, []).append((begin, end))
        return Stretches(dict(self._filled(bare, Region.from_union(regions))))

    def _filled(self, bare: dict[int, list[Stretch]], around: Region) -> Iterator[tuple[tuple[int, int], Strip]]:
        """The bare stretches filled by the widgets over them, those in front first."""
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip).intersection(around)
            if seen:
                yield from _drawn(widget, region, seen, bare)
            if not bare:
                return


def _drawn(
    widget: Widget, region: Region, seen: Region, bare: dict[int, list[Stretch]]
) -> Iterator[tuple[tuple[int, int], Strip]]:
    """What one widget fills; taken out of `bare`."""
    left, right = seen.column_span
    lines = [y for y in seen.line_range if any(begin < right and left < end for begin, end in bare.get(y, ()))]
    if not lines:
        return
    first = lines[0]
    strips = widget.render_lines(Region(0, first - region.y, region.width, lines[-1] + 1 - first))
    for y in lines:
        rest: list[Stretch] = []
        for begin, end in bare.pop(y):
            here, there = max(begin, left), min(end, right)
            if here >= there:
                rest.append((begin, end))
                continue
            yield (y, here), strips[y - first].crop(here - region.x, there - region.x)
            rest += [stretch for stretch in ((begin, here), (there, end)) if stretch[0] < stretch[1]]
        if rest:
            bare[y] = rest
