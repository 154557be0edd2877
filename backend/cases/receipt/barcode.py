"""The case number as Code 128, which every hand scanner reads."""

from functools import cache
from typing import Any

__all__ = ["barcode_svg"]

_LOOK: dict[str, Any] = {"write_text": False, "module_height": 10.0, "module_width": 0.25, "quiet_zone": 2.5}


def barcode_svg(number: str) -> str:
    """An SVG picture of a number that begins with a digit; the same number always gives the same picture."""
    from barcode.writer import SVGWriter  # with it comes a picture library

    svg: bytes = _digits_first()(number, writer=SVGWriter()).render(_LOOK)
    return svg.decode()


@cache
def _digits_first() -> Any:
    """Begins in the set for digits, as every case number does, and stays there.

    python-barcode 0.16 takes a number that begins with 99 for an order to change sets and drops those digits.
    """
    from barcode import Code128

    class DigitsFirst(Code128):  # type: ignore[misc]  # the package has no types
        def _try_to_optimize(self, encoded: list[int]) -> list[int]:
            return encoded

    return DigitsFirst
