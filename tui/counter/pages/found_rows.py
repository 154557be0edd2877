"""The rows of what a search found: code, name, and at the right why it is there."""

from functools import lru_cache

from tui.locale import _, ngettext
from tui.widgets import Cell, Piece, row_pieces
from tui.widgets.cells import fit, width
from tui.widgets.pick_row import Role, Span

_CODE, _LEAST_BESIDE, _MOST_BESIDE = 7, 8, 24
"""Cells; fewer than `_LEAST_BESIDE` of a longer text tell nothing."""


@lru_cache(2048)
def item_row(
    code: str, name: str, matched: tuple[Span, ...], state: str, alias: str, cells: int, *, offered: bool
) -> tuple[Piece, ...]:
    """`state` always stands there, `alias` where it leaves the name its room.

    Kept, because the same items come and go while somebody types.
    """
    beside = state or fit(alias, min(_MOST_BESIDE, _left(name, cells)))
    first = Cell(code, _CODE, "" if offered else "dim")
    tells = bool(state) or beside == alias or width(beside) >= _LEAST_BESIDE
    return found_row(first, name, beside if tells else "", cells, matched=matched)


def event_row(name: str, items: int, cells: int) -> tuple[Piece, ...]:
    count = ngettext("{count} item", "{count} items", items).format(count=items)
    return found_row(Cell(_("Bundle"), _CODE, "mark"), name, count, cells, role="strong")


def found_row(
    first: Cell, name: str, beside: str, cells: int, *, role: Role | None = None, matched: tuple[Span, ...] = ()
) -> tuple[Piece, ...]:
    columns = [first, Cell(name, None, first.role if role is None else role, matched=matched)]
    if beside:
        columns.append(Cell(beside, min(_MOST_BESIDE, width(beside)), "dim", "right"))
    return tuple(row_pieces(columns, cells))


def _left(name: str, cells: int) -> int:
    return cells - _CODE - width(name) - 2
