"""Facts as the wire shows them: personal values stay at the node, masked on the outside."""

from backend.citizens.masking import is_personal, mask_value
from backend.contract import KnownFact
from backend.guide import Fact, Known, Value

__all__ = ["shown_value", "told"]


def told(code: str, fact: Fact, known: Known) -> KnownFact:
    """A fact the node knows. D2 and D3 values are withheld and masked, others are told as they are."""
    personal = is_personal(fact)
    return KnownFact(
        fact=code,
        value=None if personal else known.value,
        shown=shown_value(fact, known.value) if known.value is not None else None,
        withheld=personal,
        source=known.provenance.source,
        system=known.provenance.system,
        trust=known.provenance.trust,
        at=known.provenance.at,
        look_up=known.provenance.look_up,
    )


def shown_value(fact: Fact, value: Value) -> str | None:
    """The masked form of a personal value; None for one that may be shown as it is."""
    return mask_value(fact, value) if is_personal(fact) else None
