"""What this hall may not offer this applicant, and what is said instead: where to go, what serves in its place."""

from backend.contract import HallState
from backend.guide.bundle import ItemBrief
from backend.guide.item import Item
from backend.guide.village import RefusedProof, level_of, may_take_in
from tui.client import Catalogue
from tui.counter.arrivals.acting import not_for_words
from tui.counter.pages.found_rows import found_row
from tui.counter.visit import Visit
from tui.counter.words import either, said
from tui.locale import _, sentences
from tui.widgets import Cell, Piece
from tui.widgets.sheet_rows import Row, paragraph, row


def is_for(item: Item | ItemBrief, visit: Visit) -> bool:
    """Whether this hall may take the item in for this kind of applicant."""
    return item.applicant is visit.kind and may_take_in(item, visit.place.division_code)


def is_village(visit: Visit) -> bool:
    return level_of(visit.place.division_code) == "village"


def sends_to(hall: HallState | None) -> str:
    """Where people go with what this hall may not take in."""
    told = "" if hall is None else either(hall.refers_to, hall.refers_to_en)
    return told or _("the service hall of the township")


def find_refusal(code: str, visit: Visit, catalogue: Catalogue, hall: HallState | None) -> str | None:
    """Why what was chosen cannot be taken, and what to do; None when it can."""
    proof = catalogue.bundle.village.not_asked.get(code)
    if proof is not None:
        return sentences(not_issued_words(proof), said(proof.instead))
    item = visit.catalogue.get(code)
    if item is None:
        return _("This item is not written up for this counter yet: ask a specialist.")
    if item.applicant is not visit.kind:
        return not_for_words(item.applicant)
    return None if is_for(item, visit) else elsewhere_words(hall)


def elsewhere_words(hall: HallState | None) -> str:
    return _("Not taken in here: {hall} does.").format(hall=sends_to(hall))


def not_issued_words(proof: RefusedProof) -> str:
    return _("A village issues no “{proof}”, and nobody may ask for it.").format(proof=said(proof.name))


def about_elsewhere(item: ItemBrief, catalogue: Catalogue, hall: HallState | None, room: int) -> list[Row]:
    """Where the citizen goes with an item not taken in here, and what the village does for it."""
    rows = [row((f"  {said(item.name)}", "strong")), *paragraph(elsewhere_words(hall), room - 1, "warn", indent=2)]
    helps = catalogue.bundle.village.assists.get(item.code)
    if helps is not None:
        words = _("The village helps: {how}").format(how=said(helps))
        rows += paragraph(words, room - 1, "say", indent=2)
    return rows


def proof_row(proof: RefusedProof, cells: int) -> tuple[Piece, ...]:
    return found_row(Cell(_("Proof"), 7, "mark"), said(proof.name), _("not issued"), cells, role="dim")


def about_proof(proof: RefusedProof, catalogue: Catalogue, room: int) -> list[Row]:
    """What serves instead of a proof no village issues, and which items give it."""
    rows = paragraph(not_issued_words(proof), room - 1, "warn", indent=2)
    rows += paragraph(said(proof.instead), room - 1, "say", indent=2)
    for code in proof.items:
        rows += paragraph(f"{code} {said(catalogue.name(code))}", room - 1, "dim", indent=2)
    return rows
