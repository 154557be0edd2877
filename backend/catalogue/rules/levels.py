"""Nobody is sent further up to apply than to those who decide."""

from collections.abc import Iterable

from backend.catalogue.build import BuiltItem
from backend.catalogue.faults import Fault
from backend.guide.village import is_above

__all__ = ["level_faults"]


def level_faults(built: BuiltItem) -> Iterable[Fault]:
    item = built.item
    if is_above(item.intake_level, item.level):
        yield built.tree.at(("intake_level",)).fault(
            f"What a {item.level} decides is accepted only above it, at the {item.intake_level}.",
            "Lower `intake_level`, or raise `level`.",
        )
