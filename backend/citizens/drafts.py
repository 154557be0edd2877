"""Drafts of visits: kept sealed for the hall, so that another window can take over after any accident."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from backend.access import Actor
from backend.citizens.errors import UnknownDraft
from backend.citizens.sealing import seal, unseal
from backend.citizens.tables import DraftRow
from backend.contract import DraftBody, DraftSummary
from backend.guide.masking import mask_person
from backend.guide.organisation import CREDIT_CODE
from backend.storage import DataClass

__all__ = ["drop_draft", "forget_old_drafts", "get_draft", "list_drafts", "put_draft"]

DRAFT = "draft"
MOST_LISTED = 50
KEPT = timedelta(days=7)


def put_draft(session: Session, actor: Actor, draft: DraftBody, at: datetime) -> datetime | None:
    """Keep the newest: a draft that arrives late does not replace a newer one. `UnknownDraft` for another hall's.

    Answers when the one before it was saved. A station whose clock is ahead saves at `at`, the node's time: else its
    draft would keep out all that are saved after it, and never grow old.
    """
    saved_at = min(draft.saved_at, at)
    row = session.get(DraftRow, (actor.county, draft.visit))
    if row is not None and row.hall != actor.hall:
        raise UnknownDraft(draft.visit)
    before = None if row is None else row.saved_at
    if row is not None and row.saved_at > saved_at:
        return before
    body = seal(
        session,
        DataClass.SENSITIVE,
        draft.model_dump(mode="json"),
        table=DRAFT,
        column="body",
        row=draft.visit,
        hall=actor.hall,
    )
    if row is None:
        row = DraftRow(county=actor.county, id=draft.visit, hall=actor.hall, operator="", saved_at=saved_at, body=body)
    row.operator, row.saved_at, row.body = actor.staff, saved_at, body
    session.add(row)
    return before


def get_draft(session: Session, actor: Actor, visit: str) -> DraftBody:
    """Raises `UnknownDraft`."""
    return _opened(session, _row(session, actor, visit))


def drop_draft(session: Session, actor: Actor, visit: str) -> bool:
    """Forget it; False for one that is not there, or is another hall's."""
    row = session.get(DraftRow, (actor.county, visit))
    if row is None or row.hall != actor.hall:
        return False
    session.delete(row)
    return True


def list_drafts(session: Session, actor: Actor) -> list[DraftSummary]:
    query = (
        select(DraftRow)
        .where(col(DraftRow.county) == actor.county, col(DraftRow.hall) == actor.hall)
        .order_by(col(DraftRow.saved_at).desc())
        .limit(MOST_LISTED)
    )
    return [_summary(_opened(session, row)) for row in session.exec(query)]


def forget_old_drafts(session: Session, county: str, now: datetime) -> None:
    """Drafts nobody saved for seven days are gone."""
    session.connection().execute(
        delete(DraftRow).where(col(DraftRow.county) == county, col(DraftRow.saved_at) < now - KEPT)
    )


def _row(session: Session, actor: Actor, visit: str) -> DraftRow:
    row = session.get(DraftRow, (actor.county, visit))
    if row is None or row.hall != actor.hall:
        raise UnknownDraft(visit)
    return row


def _opened(session: Session, row: DraftRow) -> DraftBody:
    return DraftBody.model_validate(unseal(session, row.body, table=DRAFT, column="body", row=row.id))


def _summary(draft: DraftBody) -> DraftSummary:
    return DraftSummary(
        visit=draft.visit, saved_at=draft.saved_at, applicant=_applicant(draft.body), items=_items(draft.body)
    )


def _applicant(body: dict[str, object]) -> str:
    """Whom it is about, masked again here: what a station wrote is not trusted to be. Credit codes are public."""
    card = body.get("card")
    if not isinstance(card, dict):
        return ""
    name, number = (text if isinstance(text := card.get(key), str) else "" for key in ("name", "id_number"))
    return number if card.get("document_kind") == CREDIT_CODE else mask_person(name, number)


def _items(body: dict[str, object]) -> list[str]:
    items = body.get("items")
    if not isinstance(items, list):
        return []
    codes = [item.get("code") if isinstance(item, dict) else item for item in items]
    return [code for code in codes if isinstance(code, str)]
