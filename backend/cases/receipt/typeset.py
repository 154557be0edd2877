"""The papers of this room as PDF."""

from pathlib import Path
from typing import Any, Final, Literal

from backend import typesetting
from backend.cases.receipt.papers import Language

__all__ = ["Template", "typeset"]

Template = Literal["visit", "result", "lacking", "form"]
TEMPLATES: Final = Path(__file__).parent / "templates"


def typeset(template: Template, paper: dict[str, Any], language: Language = "zh", *, fonts: Any = None) -> bytes:
    """Raises `TypesettingError`."""
    return typesetting.typeset(TEMPLATES / f"{template}.typ", paper, fonts=fonts, language=language)
