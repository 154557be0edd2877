"""A fact as the node tells it, as the guide wants it."""

from backend.contract import KnownFact
from backend.guide.facts import Known, Provenance, Source, Trust


def known_of(told: KnownFact) -> Known:
    provenance = Provenance(
        source=Source(told.source), at=told.at, trust=Trust(told.trust), system=told.system, look_up=told.look_up
    )
    return Known(value=told.value, provenance=provenance, shown=told.shown, withheld=told.withheld)
