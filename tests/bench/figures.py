"""Measured values and the table they are shown in. Nothing here passes or fails: people judge."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Figure", "Note", "Rows", "p99", "table"]


@dataclass(frozen=True)
class Figure:
    """Samples of one thing. `floor`: what it is compared with, measured in the same run; `most`: the ratio aimed at,
    `most_p99`: that of the 99th percentiles.

    `target`: an absolute aim in the figure's own unit.
    """

    what: str
    samples: Sequence[float]
    unit: str = "ms"
    floor: "Figure | None" = None
    most: float | None = None
    most_p99: float | None = None
    target: float | None = None

    @property
    def median(self) -> float:
        return median(self.samples)

    @property
    def ratio(self) -> float | None:
        return None if self.floor is None else self.median / self.floor.median

    @property
    def ratio_p99(self) -> float | None:
        return None if self.floor is None else p99(self.samples) / p99(self.floor.samples)


@dataclass(frozen=True)
class Note:
    """A line of words among the figures."""

    text: str


Rows = Iterable[Figure | Note]


def p99(samples: Sequence[float]) -> float:
    """The 99th percentile (nearest rank); of fewer than a hundred samples the largest."""
    ordered = sorted(samples)
    return ordered[math.ceil(0.99 * len(ordered)) - 1]


_HEAD = ("", "n", "median", "p99", "ratio", "ratio p99", "aim")
_WIDTHS = (58, 5, 11, 11, 7, 10, 12)


def table(rows: Rows) -> str:
    lines = [_line(_HEAD)]
    for row in rows:
        lines.append(f"  {row.text}" if isinstance(row, Note) else _line(_cells(row)))
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    first, *others = cells
    fitted = [f"{cell:>{width}}" for cell, width in zip(others, _WIDTHS[1:], strict=True)]
    return f"{first:<{_WIDTHS[0]}}{''.join(fitted)}".rstrip()


def _cells(figure: Figure) -> tuple[str, ...]:
    return (
        figure.what,
        str(len(figure.samples)),
        f"{_short(figure.median)} {figure.unit}",
        f"{_short(p99(figure.samples))} {figure.unit}" if len(figure.samples) > 1 else "",
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        "" if figure.ratio_p99 is None else f"{figure.ratio_p99:.2f}",
        _aim(figure),
    )


def _aim(figure: Figure) -> str:
    if figure.most is not None and figure.ratio is not None:
        slow = figure.most_p99 is not None and (figure.ratio_p99 or 0) > figure.most_p99
        return f"≤{figure.most:g} {'ok' if figure.ratio <= figure.most and not slow else 'MISSED'}"
    if figure.target is not None:
        return f"≤{figure.target:g} {'ok' if figure.median <= figure.target else 'MISSED'}"
    return ""


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
