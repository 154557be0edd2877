"""The guide as PDF on A4. The same guide always gives the same bytes."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backend.catalogue.public_guide.flow_picture import flow_picture
from backend.catalogue.public_guide.model import PublicGuide
from backend.catalogue.public_guide.pictures import bar_code, paper_picture, ruler_picture, way_picture
from backend.guide.item import Confidence

if TYPE_CHECKING:
    import typst

__all__ = ["FONT", "GuideFontMissing", "typeset"]

FONT: Final = "Noto Sans CJK SC"
_TEMPLATE: Final = Path(__file__).with_name("guide.typ")


class GuideFontMissing(Exception):
    """The font of the guide is not installed; boxes in place of characters are no guide."""


@cache
def _fonts() -> "typst.Fonts":
    """The fonts of the system, found once: looking takes longer than typesetting."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


def typeset(guide: PublicGuide, *, fonts: Any = None) -> bytes:
    """PDF bytes. Raises `GuideFontMissing`."""
    import typst  # large, and not needed before the first guide

    found = fonts or _fonts()
    if FONT not in found.families():
        raise GuideFontMissing(f"the font {FONT} is not installed: install the system package fonts-noto-cjk")
    pdf: bytes = typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=found,
        format="pdf",
        sys_inputs={"guide": json.dumps(_laid_out(guide), ensure_ascii=False, sort_keys=True)},
    )
    return pdf


def _laid_out(guide: PublicGuide) -> dict[str, Any]:
    """The guide as plain data, the drawings beside what they show."""
    said = {name: getattr(guide, name) for name in ("language", "code", "name", "also_called")}
    return {
        **said,
        "version": guide.words["version"].format(version=guide.version[:12]),
        "words": dict(guide.words),
        "glance": [[name, label, asdict(entry)] for name, label, entry in guide.glance],
        "sections": [asdict(section) for section in guide.sections],
        "papers": [{**asdict(paper), "drawing": paper_picture(paper)} for paper in guide.papers],
        "marks": {sure.value: sure.mark for sure in Confidence},
        "font": FONT,
        "bar_drawing": bar_code(guide.code),
        "way_drawing": way_picture(guide),
        "flow_drawing": flow_picture(guide),
        "ruler_drawing": ruler_picture(guide) if guide.promised_days else None,
    }
