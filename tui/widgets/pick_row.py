"""Rows of pick lists as pieces of text with a role; a role is drawn by a component class of the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tui.widgets.cells import ELLIPSIS, Align, clean, fit, width

Role = Literal["", "match", "dim", "strong", "mark"]
Piece = tuple[str, Role]
Span = tuple[int, int]


@dataclass(frozen=True)
class Cell:
    """One column of a row. `cells` is its width; None shares what is left. `matched` spans are highlighted."""

    text: str
    cells: int | None = None
    role: Role = ""
    align: Align = "left"
    matched: Sequence[Span] = ()


def row_pieces(row: Sequence[Cell], cells: int, gap: int = 1) -> list[Piece]:
    """The columns side by side in exactly `cells` cells; the flexible ones share what the fixed ones leave."""
    flexible = sum(cell.cells is None for cell in row)
    room = max(0, cells - sum(cell.cells or 0 for cell in row) - gap * (len(row) - 1))
    pieces: list[Piece] = []
    for place, cell in enumerate(row):
        if place:
            pieces.append((" " * gap, ""))
        if cell.cells is None:
            share = room // flexible
            flexible, room = flexible - 1, room - share
        else:
            share = cell.cells
        pieces += _column(cell, share)
    return fit_pieces(pieces, cells)


def marked(text: str, spans: Sequence[Span], role: Role = "") -> list[Piece]:
    """The text cut at the spans, those given the role `match`; spans are sorted and do not overlap."""
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        pieces += [(text[at:start], role), (text[start:end], "match")]
        at = end
    pieces.append((text[at:], role))
    return [piece for piece in pieces if piece[0]]


def fit_pieces(pieces: Iterable[Piece], cells: int) -> list[Piece]:
    """The pieces made printable and cut to `cells` cells with an ellipsis where something was left out."""
    whole: list[Piece] = [(line, role) for text, role in pieces if (line := clean(text[: cells * 8 + 64]))]
    if sum(width(text) for text, _ in whole) <= cells:
        return whole
    fitted: list[Piece] = []
    room = cells
    for place, (text, role) in enumerate(whole):
        size = width(text)
        rest = place + 1 < len(whole)
        if size + (width(ELLIPSIS) if rest else 0) > room:
            cut = fit(text, room)
            fitted.append((cut if cut != text else fit(text + ELLIPSIS, room), role))
            break
        fitted.append((text, role))
        room -= size
    return fitted


def _column(cell: Cell, cells: int) -> list[Piece]:
    pieces = fit_pieces(marked(cell.text, cell.matched, cell.role), cells)
    blanks = max(0, cells - sum(width(text) for text, _ in pieces))
    before = {"left": 0, "right": blanks, "center": blanks // 2}[cell.align]
    padded: list[Piece] = [(" " * before, ""), *pieces, (" " * (blanks - before), "")]
    return [piece for piece in padded if piece[0]]
