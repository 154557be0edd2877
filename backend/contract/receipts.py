"""What a citizen is given in hand when a visit was handed over."""

from datetime import date, datetime

from pydantic import Field

from backend.contract.deadlines import Deadline
from backend.contract.model import Model

__all__ = ["CaseReceipt", "PaperOwed", "ReasonTold", "Receipt", "Telling"]


class PaperOwed(Model):
    material: str
    name: str
    name_en: str
    due_on: date


class Telling(Model):
    """A sentence for the citizen in both languages."""

    zh: str
    en: str


class ReasonTold(Model):
    """One thing that stood against acceptance; a deficiency notice or refusal lists all of them."""

    lack: str = Field(description="One of question, field, paper, signature, requirement.")
    code: str
    text: Telling


class CaseReceipt(Model):
    case: str
    number: str
    item: str
    item_name: str
    item_name_en: str
    state: str
    decision: str
    accepted_at: datetime
    promised_on: date | None
    statutory_on: date | None
    received_papers: list[str]
    owed_papers: list[PaperOwed] = []
    result_expected: str
    result_expected_en: str = ""
    received_papers_en: list[str] = []
    deadlines: list[Deadline] = []
    reasons: list[ReasonTold] = Field(default=[], description="Declined or notified: everything, at once.")
    remedies: list[Telling] = Field(default=[], description="Declined: what can be done, how to appeal among it.")
    fee: Telling | None = Field(default=None, description="Null: free of charge.")
    delivery: str = Field(default="collection", description="One of collection, courier, grid.")


class Receipt(Model):
    """What the citizen takes away; exists only when everything in it is durable."""

    visit: str
    cases: list[CaseReceipt]
    hall_name: str
    window: str
    operator: str
    issued_at: datetime
    ask_at: str
    complain_at: str
    hours: str = ""
    hours_en: str = ""
    telephone: str = ""
    applicant: str = Field(default="", description="Masked; the name of an organisation in full.")
    credit_code: str = Field(default="", description="Of an organisation.")
    agent: str = Field(default="", description="Masked: who acted for it.")
    hall_name_en: str = ""
