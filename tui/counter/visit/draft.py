"""A visit as a draft: everything needed to be where it was, as plain data, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from backend.contract import CardRead, CaseBrief, LookUpStatus, Receipt, Submission
from backend.guide.facts import FactBook, Known
from backend.guide.item import Item
from backend.guide.outcome import InHand, LibraryDocument, Place
from tui.counter.visit import Visit
from tui.counter.visit.parts import AskedSystem, VisitItem
from tui.counter.visit.state import NOWHERE

FORM: Final = 1
_AS_IT_IS: Final = (
    "card", "agent", "agent_relation", "book", "papers", "library", "document_names", "open_cases", "replaced",
    "opened", "operation", "submission", "receipt", "evaluated",
)  # fmt: skip
"""What a visit and its draft hold under the same name."""


class UnknownDraft(Exception):
    """The draft was written by a version of the counter this one does not understand."""


class _System(BaseModel):
    look_up: str
    items: tuple[str, ...]
    status: LookUpStatus | None
    at: datetime | None


class VisitDraft(BaseModel):
    """`applicant` (as it may be shown) and `items` stand on top because the node lists drafts by them."""

    model_config = ConfigDict(extra="ignore")

    form: int = FORM
    applicant: str
    items: list[str]
    division: str = ""
    """Of the hall; empty in drafts written before it was kept."""
    step: str
    at: str = ""
    typing: dict[str, str] = Field(default={}, repr=False)
    card: CardRead | None = Field(repr=False)
    agent: CardRead | None = Field(repr=False)
    agent_relation: str | None
    taken: list[VisitItem]
    book: FactBook = Field(repr=False)
    papers: dict[str, InHand]
    library: tuple[LibraryDocument, ...]
    document_names: dict[str, str]
    open_cases: tuple[CaseBrief, ...]
    likely: tuple[str, ...]
    systems: dict[str, _System]
    replaced: dict[str, Known] = Field(repr=False)
    opened: bool
    operation: str | None
    submission: Submission | None = Field(default=None, repr=False)
    receipt: Receipt | None = None
    evaluated: bool = False


@dataclass(frozen=True)
class Whereabouts:
    """Where the operator was: the step, the line, and what stood in the field there, not finished yet."""

    step: str = "identify"
    at: str = ""
    typing: Mapping[str, str] = field(default_factory=dict, repr=False)


def draft_of(visit: Visit, where: Whereabouts) -> dict[str, Any]:
    """Plain data for a draft box; personal, so it is sealed wherever it is kept."""
    draft = VisitDraft(
        applicant=visit.shown_name,
        items=[taken.code for taken in visit.items],
        division=visit.place.division_code,
        step=where.step,
        at=where.at,
        typing=dict(where.typing),
        taken=visit.items,
        likely=visit.likely,
        systems={
            name: _System(look_up=asked.look_up, items=asked.items, status=asked.status, at=asked.at)
            for name, asked in visit.systems.items()
        },
        **{name: getattr(visit, name) for name in _AS_IT_IS},
    )
    return draft.model_dump(mode="json")


def visit_from(
    body: Mapping[str, Any], visit: str, catalogue: Mapping[str, Item], place: Place
) -> tuple[Visit, Whereabouts, tuple[str, ...]]:
    """The visit, where it was, and the items it had that this catalogue no longer knows. Raises UnknownDraft.

    While the station does not know its hall yet, the visit stands where its draft was written.
    """
    try:
        draft = VisitDraft.model_validate(body)
    except ValueError:
        raise UnknownDraft(visit) from None
    if draft.form != FORM:
        raise UnknownDraft(visit)
    gone = tuple(item.code for item in draft.taken if item.code not in catalogue)
    where = Whereabouts(draft.step, draft.at, draft.typing)
    if place.division_code == NOWHERE and draft.division:
        place = place.model_copy(update={"division_code": draft.division})
    return _restored(draft, visit, catalogue, place), where, gone


def _restored(draft: VisitDraft, visit: str, catalogue: Mapping[str, Item], place: Place) -> Visit:
    restored = Visit(
        id=visit,
        catalogue=catalogue,
        place=place,
        applicant=draft.applicant,
        items=[taken for taken in draft.taken if taken.code in catalogue],
        likely=tuple(code for code in draft.likely if code in catalogue),
        systems={
            name: AskedSystem(asked.look_up, name, asked.items, asked.status, asked.at)
            for name, asked in draft.systems.items()
        },
        **{name: getattr(draft, name) for name in _AS_IT_IS},
    )
    restored.forget_unanswered()
    return restored
