"""Cases and what belongs to them. Personal values are sealed; what is shown in lists is stored already masked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from backend.storage import CountyKeyed, Table, json_field, partial_index

__all__ = [
    "AttemptRow",
    "CaseCounter",
    "CaseEventRow",
    "CaseFactRow",
    "CasePaperRow",
    "CaseRow",
    "EvaluationRow",
    "PauseRow",
    "StageRow",
    "SubmissionRow",
    "UndertakingMark",
]


class CaseCounter(CountyKeyed, Table, table=True):
    """The last serial number a window gave out on a day."""

    __tablename__ = "case_counter"

    last: int


class CaseRow(CountyKeyed, Table, table=True):
    """One application for one item by one applicant; `id` is made by the station."""

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("county", "number"),
        Index("ix_case_hall_state", "county", "hall", "state", "accepted_at"),
        Index("ix_case_citizen", "county", "citizen"),
        Index("ix_case_visit", "county", "visit"),
    )

    number: str = Field(max_length=24)
    visit: str = Field(max_length=36)
    citizen: str = Field(max_length=36)
    hall: str = Field(max_length=12)
    window: str = Field(max_length=2)
    operator: str = Field(max_length=40)
    item: str = Field(max_length=16)
    item_name: str = Field(max_length=120)
    item_name_en: str = Field(max_length=200)
    catalogue_version: str = Field(max_length=80)
    pattern: str = Field(max_length=12)
    state: str = Field(max_length=16)
    decision: str = Field(max_length=12)
    reasons: list[dict[str, Any]] = json_field(default_factory=list)  # what stood against acceptance, complete
    silent: list[str] = json_field(default_factory=list)  # systems that did not answer when it was decided
    is_permit: bool = False
    applicant: str = Field(max_length=120)  # masked; an organisation's name in full
    delivery: str = Field(max_length=20)
    delivery_address: bytes | None = None  # sealed D2: where a parcel goes
    accepted_at: datetime
    promised_days: int
    statutory_days: int | None = None
    promised_on: date | None = None
    statutory_on: date | None = None
    notice_due_on: date | None = None  # an applicant not told by then counts as accepted
    result_name: str = Field(max_length=120)
    result_name_en: str = Field(max_length=200)
    result_number: str | None = Field(default=None, max_length=80)
    returned_because: bytes | None = None  # sealed D2: what the citizen may be told


class StageRow(CountyKeyed, Table, table=True):
    """One department's part in a case. `after` names only stages this case has."""

    __tablename__ = "stage"
    __table_args__ = (UniqueConstraint("county", "case", "code"),)

    case: str = Field(max_length=36)
    code: str = Field(max_length=60)
    position: int
    name: str = Field(max_length=120)
    name_en: str = Field(max_length=200)
    department: str = Field(max_length=60)
    system: str = Field(max_length=16)
    after: list[str] = json_field(default_factory=list)
    sends: list[str] | None = json_field(default=None)
    state: str = Field(max_length=12)
    outcome: str | None = Field(default=None, max_length=12)
    attempt: str | None = Field(default=None, max_length=36)  # the dispatch it waits for, or waited for last


class AttemptRow(CountyKeyed, Table, table=True):
    """A stage handed to its department once; `id` is the dispatch id. A returned stage gets a new one."""

    __tablename__ = "attempt"

    case: str = Field(max_length=36)
    stage: str = Field(max_length=60)
    queued_at: datetime
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    outcome: str | None = Field(default=None, max_length=12)
    reference: str | None = Field(default=None, max_length=80)
    words: bytes | None = None  # sealed D2


class CaseFactRow(CountyKeyed, Table, table=True):
    """One value a case was made with. Nothing is overwritten: the row with the highest `version` counts.

    Where a person corrected a shared value there are two rows: what the system said (`corrected`), and what was
    put in its place, with the reason.
    """

    __tablename__ = "case_fact"
    __table_args__ = (UniqueConstraint("county", "case", "fact", "version"),)

    case: str = Field(max_length=36)
    fact: str = Field(max_length=60)
    version: int
    corrected: bool = False
    position: int | None = None  # line of the form or question; null: only used to decide
    in_form: bool = False
    label: str = Field(max_length=120)
    label_en: str = Field(max_length=200)
    sealed: bytes
    masked: str | None = Field(default=None, max_length=200)  # null: not personal, may be shown in clear
    source: str = Field(max_length=12)
    system: str | None = Field(default=None, max_length=16)
    trust: str = Field(max_length=1)
    look_up: str | None = Field(default=None, max_length=36)
    at: datetime
    correction: bytes | None = None  # sealed D2: the reason given


class CasePaperRow(CountyKeyed, Table, table=True):
    """One paper the case needs, and what became of it."""

    __tablename__ = "case_paper"
    __table_args__ = (
        UniqueConstraint("county", "case", "material"),
        partial_index("ix_case_paper_due", "county", "due_on", where="due_on IS NOT NULL"),
    )

    case: str = Field(max_length=36)
    material: str = Field(max_length=60)
    position: int
    name: str = Field(max_length=120)
    name_en: str = Field(max_length=200)
    state: str = Field(max_length=12)
    reason: str = Field(max_length=400)
    reason_en: str = Field(max_length=600)
    due_on: date | None = None
    document: str | None = Field(default=None, max_length=36)  # library document used
    keeps_as: str | None = Field(default=None, max_length=40)
    original_seen: bool = False
    copies: int = 0
    signed: bool = False
    undertaken: bool = False
    files: list[str] = json_field(default_factory=list)


class CaseEventRow(CountyKeyed, Table, table=True):
    """The history a case shows; the supervision chain holds the same with proof."""

    __tablename__ = "case_event"
    __table_args__ = (UniqueConstraint("county", "case", "position"),)

    case: str = Field(max_length=36)
    position: int
    at: datetime
    act: str = Field(max_length=24)
    state: str = Field(max_length=16)
    by: str = Field(max_length=60)
    words: bytes | None = None  # sealed D2


class PauseRow(CountyKeyed, Table, table=True):
    """Time that does not count: who, why, on which ground, from when to when."""

    __tablename__ = "pause"
    __table_args__ = (
        Index("ix_pause_case", "county", "case"),
        UniqueConstraint("county", "case", "stage", "procedure"),
    )

    case: str = Field(max_length=36)
    stage: str | None = Field(default=None, max_length=60)  # whose special procedure it is
    procedure: str | None = Field(default=None, max_length=80)  # the department's own name for it
    ground: str = Field(max_length=24)
    legal_basis: str = Field(max_length=120)
    by: str = Field(max_length=60)
    stops: list[str] = json_field(default_factory=list)
    started_on: date
    ended_on: date | None = None
    expected_end: date | None = None
    most_days: int | None = None  # at most so many working days stop the clock
    most_natural_days: int | None = None
    awaits: str | None = Field(default=None, max_length=80)  # the outside body whose reply is awaited


class UndertakingMark(CountyKeyed, Table, table=True):
    """That the falling due of an owed paper was noticed: each mark once for each due day."""

    __tablename__ = "undertaking_mark"
    __table_args__ = (UniqueConstraint("county", "case", "material", "due_on", "mark"),)

    case: str = Field(max_length=36)
    material: str = Field(max_length=60)
    due_on: date
    mark: str = Field(max_length=12)  # reminded | due | overdue
    at: datetime


class EvaluationRow(CountyKeyed, Table, table=True):
    """What a citizen thought of a visit; `id` is the visit. Names no person."""

    __tablename__ = "evaluation"

    hall: str = Field(max_length=12)
    window: str = Field(max_length=2)
    grade: int
    at: datetime


class SubmissionRow(CountyKeyed, Table, table=True):
    """The one hand-over of a visit, and what it was answered; `id` is the visit. Holds no personal data."""

    __tablename__ = "submission"

    hall: str = Field(max_length=12)
    at: datetime
    receipt: dict[str, object] = json_field()
