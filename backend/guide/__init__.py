"""What an item asks, and of whom. Pure: no database, no web, no clock; the same code in the screen and the node."""

from backend.guide.assess import assess
from backend.guide.checks import find_problem, normalise, problem_text
from backend.guide.condition import evaluate, facts_in
from backend.guide.derive import derive, systems_for
from backend.guide.facts import FactBook, Known, Provenance, Source, Trust, Value
from backend.guide.item import Fact, FactKind, Field, Item, Material, Situation, Stage
from backend.guide.outcome import (
    Assessment,
    Decision,
    DecisionKind,
    FieldLine,
    FieldState,
    InHand,
    Lack,
    LibraryDocument,
    PaperLine,
    PaperState,
    Place,
    QuestionLine,
    Reason,
)
from backend.guide.text import Text

__all__ = [
    "Assessment", "Decision", "DecisionKind", "Fact", "FactBook", "FactKind", "Field", "FieldLine", "FieldState",
    "InHand", "Item", "Known", "Lack", "LibraryDocument", "Material", "PaperLine", "PaperState", "Place", "Provenance",
    "QuestionLine", "Reason", "Situation", "Source", "Stage", "Text", "Trust", "Value", "assess", "derive", "evaluate",
    "facts_in", "find_problem", "normalise", "problem_text", "systems_for",
]  # fmt: skip
