"""What is said below the list about the row at the cursor: what sets it off from its neighbours."""

from backend.contract import HallState
from backend.guide.bundle import LifeEvent
from backend.guide.item import Outline
from backend.guide.village import RefusedProof
from tui.client import Catalogue
from tui.counter.arrivals.acting import not_for_words
from tui.counter.pages.found_list import Found
from tui.counter.pages.offers import about_elsewhere, about_proof, is_for
from tui.counter.visit import Visit
from tui.counter.words import either, promised_words, said
from tui.locale import _
from tui.widgets.cells import width
from tui.widgets.sheet_rows import Row, paragraph, row


def about_found(found: Found, visit: Visit, catalogue: Catalogue, hall: HallState | None, room: int) -> list[Row]:
    if isinstance(found, LifeEvent):
        names = " · ".join(said(catalogue.name(code)) for code in found.items)
        return [row((f"  {said(found.name)}", "strong")), *paragraph(names, room - 1, "dim", indent=2)]
    if isinstance(found, RefusedProof):
        return about_proof(found, catalogue, room)
    outline = catalogue.find_outline(found.code)
    if outline is None:
        words = _("Not written up for this counter yet: a specialist knows it. The citizen need not leave.")
        return paragraph(words, room - 1, "dim", indent=2)
    if found.applicant is not visit.kind:
        return paragraph(not_for_words(found.applicant), room - 1, "warn", indent=2)
    if not (found.guided and is_for(found, visit)):
        return about_elsewhere(found, catalogue, hall, room)
    return [*_heading(outline, room), *_proposed(found.code, visit, room), *_neighbours(outline, catalogue, room)]


def _heading(item: Outline, room: int) -> list[Row]:
    promised = f"  {promised_words(item.promised_days)}"
    rows = paragraph(said(item.name), room - 1 - width(promised), "strong", indent=2)
    rows[-1] = row(*rows[-1].spans, (promised, "dim"))
    return rows


def _proposed(code: str, visit: Visit, room: int) -> list[Row]:
    """Why the items of this visit propose it, if one does."""
    reasons = {proposed: either(zh, en) for proposed, zh, en in visit.proposals()}
    return paragraph(reasons[code], room - 1, "say", indent=2) if code in reasons else []


def _neighbours(item: Outline, catalogue: Catalogue, room: int) -> list[Row]:
    rows: list[Row] = []
    for neighbour in item.neighbours:
        words = _("Not to be taken for {code} {name}: {difference}")
        name, difference = said(catalogue.name(neighbour.item)), said(neighbour.difference)
        text = words.format(code=neighbour.item, name=name, difference=difference)
        rows += paragraph(text, room - 1, "dim", indent=2)
    return rows
