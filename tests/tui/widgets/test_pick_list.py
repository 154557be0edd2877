from collections.abc import Callable
from typing import Any

import pytest
from rich.text import Text

from tui.widgets import Cell, FieldInput, PickList, row_pieces
from tui.widgets.pick_row import fit_pieces, marked

Bench = Callable[..., Any]


def names(count: int) -> list[str]:
    return [f"{number:05d} 城乡居民养老保险" for number in range(count)]


def whole(row: str, cells: int) -> list[Any]:
    return [(row, "")]


class Counting:
    """A painter that counts the rows it is asked for."""

    def __init__(self) -> None:
        self.painted = 0

    def __call__(self, row: str, cells: int) -> list[Any]:
        self.painted += 1
        return whole(row, cells)


async def test_it_shows_how_many_of_how_many(bench: Bench) -> None:
    pick: PickList[str] = PickList(names(282), paint=whole)
    app = bench(lambda: [pick])
    async with app.run_test(size=(80, 24)) as pilot:
        pick.show([3, 5, 7])
        await pilot.pause()
        assert app.row(23).strip() == "3 of 282"
        assert app.row(0).startswith("▶ 00003 ")
        assert app.row(2).startswith("  00007 ")
        assert app.row(3).strip() == ""


async def test_ten_thousand_rows_are_filtered_in_the_tick_of_the_key(bench: Bench) -> None:
    field, rows = FieldInput(), names(10_000)
    pick: PickList[str] = PickList(rows, paint=whole)
    app = bench(lambda: [field, pick])
    async with app.run_test(size=(80, 24)) as pilot:
        pick.follow(field, lambda text: [place for place, row in enumerate(rows) if text in row])
        field.value = "0999"
        assert len(pick.shown) == 11
        assert pick.current == rows[999]
        await pilot.pause()
        assert app.row(1).startswith("▶ 00999")


async def test_only_lines_in_view_are_drawn_and_a_move_draws_two(bench: Bench) -> None:
    paint = Counting()
    pick: PickList[str] = PickList(names(10_000), paint=paint)
    app = bench(lambda: [pick])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        paint.painted = 0
        pick.show(range(5000))
        await pilot.pause()
        assert paint.painted == 23
        paint.painted = 0
        pick.action_move(1)
        await pilot.pause()
        assert paint.painted == 2
        assert (app.row(0)[0], app.row(1)[0]) == (" ", "▶")


async def test_only_the_lines_that_changed_are_sent_to_the_screen(bench: Bench) -> None:
    drawn: list[int] = []

    class Watched(PickList[str]):
        def refresh(self, *regions: Any, **options: Any) -> Any:
            drawn.extend(region.y for region in regions)
            return super().refresh(*regions, **options)

    pick: PickList[str] = Watched(names(100), paint=whole)
    app = bench(lambda: [pick])
    async with app.run_test(size=(80, 24)) as pilot:
        pick.show([0, 1, 2, 3])
        await pilot.pause()
        drawn.clear()
        pick.show([0, 1, 9, 3, 4])
        await pilot.pause()
        assert drawn == [2, 4, 23]  # two rows, and how many there are
        assert app.row(2).startswith("  00009")
        assert app.row(1).startswith("  00001")


async def test_a_list_filled_before_it_is_seen_is_drawn_whole(bench: Bench) -> None:
    pick: PickList[str] = PickList(paint=whole)
    pick.set_rows(names(5))
    app = bench(lambda: [pick])
    async with app.run_test(size=(80, 24)) as pilot:
        pick.display = False
        await pilot.pause()
        pick.show([4, 3])
        pick.display = True
        await pilot.pause()
        assert app.row(0).startswith("▶ 00004")
        assert app.row(1).startswith("  00003")
        assert app.row(2).strip() == ""


async def test_filtering_never_lays_the_screen_out_again(bench: Bench) -> None:
    field, rows = FieldInput(), names(1000)
    pick: PickList[str] = PickList(rows, paint=whole)
    app = bench(lambda: [field, pick])
    async with app.run_test(size=(80, 24)) as pilot:
        pick.follow(field, lambda text: [place for place, row in enumerate(rows) if text in row])
        field.focus()
        await pilot.pause()
        layouts = 0
        refresh_layout = app.screen._refresh_layout

        def counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal layouts
            layouts += 1
            return refresh_layout(*args, **kwargs)

        app.screen._refresh_layout = counted
        await pilot.press("0", "9")
        assert len(pick.shown) < 1000
        assert layouts == 0


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["down", "down"], 2),
        (["up"], 0),
        (["end"], 99),
        (["end", "down"], 99),
        (["pagedown"], 22),
        (["pagedown", "pageup"], 0),
        (["end", "home"], 0),
    ],
)
async def test_the_keyboard_moves_the_cursor(bench: Bench, keys: list[str], row: int) -> None:
    pick: PickList[str] = PickList(names(100), paint=whole)
    app = bench(lambda: [pick])
    async with app.run_test(size=(80, 24)) as pilot:
        pick.focus()
        await pilot.press(*keys)
        assert pick.cursor == row
        assert any(app.row(y).startswith(f"▶ {row:05d}") for y in range(23))


async def test_the_cursor_moves_while_the_field_has_the_focus(bench: Bench) -> None:
    field = FieldInput()
    pick: PickList[str] = PickList(names(100), paint=whole)
    app = bench(lambda: [field, pick])
    async with app.run_test(size=(80, 24)) as pilot:
        pick.follow(field, lambda text: range(100))
        field.focus()
        await pilot.press("down", "down", "up", "pagedown")
        assert (pick.cursor, field.value) == (22, "")


async def test_enter_and_double_click_choose_and_a_click_only_moves(bench: Bench) -> None:
    chosen: list[str] = []

    class Listening(PickList[str]):
        def on_pick_list_chosen(self, event: PickList.Chosen[str]) -> None:
            chosen.append(event.row)

    rows = names(100)
    app = bench(lambda: [Listening(rows, paint=whole)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(Listening, offset=(10, 4))
        assert (app.screen.query_one(Listening).cursor, chosen) == (4, [])
        await pilot.press("enter")
        await pilot.double_click(Listening, offset=(10, 6))
        assert chosen == [rows[4], rows[6]]


async def test_nothing_found_is_said_and_nothing_can_be_chosen(bench: Bench) -> None:
    pick: PickList[str] = PickList(names(9), paint=whole)
    app = bench(lambda: [pick])
    async with app.run_test(size=(80, 24)) as pilot:
        pick.focus()
        pick.show([])
        await pilot.press("down", "end", "pagedown", "enter")
        assert app.row(0).strip() == "Nothing found"
        assert pick.current is None
        pick.set_rows([])
        await pilot.pause()
        assert app.row(23).strip() == "", "nobody counts what is not there"


async def test_the_cursor_stays_in_view_when_the_window_shrinks(bench: Bench) -> None:
    pick: PickList[str] = PickList(names(100), paint=whole)
    app = bench(lambda: [pick])
    async with app.run_test(size=(80, 40)) as pilot:
        pick.move_to(38)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert app.row(22).startswith("▶ 00038")


async def test_rows_may_be_painted_as_rich_text(bench: Bench) -> None:
    pick: PickList[str] = PickList(["城乡" * 60], paint=lambda row, cells: Text(row))
    app = bench(lambda: [pick])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.row(0).rstrip().endswith("…")


def test_the_matched_part_is_marked_and_columns_share_the_room() -> None:
    row = [Cell("RS-001", 7, "dim"), Cell("养老保险参保", matched=[(2, 4)]), Cell("人社局", 8)]
    assert row_pieces(row, 34) == [
        ("RS-001", "dim"),
        (" ", ""),
        (" ", ""),
        ("养老", ""),
        ("保险", "match"),
        ("参保", ""),
        ("     ", ""),
        (" ", ""),
        ("人社局", ""),
        ("  ", ""),
    ]


def test_a_long_row_ends_with_an_ellipsis_where_it_is_cut() -> None:
    assert fit_pieces([("养老保险", ""), ("参保登记", "dim")], 11) == [("养老保险", ""), ("参…", "dim")]
    assert fit_pieces([("养老保险", ""), ("参保", "dim")], 8) == [("养老保…", "")]
    assert fit_pieces([("ab", ""), ("c", "")], 3) == [("ab", ""), ("c", "")]


def test_several_spans_are_marked() -> None:
    assert marked("abcde", [(0, 1), (3, 4)]) == [("a", "match"), ("bc", ""), ("d", "match"), ("e", "")]
