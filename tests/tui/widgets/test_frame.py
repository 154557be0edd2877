"""A frame of ours leaves the terminal as Textual's own would, and asks only widgets that changed."""

from collections.abc import Callable
from random import Random
from typing import Any

import pyte
import pytest
from rich.console import Console
from textual._compositor import Compositor
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets import KeyBar, PickList, Plain, WorkScreen
from tui.widgets.frame import Frame

Bench = Callable[..., Any]
WIDTH, HEIGHT = 80, 24


class Counted(Plain):
    asked: list[Region]

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.is_attached and hasattr(self, "asked"):
            self.asked.append(crop)
        return super().render_lines(crop)


class Page(WorkScreen[None]):
    DEFAULT_CSS = """
    Page { layers: base over; }
    Page #over { layer: over; width: 20; height: 4; offset: 8 3; background: red; }
    Page #left { width: 21; padding: 1; }
    Page PickList { margin: 1; }
    """

    def compose(self) -> Any:
        with Horizontal():
            yield Counted("居民养老保险" * 12, id="left")
            with Vertical():
                yield Counted("one line", id="top")
                yield PickList([f"row {n} 行" for n in range(30)], paint=lambda row, _: [(row, "")])
        yield Counted("在上面\nin front", id="over")
        yield KeyBar()


@pytest.fixture
def app(bench: Bench) -> Any:
    return bench(list)


def cells(screen: pyte.Screen) -> list[list[Any]]:
    return [[screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


def painted(full: str, part: str) -> list[list[Any]]:
    """What stands on a terminal after the whole picture and the update."""
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    for text in (full, part):
        stream.feed(text.replace("\n", "\r\n"))
    return cells(screen)


def _some_lines(chance: Random, widget: Widget) -> Region:
    """As widgets tell what changed in them: lines in their whole width."""
    x, y, width, height = widget.region
    first = chance.randrange(height)
    return Region(x, y + first, width, chance.randint(1, height - first))


@pytest.mark.parametrize("seed", range(8))
async def test_any_change_leaves_the_picture_textual_would_draw(app: Any, seed: int) -> None:
    chance = Random(seed)
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        page = Page()
        await app.push_screen(page)
        await pilot.pause()
        frame, console = page._compositor, Console(color_system="truecolor", width=WIDTH)
        assert isinstance(frame, Frame)
        dirty = {
            _some_lines(chance, chance.choice([widget for widget in page.walk_children(Widget) if widget.region]))
            for _ in range(chance.randint(1, 6))
        }
        full = frame.render_full_update().render_segments(console)
        blank = "\n".join("§" * WIDTH for _ in range(HEIGHT))
        for region in dirty:
            frame._dirty_regions.add(region)
        update = frame.render_partial_update()
        assert update is not None
        ours = update.render_segments(console)
        after = painted(full, ours)
        assert after == painted(full, "")
        # Over a spoilt picture: every cell that was to be drawn was, and no other.
        spoilt = painted(blank, ours)
        drawn = {(x, y) for y in range(HEIGHT) for x in range(WIDTH) if spoilt[y][x].data != "§"}
        wanted = {(x, y) for y in range(HEIGHT) for x in range(WIDTH) if any(one.contains(x, y) for one in dirty)}
        assert drawn == wanted
        assert frame._dirty_regions == set()


async def test_nothing_changed_is_no_frame(app: Any) -> None:
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await app.push_screen(Page())
        await pilot.pause()
        app.screen._compositor._dirty_regions.clear()
        assert app.screen._compositor.render_partial_update() is None


async def test_only_the_widgets_of_a_change_are_asked_and_only_for_its_lines(app: Any) -> None:
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        page = Page()
        await app.push_screen(page)
        await pilot.pause()
        for widget in page.query(Counted):
            widget.asked = []
        page._compositor._dirty_regions.add(Region(0, 7, 6, 2))
        page._compositor.render_partial_update()
        assert {widget.id: widget.asked for widget in page.query(Counted)} == {
            "left": [Region(0, 7, 21, 2)], "top": [], "over": [],
        }  # fmt: skip


def test_the_compositor_is_still_the_one_this_was_made_for() -> None:
    """Textual is pinned; whoever moves the pin has to look at `Frame` again."""
    assert {"visible_widgets", "_regions_to_spans", "render_partial_update"} <= set(dir(Compositor))
