"""Everything that is wrong with a catalogue, at once, each fault with its file, its line and a remedy."""

from pathlib import Path

from backend import collector
from backend.catalogue.build import BuiltItem
from backend.catalogue.faults import Fault
from backend.catalogue.load import DATA, Reading, read
from backend.catalogue.rehearsal.visits import visit_faults
from backend.catalogue.rules import (
    applicant_faults,
    asked_of_village_faults,
    carried_faults,
    condition_faults,
    default_situation_faults,
    fact_faults,
    idle_faults,
    level_faults,
    list_faults,
    list_wording_faults,
    option_faults,
    paper_faults,
    reach_faults,
    reference_faults,
    stage_faults,
    unused_faults,
    village_faults,
    wording_faults,
)

__all__ = ["check", "faults_of"]


def check(directory: Path = DATA) -> list[Fault]:
    """The faults of the catalogue in ``directory``, in order of file and line; none when it is sound.

    Those of the visits it is rehearsed with count: what publishing rests on is to be right as well.
    """
    reading = read(directory)
    faults = faults_of(reading)
    if reading.faults:  # an item that could not be built is not one nobody described
        return faults
    items = {code: built.item for code, built in reading.items.items()}
    return sorted([*faults, *visit_faults(directory, items.get)])


@collector.resting()
def faults_of(reading: Reading) -> list[Fault]:
    """Those of a folder that was read already."""
    faults = set(reading.faults)
    items = frozenset(reading.items) | frozenset(reading.lists.briefs)
    for built in reading.items.values():
        faults.update(_item_faults(built, reading, items))
    faults.update(list_wording_faults(reading.lists))
    faults.update(list_faults(reading.lists, items))
    faults.update(village_faults(reading.lists, {code: built.item for code, built in reading.items.items()}))
    if not reading.faults:  # what an item that could not be built would have used is not idle
        faults.update(idle_faults(reading.shared))
        faults.update(unused_faults(reading.lists, {code: built.item for code, built in reading.items.items()}))
    return sorted(faults)


def _item_faults(built: BuiltItem, reading: Reading, items: frozenset[str]) -> list[Fault]:
    faults = [
        *reference_faults(built, reading.lists, items),
        *applicant_faults(built),
        *fact_faults(built),
        *condition_faults(built),
        *paper_faults(built),
        *asked_of_village_faults(built, reading.lists),
        *stage_faults(built, reading.lists),
        *level_faults(built),
        *carried_faults(built),
        *wording_faults(built),
    ]
    # What an item means is asked only of one that is right by its form.
    return faults or [*reach_faults(built), *option_faults(built), *default_situation_faults(built)]
