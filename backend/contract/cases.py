"""A case on the wire."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from backend.contract.deadlines import Deadline
from backend.contract.model import Model
from backend.contract.receipts import ReasonTold
from backend.contract.visits import CaseBrief, Scalar

__all__ = [
    "CaseAction",
    "CaseActionRequest",
    "CaseEvent",
    "CaseView",
    "FactView",
    "OwedPaper",
    "PaperView",
    "PauseView",
    "StageView",
]


class StageView(Model):
    code: str
    name: str
    name_en: str
    department: str
    system: str
    state: str = Field(description="One of waiting, queued, sent, answered, returned, parked, skipped.")
    sent_at: datetime | None
    answered_at: datetime | None
    outcome: str | None
    words: str | None = Field(description="What the department said, fit for the citizen.")
    reference: str | None


class FactView(Model):
    fact: str
    label: str
    label_en: str
    shown: Scalar | None = Field(description="Masked where the class says so.")
    source: str
    system: str | None
    correction: str | None


class PauseView(Model):
    """Time that does not count: who, why, on what ground in law, since when, expected until when."""

    ground: str = Field(description="One of site_survey, public_notice, hearing, …, supplement, undertaking.")
    stage: str | None
    by: str
    legal_basis: str
    stops: list[str] = Field(description="`statutory`, `promised`; none: it is only told.")
    started_on: date
    expected_end: date | None
    ended_on: date | None
    most_days: int | None = Field(description="Working days it stops at most.")
    most_natural_days: int | None
    awaits: str | None


class PaperView(Model):
    material: str
    name: str
    name_en: str
    state: str
    reason: str
    reason_en: str
    due_on: date | None
    due: str | None = Field(default=None, description="One of reminded, due, overdue.")
    files: list[str] = Field(default=[], description="Digests of its scans.")


class OwedPaper(Model):
    """A paper a case of the hall owes, soon or already due. ``by`` is applicant, or hall for what the hall confirms."""

    case: str
    number: str
    item: str
    item_name: str
    item_name_en: str
    applicant: str = Field(description="Masked.")
    material: str
    name: str
    name_en: str
    due_on: date
    due: str = Field(description="One of reminded, due, overdue.")
    by: str


class CaseAction(BaseModel):
    """An action open now, from the same table the node enforces."""

    action: str
    needs_words: bool = False


class CaseView(Model):
    brief: CaseBrief
    visit: str = Field(default="", description="Scans brought later are handed in for it.")
    catalogue_version: str
    facts: list[FactView]
    papers: list[PaperView]
    stages: list[StageView]
    deadlines: list[Deadline]
    pauses: list[PauseView] = []
    returned_because: str | None
    reasons: list[ReasonTold] = Field(default=[], description="Declined or notified: everything, at once.")
    result_name: str | None
    result_name_en: str | None = None
    result_number: str | None
    delivery: str = Field(default="collection", description="One of collection, courier, grid.")
    delivery_address: str | None = Field(default=None, description="Masked.")
    actions: list[CaseAction]
    history: list["CaseEvent"]


class CaseEvent(Model):
    at: datetime
    act: str
    by: str
    words: str | None = None


class CaseActionRequest(Model):
    """``action`` is one of the case's own ``actions``.

    ``words`` is what the citizen may be told; ``papers`` and ``facts`` belong to a supplement.
    """

    action: str
    words: str | None = Field(default=None, max_length=500)
    facts: dict[str, Scalar] = Field(default={}, repr=False)
    papers: dict[str, list[str]] = {}


CaseView.model_rebuild()
