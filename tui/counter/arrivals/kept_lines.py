"""Visits put aside, as lines of the list below the waiting card."""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.guide.masking import mask_person
from backend.guide.organisation import CREDIT_CODE
from backend.guide.text import Text
from tui.client import Catalogue, SavedDraft
from tui.counter.pages.identify import KeptVisit
from tui.counter.words import said, time_words
from tui.locale import _


def kept_line(draft: SavedDraft, catalogue: Catalogue | None) -> KeptVisit:
    body = draft.body
    who = _who(body)
    when = _("receipt") if body.get("receipt") else time_words(draft.saved_at)
    unsent = bool(body.get("operation")) and not body.get("receipt")
    return KeptVisit(draft.visit, who, item_names(catalogue, body.get("items", [])), when, unsent)


def _who(body: Mapping[str, Any]) -> str:
    """Names of organisations are public, a person's is masked."""
    card = body.get("card") or {}
    number = str(card.get("id_number", ""))
    if card.get("document_kind") == CREDIT_CODE:
        return str(body.get("applicant") or number)
    return mask_person(str(card.get("name") or ""), number)


def item_names(catalogue: Catalogue | None, codes: Iterable[str]) -> str:
    """Their codes, as long as no catalogue has come."""
    names = [catalogue.name(code) if catalogue is not None else Text(zh=code, en=code) for code in codes]
    return "、".join(said(name) for name in names) or _("no item yet")


def number_of(draft: SavedDraft) -> str:
    card = draft.body.get("card") or {}
    return str(card.get("id_number", ""))
