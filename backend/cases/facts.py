"""The facts of a hand-over: the node's own knowledge, plus what the window typed, asked and confirmed.

A client is believed about nothing the node can know itself: card values come from the visit as it was opened,
shared values from the node's look-ups, earlier ones from its store. What is taken from the client is what only it
can know: words typed or asked at the window, and the yes to a value that was offered.
"""

from collections.abc import Mapping

from backend.cases.errors import BadSubmission, Fault
from backend.contract import ConfirmedFact
from backend.guide import Fact, FactBook, Known, Provenance, Source, Trust, Value, find_problem

__all__ = ["HUMAN", "settled_book"]

HUMAN = frozenset({Source.ASKED, Source.TYPED})
_SOURCES = frozenset(Source)


def settled_book(own: FactBook, said: Mapping[str, ConfirmedFact], facts: Mapping[str, Fact]) -> FactBook:
    """`own` with what the window settled in it. Raises `BadSubmission` naming every fact that makes no sense."""
    faults = [fault for code, fact in said.items() if (fault := _find_fault(code, fact, own, facts))]
    if faults:
        raise BadSubmission(tuple(faults))
    return own.learn_all({code: known for code, fact in said.items() if (known := _settled(own.get(code), fact))})


def _settled(held: Known | None, said: ConfirmedFact) -> Known | None:
    """What the window's word makes of what is held; None when it adds nothing."""
    source = Source(said.source)
    if source in HUMAN and said.value is not None:
        return _by_hand(said, said.value, source)
    if not said.confirmed:
        return None
    if source is Source.EARLIER and held is not None and held.provenance.source is Source.EARLIER:
        return held.model_copy(update={"confirmed": True})
    if source is Source.PRESUMED:
        return _agreed_presumption(said)
    return None


def _by_hand(said: ConfirmedFact, value: Value, source: Source) -> Known:
    provenance = Provenance(source=source, at=said.at, trust=Trust.D)
    return Known(value=value, provenance=provenance, confirmed=True, correction=said.correction)


def _agreed_presumption(said: ConfirmedFact) -> Known:
    """The yes to a value offered from another fact; the guide puts that fact's own value in its place."""
    provenance = Provenance(source=Source.PRESUMED, at=said.at, trust=Trust.D)
    return Known(value=None, provenance=provenance, confirmed=True)


def _find_fault(code: str, said: ConfirmedFact, own: FactBook, facts: Mapping[str, Fact]) -> Fault | None:
    pointer, fact = f"/facts/{code}", facts.get(code)
    if fact is None:
        return Fault(pointer, "unknown", "No item of this hand-over has this fact.")
    if said.source not in _SOURCES:
        return Fault(f"{pointer}/source", "not_one_of", "This is none of the sources a fact can have.")
    if said.source in HUMAN:
        return _find_fault_by_hand(pointer, said, fact)
    if Source(said.source) is Source.PRESUMED:
        return None  # its look-up is that of the fact it was presumed from
    held = own.get(code)
    if said.look_up is not None and (held is None or held.provenance.look_up is None):
        return Fault(f"{pointer}/look_up", "unknown", "No look-up of this visit told this fact.")
    return None


def _find_fault_by_hand(pointer: str, said: ConfirmedFact, fact: Fact) -> Fault | None:
    if said.value is None:
        return Fault(f"{pointer}/value", "missing", "A fact settled at the window needs its value.")
    if find_problem(fact, said.value) is not None and said.value != "":
        return Fault(f"{pointer}/value", "wrong_kind", "This value is not right for its fact.")
    return None
