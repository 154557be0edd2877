"""The guide as PDF on A4."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from backend import typesetting
from backend.catalogue.public_guide.flow_picture import flow_picture
from backend.catalogue.public_guide.model import PublicGuide
from backend.catalogue.public_guide.pictures import bar_code, paper_picture, ruler_picture, way_picture
from backend.guide.ground import Confidence

__all__ = ["typeset"]

_TEMPLATE: Final = Path(__file__).with_name("guide.typ")


def typeset(guide: PublicGuide, *, fonts: Any = None) -> bytes:
    """Raises `TypesettingError`."""
    return typesetting.typeset(_TEMPLATE, _laid_out(guide), fonts=fonts)


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
        "font": typesetting.FONT,
        "bar_drawing": bar_code(guide.code),
        "way_drawing": way_picture(guide),
        "flow_drawing": flow_picture(guide),
        "ruler_drawing": ruler_picture(guide) if guide.promised_days else None,
    }
