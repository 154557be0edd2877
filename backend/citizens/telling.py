"""Facts as the wire shows them: what names a person or an account stays at the node, masked on the outside."""

from backend.contract import KnownFact
from backend.guide import Fact, Known, Value
from backend.guide.masking import is_personal, is_withheld, mask_value

__all__ = ["shown_value", "told"]


def told(code: str, fact: Fact, known: Known) -> KnownFact:
    """A fact the node knows. Personal values are masked, and withheld unless they are codes the rules look at."""
    withheld = is_withheld(fact)
    return KnownFact(
        fact=code,
        value=None if withheld else known.value,
        shown=shown_value(fact, known.value) if known.value is not None else None,
        withheld=withheld,
        source=known.provenance.source,
        system=known.provenance.system,
        trust=known.provenance.trust,
        at=known.provenance.at,
        look_up=known.provenance.look_up,
    )


def shown_value(fact: Fact, value: Value) -> str | None:
    """The masked form of a personal value; None for one that may be shown as it is."""
    return mask_value(fact, value) if is_personal(fact) else None
