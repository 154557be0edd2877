"""The item model: everything the counter must know to take in one service. Pure data, written by halls.

The catalogue's files are shorter than this: what items share is written once there and put in here when the
catalogue is loaded (`backend.catalogue`). Days are working days unless a name says otherwise.
"""

from enum import StrEnum
from functools import cached_property

from pydantic import Field as Setting

from backend.guide.condition import Condition
from backend.guide.declared import Fact
from backend.guide.facts import Trust, Value
from backend.guide.ground import Confidence, Ground
from backend.guide.model import Model
from backend.guide.tellers import systems_for
from backend.guide.text import Text

__all__ = [
    "ApplicantKind", "ApprovalPattern", "CaseType", "Field", "Frequency", "Item", "ItemType", "Level", "Material",
    "MaterialSource", "Necessity", "Neighbour", "Proposal", "Requirement", "ResultDocument", "Situation", "Stage",
    "StageKind", "StagePause", "Tolerance", "Waiver",
]  # fmt: skip


class ItemType(StrEnum):
    """GB/T 39046-2020, table A.1."""

    LICENCE = "licence"
    PAYMENT = "payment"
    CONFIRMATION = "confirmation"
    REWARD = "reward"
    ADJUDICATION = "adjudication"
    OTHER_POWER = "other_power"
    PUBLIC_SERVICE = "public_service"


class ApplicantKind(StrEnum):
    """Who applies. For an organisation a person stands at the window, but the case is the organisation's."""

    PERSON = "person"
    ORGANISATION = "organisation"


class CaseType(StrEnum):
    INSTANT = "instant"
    PROMISED = "promised"


class Level(StrEnum):
    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"


class ApprovalPattern(StrEnum):
    INSTANT = "instant"
    SINGLE = "single"
    SERIAL = "serial"
    PARALLEL = "parallel"
    JOINT = "joint"


class Frequency(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Requirement(Model):
    """A condition for acceptance (受理条件). Failing one declines, with the reason and what can be done instead."""

    code: str
    name: Text
    must: Condition
    when: Condition | None = None
    reason: Text
    say: Text | None = None
    instead: tuple[str, ...] = ()
    ground: Ground | None = None


class Situation(Model):
    """A question whose answer changes papers, fields, stages or outcome. Asked only if ``fact`` is unknown."""

    fact: str
    question: Text
    say: Text | None = None
    when: Condition | None = None
    hint: Text | None = None


class Field(Model):
    """A line of the form. ``guide_line`` names the rule that needs it: no field without one."""

    fact: str
    guide_line: Text
    when: Condition | None = None
    required: bool = True
    editable: bool = True
    say: Text | None = None
    group: Text | None = None


class MaterialSource(StrEnum):
    APPLICANT = "applicant"
    AUTHORITY = "authority"
    PRINTED = "printed"  # printed by the system, signed at the window
    OTHER = "other"


class Necessity(StrEnum):
    REQUIRED = "required"
    OPTIONAL = "optional"
    MAY_FOLLOW = "may_follow"


class Waiver(Model):
    """Why a needed paper need not be brought: a shared fact says the same, or one lies in the document library.

    Exactly one of ``fact`` (known from shared data) and ``document`` (its type in the library) is given. ``when``
    says which answers about the fact serve: that a register holds no marriage proves none.
    """

    fact: str | None = None
    when: Condition | None = None
    document: str | None = None
    newest_days: int | None = None  # natural days; a library document older than this does not serve


class Tolerance(Model):
    """How long a missing paper may follow (容缺), in working days, and what is never tolerated about it."""

    days: int = Setting(gt=0)
    note: Text | None = None


class Material(Model):
    code: str
    name: Text
    source: MaterialSource
    why: Text
    necessity: Necessity = Necessity.REQUIRED
    originals: int = 1
    copies: int = 0
    when: Condition | None = None
    least_trust: Trust = Trust.B
    waivers: tuple[Waiver, ...] = ()
    tolerance: Tolerance | None = None
    signature: bool = False  # must be signed by the applicant at the window
    counted: bool = True  # counts among the papers of the default situation
    keeps_as: str | None = None  # document type under which the library keeps it
    valid_until: str | None = None  # fact that holds the day the paper itself ends to be valid
    check: tuple[Text, ...] = ()  # what the operator looks at on the paper
    say: Text | None = None
    ground: Ground | None = None


class StageKind(StrEnum):
    REVIEW = "review"
    CHECK = "check"
    SURVEY = "survey"
    NOTICE = "notice"
    MEETING = "meeting"
    DECISION = "decision"
    ISSUE = "issue"


class StagePause(Model):
    """What the local list says of a stage's special procedure, where the general table does not fit.

    ``statutory`` and ``promised`` say whether that clock stands still; ``natural_days`` is the term of a notice in
    days of the calendar. A list that stops the statutory clock names the rule that lets it.
    """

    statutory: bool | None = None
    promised: bool | None = None
    days: int | None = Setting(default=None, gt=0)  # working days at most; the stage's own when not given
    natural_days: int | None = Setting(default=None, gt=0)
    ground: Ground | None = None


class Stage(Model):
    """One department's part. ``after`` draws the graph; stages with nothing between them run side by side."""

    code: str
    name: Text
    department: str
    system: str
    days: int = Setting(ge=0)
    kind: StageKind = StageKind.REVIEW
    after: tuple[str, ...] = ()
    when: Condition | None = None
    lead: bool = False
    special_procedure: str | None = None
    pause: StagePause | None = None
    sends: tuple[str, ...] | None = None  # facts sent; all the form's fields when not given
    does: Text | None = None


class ResultDocument(Model):
    code: str
    name: Text
    deliveries: tuple[str, ...] = ("collection",)
    explain: Text | None = None  # what the citizen is told with it


class Neighbour(Model):
    """An item easily taken for this one, and the difference in a sentence."""

    item: str
    difference: Text


class Proposal(Model):
    """Another item to offer in the same visit when ``when`` holds, or to everybody."""

    item: str
    when: Condition | None = None
    because: Text


class Outline(Model, extra="ignore"):
    """What tells an item from those like it: read where the whole item is not needed."""

    code: str
    name: Text
    promised_days: int
    neighbours: tuple[Neighbour, ...] = ()


class Item(Model):
    """One service that can be applied for, complete. ``facts`` holds every fact the rest refers to."""

    code: str
    name: Text
    department: str
    system: str
    applicant: ApplicantKind = ApplicantKind.PERSON
    item_type: ItemType
    case_type: CaseType
    statutory_days: int | None
    promised_days: int
    level: Level
    intake_level: Level
    approval_pattern: ApprovalPattern
    special_procedures: tuple[str, ...] = ()
    legal_basis: tuple[Ground, ...]
    frequency: Frequency
    popular_names: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    fee: Text | None = None  # None: free of charge
    facts: dict[str, Fact]
    default_situation: dict[str, Value] = {}  # what is not as usual where the published number of papers is counted
    requirements: tuple[Requirement, ...] = ()
    situations: tuple[Situation, ...] = ()
    fields: tuple[Field, ...]
    materials: tuple[Material, ...] = ()
    stages: tuple[Stage, ...]
    result: ResultDocument
    proposes: tuple[Proposal, ...] = ()
    remedies: tuple[Text, ...] = ()
    say: dict[str, Text] = {}  # step -> sentence for the citizen
    mistakes: tuple[Text, ...] = ()
    settings_confidence: Confidence = Confidence.OURS  # days, counts, pattern
    systems: dict[str, Text] = {}  # names of the department systems the item speaks with; the loader fills it

    @cached_property
    def told_by(self) -> dict[str, frozenset[str]]:
        """Of each fact, the department systems that can tell it."""
        return {code: systems_for(code, self.facts) for code in self.facts}
