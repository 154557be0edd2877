"""Box-drawing and block characters as geometry, so that lines join whatever the font says."""

import unicodedata
from typing import Final, Literal

from PIL import ImageDraw

Arm = Literal["up", "down", "left", "right"]
Bounds = tuple[int, int, int, int]
"""Left, top, right, bottom of a cell, in pixels; right and bottom are outside."""

_ARMS: Final[dict[str, tuple[Arm, ...]]] = {
    "UP": ("up",),
    "DOWN": ("down",),
    "LEFT": ("left",),
    "RIGHT": ("right",),
    "VERTICAL": ("up", "down"),
    "HORIZONTAL": ("left", "right"),
}
_QUADRANTS: Final = {
    character: tuple(map(int, bits))
    for character, bits in zip(
        "▖▗▘▙▚▛▜▝▞▟",
        ("0010", "0001", "1000", "1011", "1001", "1110", "1101", "0100", "0110", "0111"),
        strict=True,
    )
}
"""Upper left, upper right, lower left, lower right."""


def draws(character: str) -> bool:
    """Whether `draw_shape` knows the character: boxes without diagonals, blocks, shades, quadrants."""
    return "\u2500" <= character <= "\u259f" and character not in "╱╲╳"


def draw_shape(pen: ImageDraw.ImageDraw, character: str, cell: Bounds, colour: str, ground: str) -> None:
    if character <= "\u257f":
        _draw_lines(pen, character, cell, colour)
    elif character in _QUADRANTS:
        _draw_quadrants(pen, _QUADRANTS[character], cell, colour)
    elif character in "░▒▓":
        _fill(pen, cell, _mixed(ground, colour, ("░▒▓".index(character) + 1) / 4))
    else:
        _fill(pen, _block(character, cell), colour)


def arms(character: str) -> frozenset[Arm]:
    """Which sides of the cell the character's lines reach, by its Unicode name."""
    words = unicodedata.name(character).split()
    return frozenset(arm for word in words for arm in _ARMS.get(word, ()))


def _draw_lines(pen: ImageDraw.ImageDraw, character: str, cell: Bounds, colour: str) -> None:
    left, top, right, bottom = cell
    name = unicodedata.name(character)
    x, y = (left + right) // 2, (top + bottom) // 2
    offsets = (-1, 1) if "DOUBLE" in name else (0,)
    thick = 2 if "HEAVY" in name else 1
    ends = {"up": (x, top), "down": (x, bottom - 1), "left": (left, y), "right": (right - 1, y)}
    for arm in arms(character):
        end_x, end_y = ends[arm]
        for offset in offsets:
            dx, dy = (offset * 2, 0) if arm in ("up", "down") else (0, offset * 2)
            pen.line([(x + dx, y + dy), (end_x + dx, end_y + dy)], fill=colour, width=thick)


def _draw_quadrants(pen: ImageDraw.ImageDraw, filled: tuple[int, ...], cell: Bounds, colour: str) -> None:
    left, top, right, bottom = cell
    x, y = (left + right) // 2, (top + bottom) // 2
    corners = ((left, top, x, y), (x, top, right, y), (left, y, x, bottom), (x, y, right, bottom))
    for corner, wanted in zip(corners, filled, strict=True):
        if wanted:
            _fill(pen, corner, colour)


def _block(character: str, cell: Bounds) -> Bounds:
    """The part of the cell that a block element fills."""
    left, top, right, bottom = cell
    width, height = right - left, bottom - top
    code = ord(character)
    if code == 0x2580:
        return left, top, right, top + height // 2
    if code <= 0x2588:
        return left, bottom - round(height * (code - 0x2580) / 8), right, bottom
    if code <= 0x258F:
        return left, top, left + round(width * (0x2590 - code) / 8), bottom
    if code == 0x2590:
        return left + width // 2, top, right, bottom
    if code == 0x2594:
        return left, top, right, top + max(1, height // 8)
    return right - max(1, width // 8), top, right, bottom


def _fill(pen: ImageDraw.ImageDraw, bounds: Bounds, colour: str) -> None:
    left, top, right, bottom = bounds
    if right > left and bottom > top:
        pen.rectangle([left, top, right - 1, bottom - 1], fill=colour)


def _mixed(ground: str, colour: str, share: float) -> str:
    parts = ((int(ground[at : at + 2], 16), int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in parts)
