"""What must hold of a catalogue beyond its form; one idea per module, each a function from an item to its faults."""

from backend.catalogue.rules.applicants import applicant_faults
from backend.catalogue.rules.carried import carried_faults
from backend.catalogue.rules.conditions import condition_faults
from backend.catalogue.rules.declarations import fact_faults
from backend.catalogue.rules.default_situation import default_situation_faults
from backend.catalogue.rules.levels import level_faults
from backend.catalogue.rules.lists import idle_faults, list_faults, unused_faults
from backend.catalogue.rules.options import option_faults
from backend.catalogue.rules.papers import paper_faults
from backend.catalogue.rules.reach import reach_faults
from backend.catalogue.rules.references import reference_faults
from backend.catalogue.rules.stages import stage_faults
from backend.catalogue.rules.village import asked_of_village_faults, village_faults
from backend.catalogue.rules.wording import list_wording_faults, wording_faults

__all__ = [
    "applicant_faults", "asked_of_village_faults", "carried_faults", "condition_faults", "default_situation_faults",
    "fact_faults", "idle_faults", "level_faults", "list_faults", "list_wording_faults", "option_faults", "paper_faults",
    "reach_faults", "reference_faults", "stage_faults", "unused_faults", "village_faults", "wording_faults",
]  # fmt: skip
