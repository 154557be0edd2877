"""Papers as PDF, by typst. The same data always gives the same bytes; without the font there is no paper."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import typst

__all__ = ["FONT", "FontMissing", "NotTypeset", "TypesettingError", "typeset"]

FONT: Final = "Noto Sans CJK SC"


class TypesettingError(Exception):
    """Its words never hold what is on the paper."""


class FontMissing(TypesettingError):
    """Boxes in place of characters are no paper."""


class NotTypeset(TypesettingError):
    pass


def typeset(template: Path, paper: dict[str, Any], *, fonts: Any = None, **inputs: str) -> bytes:
    """PDF bytes. The template finds ``paper``, as JSON, and the `inputs` in ``sys.inputs``.

    Raises `FontMissing`, `NotTypeset`.
    """
    import typst  # large, and not needed before the first paper

    found = fonts or _fonts()
    if FONT not in found.families():
        raise FontMissing(f"the font {FONT} is not installed: install the system package fonts-noto-cjk")
    try:
        pdf: bytes = typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=found,
            format="pdf",
            sys_inputs={**inputs, "paper": json.dumps(paper, ensure_ascii=False, sort_keys=True)},
        )
    except typst.TypstError:
        raise NotTypeset(f"the paper {template.stem} cannot be typeset") from None
    return pdf


@cache
def _fonts() -> "typst.Fonts":
    """The fonts of the system, found once: looking takes longer than typesetting."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)
