"""A snapshot of the terminal as a picture, every character in its cells."""

from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from tui.tour.boxes import Bounds, draw_shape, draws
from tui.tour.fonts import Face, chinese_face, face_for
from tui.tour.snapshot import Glyph, Snapshot

FOREGROUND: Final = "#d8d8d8"
BACKGROUND: Final = "#121212"
BASE: Final = 0.32
"""Height of the base line above the foot of the cell, as a share of the size."""
# The 16 colours as pyte calls them; its name for bright magenta on the ground is misspelt.
_NAMED: Final = {
    "black": "#000000",
    "red": "#cd3131",
    "green": "#0dbc79",
    "brown": "#e5e510",
    "blue": "#2472c8",
    "magenta": "#bc3fbc",
    "cyan": "#11a8cd",
    "white": "#e5e5e5",
    "brightblack": "#666666",
    "brightred": "#f14c4c",
    "brightgreen": "#23d18b",
    "brightbrown": "#f5f543",
    "brightblue": "#3b8eea",
    "brightmagenta": "#d670d6",
    "bfightmagenta": "#d670d6",
    "brightcyan": "#29b8db",
    "brightwhite": "#ffffff",
}


def draw(snapshot: Snapshot, size: int = 18) -> Image.Image:
    """`size`: height of a Chinese character in pixels, twice the width of a cell. Raises NoChineseFont."""
    chinese_face(size)
    width, height = size // 2, size + size // 4
    image = Image.new("RGB", (snapshot.columns * width, len(snapshot.rows) * height), BACKGROUND)
    pen = ImageDraw.Draw(image)
    for y, row in enumerate(snapshot.rows):
        for x, glyph in enumerate(row):
            if glyph.text:
                cell = (x * width, y * height, (x + 1 + glyph.wide) * width, (y + 1) * height)
                _draw_glyph(pen, glyph, cell, size)
    if snapshot.cursor is not None:
        x, y = snapshot.cursor
        pen.rectangle([x * width, y * height, (x + 1) * width - 1, (y + 1) * height - 1], outline="#ffffff")
    return image


def save_picture(snapshot: Snapshot, path: Path, size: int = 18) -> None:
    """Write a PNG; the folder is made when it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draw(snapshot, size).save(path, "PNG", optimize=True)


def _draw_glyph(pen: ImageDraw.ImageDraw, glyph: Glyph, cell: Bounds, size: int) -> None:
    ink, ground = _colour(glyph.foreground, FOREGROUND), _colour(glyph.background, BACKGROUND)
    if glyph.reverse:
        ink, ground = ground, ink
    left, top, right, bottom = cell
    pen.rectangle([left, top, right - 1, bottom - 1], fill=ground)
    if draws(glyph.text):
        draw_shape(pen, glyph.text, cell, ink, ground)
    elif glyph.text.strip():
        _draw_text(pen, glyph, cell, ink, size)
    if glyph.underline:
        pen.line([(left, bottom - 2), (right - 1, bottom - 2)], fill=ink)
    if glyph.strike:
        pen.line([(left, (top + bottom) // 2), (right - 1, (top + bottom) // 2)], fill=ink)


def _draw_text(pen: ImageDraw.ImageDraw, glyph: Glyph, cell: Bounds, ink: str, size: int) -> None:
    """In the middle of its cells, on one base line. Italics, which no Chinese font has, are underlined."""
    left, _top, right, bottom = cell
    face = face_for(glyph.text[0], 1 + glyph.wide, size, glyph.bold)
    length = face.getlength(glyph.text)
    if length > right - left + 1:
        _draw_squeezed(pen, glyph.text, face, cell, ink, size)
    else:
        x = left + (right - left - length) / 2
        pen.text((x, bottom - size * BASE), glyph.text, font=face, fill=ink, anchor="ls")
    if glyph.italic and not glyph.underline:
        pen.line([(left, bottom - 2), (right - 1, bottom - 2)], fill=ink)


def _draw_squeezed(pen: ImageDraw.ImageDraw, text: str, face: Face, cell: Bounds, ink: str, size: int) -> None:
    """A character whose font makes it wider than its cells, made narrow: `…` and `▶` in Chinese fonts."""
    left, top, right, bottom = cell
    stencil = Image.new("L", (round(face.getlength(text)), bottom - top))
    ImageDraw.Draw(stencil).text((0, bottom - top - size * BASE), text, font=face, fill=255, anchor="ls")
    narrow = stencil.resize((right - left, bottom - top), Image.Resampling.LANCZOS)
    pen.bitmap((left, top), narrow, fill=ink)


def _colour(name: str, default: str) -> str:
    return default if name == "default" else _NAMED.get(name) or f"#{name}"
