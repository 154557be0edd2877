"""What a rule of the catalogue rests on, and how sure that is."""

from enum import StrEnum

from backend.guide.model import Model
from backend.guide.text import Text

__all__ = ["Confidence", "Ground"]


class Confidence(StrEnum):
    """How a fact of the catalogue is known; the operator can see it."""

    LAW = "law"  # the article was read
    OFFICIAL_LIST = "official_list"
    GENERAL = "general"  # general knowledge, to be confirmed by the hall
    OURS = "ours"  # our setting

    @property
    def mark(self) -> str:
        """One sign for it, the same on paper, page and screen."""
        return _MARKS[self]


_MARKS = {Confidence.LAW: "●", Confidence.OFFICIAL_LIST: "◎", Confidence.GENERAL: "○", Confidence.OURS: "◇"}


class Ground(Model):
    """A law, rule or list something rests on."""

    text: Text
    confidence: Confidence
