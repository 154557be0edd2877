"""The marks that say how a statement is known, and that every print and screen can show."""

from typing import Final

from backend.guide.item import Confidence

__all__ = ["MARKS"]

MARKS: Final = {
    Confidence.LAW: "●",
    Confidence.OFFICIAL_LIST: "◎",
    Confidence.GENERAL: "○",
    Confidence.OURS: "◇",
}
