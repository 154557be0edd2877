"""What the fake node holds: knobs are plain attributes; and how it answers."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from pydantic import BaseModel

from backend.contract import (
    PROBLEM_JSON,
    CardRead,
    CaseBrief,
    CaseView,
    DocumentSummary,
    DraftBody,
    DraftKept,
    Evaluation,
    Event,
    LookUp,
    ManyLooks,
    OpenVisit,
    OwedPaper,
    Problem,
    Receipt,
    Role,
    ServedElsewhere,
    Submission,
)
from backend.guide.bundle import Bundle
from tests.tui.fake.people import HALL, NOW, SHARED


@dataclass
class FakeState:
    """Knobs are plain attributes; `effects` counts what was really done, per operation."""

    bundle: Bundle
    catalogue: bytes
    clock: Callable[[], datetime] = lambda: NOW
    dated: bool = False
    """Whether answers tell the time, as those of a server do."""
    down: bool = False
    silent: set[str] = field(default_factory=set)
    slow_systems: asyncio.Event | None = None
    lose_replies: int = 0
    refuse: list[tuple[str, str]] = field(default_factory=list)
    shared: dict[str, dict[str, Any]] = field(default_factory=lambda: json.loads(json.dumps(SHARED)))
    phone: str | None = "13800005518"
    documents: list[DocumentSummary] = field(default_factory=list)
    open_cases: list[CaseBrief] = field(default_factory=list)
    elsewhere: list[ServedElsewhere] = field(default_factory=list)
    likely: list[str] = field(default_factory=lambda: ["RS-001"])
    served: list[CardRead] = field(default_factory=list)
    """Who is found by name and year of birth."""
    slow_search: asyncio.Event | None = None
    roles: list[Role] = field(default_factory=lambda: [Role.OPERATOR])
    role_ends_at: datetime | None = None
    calendar_missing: int | None = None
    looks: list[ManyLooks] = field(default_factory=list)
    idle_lock_seconds: int = 180
    session_minutes: int = 12 * 60
    hall_code: str = HALL
    refers_to: str = ""
    chain: int = 7
    asked: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    effects: dict[str, Receipt] = field(default_factory=dict)
    submissions: list[Submission] = field(default_factory=list)
    slips: list[Submission] = field(default_factory=list)
    forms: list[Submission] = field(default_factory=list)
    visits: dict[str, OpenVisit] = field(default_factory=dict)
    drafts: dict[str, DraftBody] = field(default_factory=dict)
    kept: DraftKept = field(default_factory=DraftKept)
    look_ups: list[LookUp] = field(default_factory=list)
    cases: dict[str, CaseView] = field(default_factory=dict)
    owed: list[OwedPaper] = field(default_factory=list)
    scans: dict[str, bytes] = field(default_factory=dict)
    opened: list[tuple[str, str]] = field(default_factory=list)
    evaluations: dict[str, Evaluation] = field(default_factory=dict)
    rows_held: dict[str, list[list[str]]] = field(default_factory=dict)
    looked_at: list[str] = field(default_factory=list)
    """Facts whose full values were given out."""
    locked: bool = False
    ended: bool = False
    events: list[Event] = field(default_factory=list)
    _told: asyncio.Condition = field(default_factory=asyncio.Condition)

    def model(self, model: BaseModel, status: int = 200) -> httpx.Response:
        return httpx.Response(status, content=model.model_dump_json(), headers={"content-type": "application/json"})

    def json(self, value: object) -> httpx.Response:
        return httpx.Response(200, json=value)

    def problem(self, code: str, status: int = 409, **params: str | int) -> httpx.Response:
        problem = Problem(
            type=f"/problems/{code}",
            title=code,
            status=status,
            detail=f"What: {code}.",
            remedy="Do this.",
            params=params,
        )
        return httpx.Response(status, content=problem.model_dump_json(), headers={"content-type": PROBLEM_JSON})
