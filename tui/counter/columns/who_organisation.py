"""The left column for an organisation: what its register says of it, which is public but for the representative."""

from collections.abc import Iterator
from typing import Final

from backend.contract import CardRead, LookUpStatus
from backend.guide.card import comes_itself
from backend.guide.facts import Known
from backend.guide.masking import mask_name
from backend.guide.organisation import NAME, registers_of
from tui.counter.visit import Visit
from tui.counter.words import shown_value
from tui.locale import _
from tui.widgets.cells import fit
from tui.widgets.sheet_rows import Row, paragraph, row

_STATUS: Final = "org_status"
_GOOD_STANDING: Final = "active"
_IN_A_LINE: Final = ("org_kind", _STATUS)
_ADDRESS: Final = "org_address"
_REPRESENTATIVE: Final = "org_representative_name"


def organisation_rows(visit: Visit, room: int) -> Iterator[Row]:
    if visit.shown_name:
        yield from paragraph(visit.shown_name, room, "strong", indent=1)
    if visit.card is not None:
        yield row(f" {visit.card.id_number}")
    standing = [words for code in _IN_A_LINE if (words := _shown(visit, code))]
    if standing:
        yield from paragraph(" · ".join(standing), room, _role(visit), indent=1)
    if address := _shown(visit, _ADDRESS):
        yield from paragraph(address, room, "dim", indent=1)
    if representative := _shown(visit, _REPRESENTATIVE):
        yield row((" " + _("Represented by {name}").format(name=representative), "dim"))
    if (registered := other_representative(visit)) is not None:
        words = _("The register names {name} as representative: look at the card again.").format(name=registered)
        yield from paragraph(words, room, "warn", lead=" ▲ ")
    if _is_unknown(visit):
        yield from paragraph(_("In no register here: compare everything with the licence."), room, "warn", indent=1)


def organisation_line(visit: Visit, card: CardRead, room: int) -> str:
    """Name and code in one line; a long name gives way."""
    name = fit(visit.shown_name, max(8, room - len(card.id_number) - 3))
    return f" {name}  {card.id_number}" if name else f" {card.id_number}"


def _shown(visit: Visit, code: str) -> str:
    fact, known = visit.declared.get(code), visit.book.get(code)
    return "" if fact is None or known is None else shown_value(fact, known)


def other_representative(visit: Visit) -> str | None:
    """The representative its register names, masked, when somebody of another name says to be it."""
    registered = _shown(visit, _REPRESENTATIVE)
    if not registered or visit.card is None or visit.agent is None or not visit.agent.name:
        return None
    if not comes_itself(visit.card, visit.agent_relation):
        return None
    return None if mask_name(visit.agent.name) == registered else registered


def _role(visit: Visit) -> str:
    known: Known | None = visit.book.get(_STATUS)
    return "" if known is None or known.value == _GOOD_STANDING else "warn"


def _is_unknown(visit: Visit) -> bool:
    """Its registers have answered, and know of no such organisation."""
    asked = [visit.systems.get(system) for system in registers_of(visit.organisation)]
    heard = [one for one in asked if one is not None and one.status is LookUpStatus.ANSWERED]
    return bool(heard) and len(heard) == len(asked) and visit.book.get(NAME) is None
