from collections.abc import Callable
from pathlib import Path

import pyte
import pytest
from PIL import Image

from tui.tour import NoChineseFont, Snapshot, boxes, draw, fonts, save_picture
from tui.tour.snapshot import take_snapshot

SIZE = 18
W, H = 9, 22


def shown(text: str, columns: int = 12, lines: int = 3) -> Snapshot:
    screen = pyte.Screen(columns, lines)
    pyte.Stream(screen).feed("\x1b[?25l" + text)
    return take_snapshot(screen)


def inked(image: Image.Image, x: int, y: int, cells: int = 1) -> int:
    """Pixels of a cell that are not the ground."""
    box = image.crop((x * W, y * H, (x + cells) * W, (y + 1) * H))
    return sum(count for count, colour in box.getcolors(W * H * cells + 1) or [] if colour != (0x12, 0x12, 0x12))


def test_each_character_is_drawn_in_its_own_cells() -> None:
    image = draw(shown("a城 b"), SIZE)
    assert image.size == (12 * W, 3 * H)
    assert inked(image, 0, 0) and inked(image, 1, 0) and inked(image, 2, 0) and inked(image, 4, 0)
    assert not inked(image, 3, 0) and not inked(image, 5, 0) and not inked(image, 0, 1)


@pytest.mark.parametrize("text", ["…", "▶", "①", "→", "✓", "●"])
def test_a_narrow_symbol_does_not_reach_into_the_next_cell(text: str) -> None:
    image = draw(shown(text), SIZE)
    assert inked(image, 0, 0)
    assert not inked(image, 1, 0)


def test_boxes_join_from_cell_to_cell() -> None:
    image = draw(shown("┌──┐\r\n│  │\r\n╰──╯"), SIZE)
    middle = H // 2
    line = [image.getpixel((x, middle)) != (0x12, 0x12, 0x12) for x in range(W // 2, 3 * W + W // 2)]
    assert all(line)
    column = [image.getpixel((W // 2, y)) != (0x12, 0x12, 0x12) for y in range(middle, 2 * H + middle)]
    assert all(column)


@pytest.mark.parametrize(
    ("character", "share"),
    [
        ("█", 1),
        ("▄", 0.5),
        ("▀", 0.5),
        ("▁", 1 / 8),
        ("▌", 0.5),
        ("▐", 0.5),
        ("▘", 0.25),
        ("▛", 0.75),
        ("▔", 0.1),
        ("▕", 0.1),
    ],
)
def test_blocks_fill_their_share(character: str, share: float) -> None:
    assert inked(draw(shown(character), SIZE), 0, 0) / (W * H) == pytest.approx(share, abs=0.08)


def test_every_box_character_has_arms_or_a_block() -> None:
    for code in range(0x2500, 0x2580):
        if boxes.draws(chr(code)):
            assert boxes.arms(chr(code))
    assert boxes.arms("├") == {"up", "down", "right"}
    assert boxes.arms("╭") == {"down", "right"}


@pytest.mark.parametrize(
    ("sequence", "has_more_ink_than"),
    [("\x1b[4m", ""), ("\x1b[9m", ""), ("\x1b[7m", "\x1b[4m"), ("\x1b[1m", ""), ("\x1b[3m", "")],
)
def test_marks_are_drawn(sequence: str, has_more_ink_than: str) -> None:
    strong = inked(draw(shown(f"{sequence}中\x1b[0m"), SIZE), 0, 0, 2)
    assert strong > inked(draw(shown(f"{has_more_ink_than}中\x1b[0m"), SIZE), 0, 0, 2)


def test_colours_are_those_of_the_terminal() -> None:
    image = draw(shown("\x1b[48;2;1;2;3m \x1b[41m \x1b[105m "), SIZE)
    assert [image.getpixel((x * W + 1, 1)) for x in range(3)] == [(1, 2, 3), (0xCD, 0x31, 0x31), (0xD6, 0x70, 0xD6)]


def test_the_cursor_is_drawn_unless_hidden() -> None:
    screen = pyte.Screen(4, 1)
    assert draw(take_snapshot(screen), SIZE).getpixel((0, 0)) == (255, 255, 255)
    assert draw(shown(""), SIZE).getpixel((0, 0)) == (0x12, 0x12, 0x12)


def test_a_picture_is_written_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "pictures" / "start.png"
    save_picture(shown("一窗"), path)
    with Image.open(path) as picture:
        assert picture.format == "PNG"


def test_a_machine_without_a_chinese_font_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_FAMILIES", ("No Such Font",))
    monkeypatch.setattr(fonts, "_KNOWN", ())
    clear: Callable[[], None] = fonts.chinese_face.cache_clear
    clear()
    try:
        with pytest.raises(NoChineseFont, match="fonts-noto-cjk"):
            draw(shown("x"), SIZE)
    finally:
        clear()
