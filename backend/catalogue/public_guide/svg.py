"""Small pieces of SVG: shapes, and text broken to a width. Drawn once, for the web page and for the PDF alike."""

import re
from collections.abc import Mapping
from html import escape

from backend.catalogue.rules.wording import cells

__all__ = ["INK", "SOFT", "box", "broken", "line", "path", "picture", "text"]

FONTS = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
INK = "#1a2b3c"
SOFT = "#4a5a6a"
_HALF_WIDTH = 0.56  # of the size of the letters; a Chinese character takes two such cells less a little air


def _attributes(values: Mapping[str, object]) -> str:
    return "".join(f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for name, value in values.items())


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def box(x: float, y: float, width: float, height: float, **look: object) -> str:
    place = _attributes({"x": _number(x), "y": _number(y), "width": _number(width), "height": _number(height)})
    return f"<rect{place}{_attributes(look)}/>"


def line(x: float, y: float, to_x: float, to_y: float, **look: object) -> str:
    return path(f"M{_number(x)} {_number(y)}L{_number(to_x)} {_number(to_y)}", **look)


def path(way: str, **look: object) -> str:
    whole = {"fill": "none", "stroke": INK, "stroke_width": 1.2, **look}
    return f'<path d="{way}"{_attributes(whole)}/>'


def text(x: float, y: float, words: str, size: float = 11, **look: object) -> str:
    whole = {"font_size": size, "fill": INK, **look}
    return f'<text x="{_number(x)}" y="{_number(y)}"{_attributes(whole)}>{escape(words)}</text>'


def broken(words: str, width: float, size: float = 11) -> list[str]:
    """Lines no wider than ``width``; Chinese breaks anywhere, Latin words stay whole."""
    room = max(2, int(width / (size * _HALF_WIDTH)))
    lines, current = [], ""
    for word in re.findall(r"[!-~]+|.", words):
        if current and cells(current + word) > room:
            lines.append(current.rstrip())
            current = word.lstrip()
        else:
            current += word
    return [*lines, current.rstrip()]


def picture(width: float, height: float, *parts: str) -> str:
    """A whole SVG. What it shows must also be said in words beside it, so readers of the screen pass over it."""
    size = f'width="{_number(width)}" height="{_number(height)}" viewBox="0 0 {_number(width)} {_number(height)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONTS}" aria-hidden="true" focusable="false">'
    return f"{head}{''.join(parts)}</svg>"
