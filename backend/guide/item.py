"""The item model: everything the counter must know to take in one service. Pure data, written by halls.

The catalogue's files are shorter than this: what items share is written once there and put in here when the
catalogue is loaded (`backend.catalogue`). Days are working days unless a name says otherwise.
"""

from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Setting

from backend.guide.condition import Condition
from backend.guide.facts import Trust, Value
from backend.guide.tellers import systems_for
from backend.guide.text import Text

__all__ = [
    "ApplicantKind", "ApprovalPattern", "CaseType", "Choice", "Column", "Computed", "Confidence", "DataClass",
    "DerivedCase", "Fact", "FactKind", "Field", "Frequency", "Ground", "Item", "ItemType", "Level", "Material",
    "MaterialSource", "Necessity", "Neighbour", "Proposal", "Requirement", "ResultDocument", "SharedDatum", "Situation",
    "Stage", "StageKind", "StagePause", "Tolerance", "Waiver",
]  # fmt: skip


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


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


class DataClass(StrEnum):
    """Classes of design/trust: D0 open, D1 internal, D2 personal, D3 sensitive."""

    D0 = "D0"
    D1 = "D1"
    D2 = "D2"
    D3 = "D3"


class FactKind(StrEnum):
    YES_NO = "yes_no"
    CHOICE = "choice"
    INTEGER = "integer"
    MONEY = "money"  # yuan, two decimals, as text
    TEXT = "text"
    DATE = "date"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    TABLE = "table"


class Computed(StrEnum):
    """Facts the guide works out itself.

    ``registered_here``: yes when the household registration lies in the hall's own division.
    ``registered_in``: the narrowest of ``hall``, ``county``, ``elsewhere`` in which it lies.
    ``this_month``: the month of the visit, ``YYYY-MM``.
    """

    AGE = "age"
    REGISTERED_HERE = "registered_here"
    REGISTERED_IN = "registered_in"
    THIS_MONTH = "this_month"

    @property
    def evidence(self) -> tuple[str, ...]:
        """The facts it is worked out from, best first."""
        return _EVIDENCE[self]


_EVIDENCE = {
    Computed.AGE: ("birth", "id_number"),
    Computed.REGISTERED_HERE: ("registered_division",),
    Computed.REGISTERED_IN: ("registered_division",),
    Computed.THIS_MONTH: (),
}


class Choice(_Model):
    value: str
    label: Text


class Column(_Model):
    code: str
    label: Text
    width: int = 10


class SharedDatum(_Model):
    """A datum of a department system that answers a fact. ``values`` maps the system's words to ours."""

    system: str
    datum: str
    values: dict[str, Value] = {}


class DerivedCase(_Model):
    """One case of a derived fact: its value when the condition holds (always, when there is none)."""

    value: Value
    when: Condition | None = None


class Fact(_Model):
    """One thing that can be known: its kind, its words, and where it may be known from without asking.

    ``card`` names a field of the card; ``earlier`` says that the value last used may be offered, to be confirmed.
    ``derived`` works the value out from other facts: the first case that holds. ``default`` serves when no system
    that could have answered has anything to say.
    """

    code: str
    label: Text
    kind: FactKind
    data_class: DataClass = DataClass.D2
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    card: str | None = None
    computed: Computed | None = None
    derived: tuple[DerivedCase, ...] = ()
    shared: tuple[SharedDatum, ...] = ()
    earlier: bool = False
    default: Value | None = None
    same_as: str | None = None  # offered from another fact, e.g. present address from registered address
    unit: Text | None = None
    longest: int = Setting(default=60, gt=0)
    pattern: str | None = None  # a full-match regular expression for text
    least: int | None = None
    most: int | None = None
    example: Text | None = None


class Ground(_Model):
    """A law, rule or list something rests on."""

    text: Text
    confidence: Confidence


class Requirement(_Model):
    """A condition for acceptance (受理条件). Failing one declines, with the reason and what can be done instead."""

    code: str
    name: Text
    must: Condition
    when: Condition | None = None
    reason: Text
    say: Text | None = None
    instead: tuple[str, ...] = ()
    ground: Ground | None = None


class Situation(_Model):
    """A question whose answer changes papers, fields, stages or outcome. Asked only if ``fact`` is unknown."""

    fact: str
    question: Text
    say: Text | None = None
    when: Condition | None = None
    hint: Text | None = None


class Field(_Model):
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


class Waiver(_Model):
    """Why a needed paper need not be brought: a shared fact says the same, or one lies in the document library.

    Exactly one of ``fact`` (known from shared data) and ``document`` (its type in the library) is given. ``when``
    says which answers about the fact serve: that a register holds no marriage proves none.
    """

    fact: str | None = None
    when: Condition | None = None
    document: str | None = None
    newest_days: int | None = None  # natural days; a library document older than this does not serve


class Tolerance(_Model):
    """How long a missing paper may follow (容缺), in working days, and what is never tolerated about it."""

    days: int = Setting(gt=0)
    note: Text | None = None


class Material(_Model):
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


class StagePause(_Model):
    """What the local list says of a stage's special procedure, where the general table does not fit.

    ``statutory`` and ``promised`` say whether that clock stands still; ``natural_days`` is the term of a notice in
    days of the calendar. A list that stops the statutory clock names the rule that lets it.
    """

    statutory: bool | None = None
    promised: bool | None = None
    days: int | None = Setting(default=None, gt=0)  # working days at most; the stage's own when not given
    natural_days: int | None = Setting(default=None, gt=0)
    ground: Ground | None = None


class Stage(_Model):
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


class ResultDocument(_Model):
    code: str
    name: Text
    deliveries: tuple[str, ...] = ("collection",)
    explain: Text | None = None  # what the citizen is told with it


class Neighbour(_Model):
    """An item easily taken for this one, and the difference in a sentence."""

    item: str
    difference: Text


class Item(_Model):
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
    proposes: tuple["Proposal", ...] = ()
    remedies: tuple[Text, ...] = ()
    say: dict[str, Text] = {}  # step -> sentence for the citizen
    mistakes: tuple[Text, ...] = ()
    settings_confidence: Confidence = Confidence.OURS  # days, counts, pattern
    systems: dict[str, Text] = {}  # names of the department systems the item speaks with; the loader fills it

    @cached_property
    def told_by(self) -> dict[str, frozenset[str]]:
        """Of each fact, the department systems that can tell it."""
        return {code: systems_for(code, self.facts) for code in self.facts}


class Proposal(_Model):
    """Another item to offer in the same visit when ``when`` holds, or to everybody."""

    item: str
    when: Condition | None = None
    because: Text


Item.model_rebuild()
