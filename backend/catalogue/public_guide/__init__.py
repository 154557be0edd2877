"""The public service guide (办事指南) of an item: one pure model, laid out as a web page and as paper."""

from backend.catalogue.public_guide.making import public_guide
from backend.catalogue.public_guide.model import Entry, FlowStage, PaperEntry, PublicGuide, Section, Treatment
from backend.catalogue.public_guide.page import page
from backend.catalogue.public_guide.typeset import typeset

__all__ = [
    "Entry", "FlowStage", "PaperEntry", "PublicGuide", "Section", "Treatment", "page",
    "public_guide", "typeset",
]  # fmt: skip
