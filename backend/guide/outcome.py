"""What the guide concludes for one item: the questions, the form, the papers, the stages and the decision."""

from datetime import date
from enum import StrEnum

from backend.guide.facts import Known, Trust
from backend.guide.item import Field, Material, Requirement, Situation, Stage
from backend.guide.model import Model
from backend.guide.text import Text

__all__ = [
    "Assessment", "Decision", "DecisionKind", "FieldLine", "FieldState", "InHand", "Lack", "LibraryDocument",
    "PaperLine", "PaperState", "Place", "QuestionLine", "Reason", "RequirementLine",
]  # fmt: skip


class Place(Model):
    """Where and when the guide is asked: division of the hall (12 digits) and the local date."""

    division_code: str
    today: date


class LibraryDocument(Model):
    """A paper the hall already keeps for this applicant."""

    id: str
    document: str
    trust: Trust
    received_on: date
    valid_until: date | None = None


class InHand(Model):
    """What was done about one paper in this visit. ``files`` are digests of attached scans."""

    original_seen: bool = False
    copies: int = 0
    files: tuple[str, ...] = ()
    signed: bool = False
    undertaken: bool = False  # applicant signed to bring it within the tolerance
    absent: bool = False  # applicant cannot give it today, and does not undertake to bring it


class RequirementLine(Model):
    requirement: Requirement
    holds: bool | None  # None: not yet known


class QuestionLine(Model):
    """A situation, answered or open. ``waiting_for`` names systems that may still answer it."""

    situation: Situation
    known: Known | None
    waiting_for: frozenset[str] = frozenset()


class FieldState(StrEnum):
    FILLED = "filled"  # known and right: Enter passes over it
    CONFIRM = "confirm"  # a value is offered and wants one key
    ASK = "ask"  # a human must fill it
    WAITING = "waiting"  # a system is still being asked; a human may fill it meanwhile
    WRONG = "wrong"  # what was typed does not pass its check
    EMPTY = "empty"  # optional and empty


class FieldLine(Model):
    field: Field
    state: FieldState
    known: Known | None
    problem: Text | None = None


class PaperState(StrEnum):
    WAIVED = "waived"  # needed, but shared data says the same
    IN_LIBRARY = "in_library"  # needed, and already kept
    IN_HAND = "in_hand"  # brought, checked, signed where it must be
    MISSING = "missing"
    FOLLOWS = "follows"  # may follow; the applicant has undertaken it
    CONFIRMING = "confirming"  # waived by a system that does not answer now: accepted, to be confirmed
    OPTIONAL = "optional"


class PaperLine(Model):
    """One paper this applicant's case needs, and what is owed of it. ``reason`` says why it is needed or not."""

    material: Material
    state: PaperState
    reason: Text
    document: str | None = None  # the library document used
    days_to_follow: int | None = None  # working days, when it may follow
    waiting_for: frozenset[str] = frozenset()  # systems that may yet make a missing paper unnecessary
    absent: bool = False  # missing, and said to be: nobody looks for it any more today


class DecisionKind(StrEnum):
    ACCEPT = "accept"
    PROVISIONAL = "provisional"
    NOTIFY = "notify"
    DECLINE = "decline"
    UNDECIDED = "undecided"  # something must be asked or filled first


class Lack(StrEnum):
    QUESTION = "question"
    FIELD = "field"
    PAPER = "paper"
    SIGNATURE = "signature"
    REQUIREMENT = "requirement"


class Reason(Model):
    """One thing that stands between the case and acceptance; ``code`` is its fact, material or requirement."""

    lack: Lack
    code: str
    text: Text


class Decision(Model):
    """The one decision the rules allow now. ``reasons`` is complete: everything missing is told at once."""

    kind: DecisionKind
    reasons: tuple[Reason, ...] = ()
    instead: tuple[str, ...] = ()  # items to offer when declined


class Assessment(Model):
    item: str
    requirements: tuple[RequirementLine, ...]
    questions: tuple[QuestionLine, ...]
    fields: tuple[FieldLine, ...]
    papers: tuple[PaperLine, ...]
    stages: tuple[Stage, ...]
    look_ups: frozenset[str]  # systems that could still answer something needed
    proposals: tuple[tuple[str, Text], ...]
    decision: Decision

    def open_questions(self) -> tuple[QuestionLine, ...]:
        return tuple(line for line in self.questions if line.known is None)

    def to_fill(self) -> tuple[FieldLine, ...]:
        """Form lines that need a human, in order."""
        needs = (FieldState.ASK, FieldState.CONFIRM, FieldState.WAITING, FieldState.WRONG)
        return tuple(line for line in self.fields if line.state in needs)

    def owed(self) -> tuple[PaperLine, ...]:
        """Papers the applicant must still produce."""
        return tuple(line for line in self.papers if line.state is PaperState.MISSING)
