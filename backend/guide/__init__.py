"""What an item asks, and of whom. Pure: no database, no web, no clock; the same code in the screen and the node."""

from backend.guide.assess import assess, assess_known
from backend.guide.bundle import (
    Answers,
    Bundle,
    Department,
    DepartmentSystem,
    DocumentType,
    Grade,
    ItemBrief,
    Latency,
    LifeEvent,
    Protocol,
    UnknownItem,
)
from backend.guide.checks import find_problem, normalise, problem_text
from backend.guide.condition import Condition, evaluate, facts_in
from backend.guide.declared import DataClass, Fact, FactKind
from backend.guide.derive import derive
from backend.guide.facts import FactBook, Known, Provenance, Source, Trust, Value
from backend.guide.item import ApplicantKind, Field, Item, Material, Situation, Stage
from backend.guide.knowledge import Knowledge
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
    RequirementLine,
)
from backend.guide.papers_asked import PapersAsked, default_assessment, papers_asked
from backend.guide.search import Hit, SearchEntry, SearchIndex
from backend.guide.sending import bare_code, sent_facts
from backend.guide.steps import Need, Step, needs, next_need, waiting
from backend.guide.tellers import systems_for
from backend.guide.text import Text
from backend.guide.visit import Saved, VisitAssessment, VisitField, VisitPaper, VisitQuestion, assess_visit

__all__ = [
    "Answers", "ApplicantKind", "Assessment", "Bundle", "Condition", "DataClass", "Decision", "DecisionKind",
    "Department", "DepartmentSystem", "DocumentType", "Fact", "FactBook", "FactKind", "Field", "FieldLine",
    "FieldState", "Grade", "Hit", "InHand", "Item", "ItemBrief", "Knowledge", "Known", "Lack", "Latency",
    "LibraryDocument", "LifeEvent", "Material", "Need", "PaperLine", "PaperState", "PapersAsked", "Place", "Protocol",
    "Provenance", "QuestionLine", "Reason", "RequirementLine", "Saved", "SearchEntry", "SearchIndex", "Situation",
    "Source", "Stage", "Step", "Text", "Trust", "UnknownItem", "Value", "VisitAssessment", "VisitField", "VisitPaper",
    "VisitQuestion", "assess", "assess_known", "assess_visit", "bare_code", "default_assessment", "derive",
    "evaluate", "facts_in", "find_problem", "needs", "next_need", "normalise", "papers_asked", "problem_text",
    "sent_facts", "systems_for", "waiting",
]  # fmt: skip
