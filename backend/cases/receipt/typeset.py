"""Papers as PDF. The same data always gives the same bytes; without the font there is no paper, and it says so."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from backend.cases.errors import FontMissing, ReceiptError
from backend.cases.receipt.papers import Language

if TYPE_CHECKING:
    import typst

__all__ = ["FONT", "Language", "Template", "typeset"]

Template = Literal["visit", "result", "lacking", "form"]
TEMPLATES: Final = Path(__file__).parent / "templates"
FONT: Final = "Noto Sans CJK SC"


@cache
def _fonts() -> "typst.Fonts":
    """The fonts of the system, found once: looking takes longer than typesetting."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


def typeset(template: Template, paper: dict[str, Any], language: Language = "zh", *, fonts: Any = None) -> bytes:
    """The paper as PDF bytes. Raises `FontMissing` or `ReceiptError`; messages never hold what is on the paper."""
    import typst  # large, and not needed before the first paper

    found = fonts or _fonts()
    if FONT not in found.families():
        raise FontMissing(f"the font {FONT} is not installed: install the system package fonts-noto-cjk")
    try:
        pdf: bytes = typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=found,
            format="pdf",
            sys_inputs={"language": language, "paper": json.dumps(paper, ensure_ascii=False, sort_keys=True)},
        )
    except typst.TypstError:
        raise ReceiptError(f"the paper {template} cannot be typeset") from None
    return pdf
