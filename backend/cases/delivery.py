"""How the result reaches the applicant: one of the ways the item offers, and where to when it is sent."""

from sqlmodel import Session

from backend.cases.decided import DecidedItem
from backend.cases.errors import BadSubmission, Fault
from backend.cases.tables import CaseRow
from backend.citizens.sealing import seal, unseal_text
from backend.guide.outcome import DecisionKind
from backend.storage import DataClass

__all__ = ["address_of", "check_deliveries", "keep_address"]

COURIER = "courier"
USUAL_ADDRESS = "present_address"
_CASE, _COLUMN = "case", "delivery_address"
_ACCEPTED = frozenset({DecisionKind.ACCEPT, DecisionKind.PROVISIONAL})


def check_deliveries(decided: list[DecidedItem]) -> None:
    """Raises `BadSubmission` for a way the item does not offer, and for a parcel that would go nowhere."""
    faults = tuple(fault for place, item in enumerate(decided) if (fault := _find_fault(place, item)))
    if faults:
        raise BadSubmission(faults)


def _find_fault(place: int, decided: DecidedItem) -> Fault | None:
    pointer, way = f"/items/{place}/delivery", decided.asked.delivery
    if way not in decided.item.result.deliveries:
        return Fault(pointer, "not_one_of", "The item does not offer its result in this way.")
    if way == COURIER and decided.decision in _ACCEPTED and _wanted_address(decided) is None:
        return Fault(f"{pointer}_address", "missing", "A result that is sent needs an address.")
    return None


def _wanted_address(decided: DecidedItem) -> str | None:
    """The one given for the parcel, else where the applicant lives."""
    if decided.asked.delivery != COURIER:
        return None
    address = decided.asked.delivery_address or decided.book.value(USUAL_ADDRESS)
    return address.strip() or None if isinstance(address, str) else None


def keep_address(session: Session, case: CaseRow, decided: DecidedItem) -> None:
    address = _wanted_address(decided)
    if address is not None:
        case.delivery_address = seal(
            session, DataClass.PERSONAL, address, table=_CASE, column=_COLUMN, row=case.id, hall=case.hall
        )


def address_of(session: Session, case: CaseRow) -> str | None:
    """In full: for the slip that goes into the parcel."""
    return unseal_text(session, case.delivery_address, table=_CASE, column=_COLUMN, row=case.id)
