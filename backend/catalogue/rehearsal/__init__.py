"""Rehearsing a catalogue before it is published: visits run by the old version and by the new one."""

from backend.catalogue.rehearsal.record import RehearsalRecord, find_rehearsal, keep_rehearsal
from backend.catalogue.rehearsal.rehearse import ItemRehearsal, Rehearsal, items_to_rehearse, rehearse
from backend.catalogue.rehearsal.telling import rehearsal_lines, rehearsal_summary, rehearsal_table
from backend.catalogue.rehearsal.visits import StoredVisit, read_visits, visit_faults

__all__ = [
    "ItemRehearsal", "Rehearsal", "RehearsalRecord", "StoredVisit", "find_rehearsal", "items_to_rehearse",
    "keep_rehearsal", "read_visits", "rehearsal_lines", "rehearsal_summary", "rehearsal_table", "rehearse",
    "visit_faults",
]  # fmt: skip
