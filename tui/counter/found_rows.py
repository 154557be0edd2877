"""The rows of what a search found: code, name, and at the right why it is there."""

from functools import lru_cache

from tui.locale import _, ngettext
from tui.widgets import Cell, Piece, row_pieces
from tui.widgets.cells import width
from tui.widgets.pick_row import Role, Span

_CODE, _LEAST_BESIDE, _MOST_BESIDE = 7, 8, 24
"""Cells."""


@lru_cache(2048)
def item_row(
    code: str, name: str, matched: tuple[Span, ...], why: str, cells: int, *, offered: bool
) -> tuple[Piece, ...]:
    """Kept, because the same items come and go while somebody types."""
    return found_row(Cell(code, _CODE, "" if offered else "dim"), name, why, cells, matched=matched)


def event_row(name: str, items: int, cells: int) -> tuple[Piece, ...]:
    count = ngettext("{count} item", "{count} items", items).format(count=items)
    return found_row(Cell(_("Bundle"), _CODE, "mark"), name, count, cells, role="strong")


def found_row(
    first: Cell, name: str, beside: str, cells: int, *, role: Role | None = None, matched: tuple[Span, ...] = ()
) -> tuple[Piece, ...]:
    """The words `beside` the name are as wide as they are, and give way down to a few cells where it needs the room."""
    columns = [first, Cell(name, None, first.role if role is None else role, matched=matched)]
    if beside:
        left = cells - _CODE - width(name) - 2
        room = min(width(beside), max(_LEAST_BESIDE, min(_MOST_BESIDE, left)))
        columns.append(Cell(beside, room, "dim", "right"))
    return tuple(row_pieces(columns, cells))
