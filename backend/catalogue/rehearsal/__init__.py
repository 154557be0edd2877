"""Rehearsing a catalogue before it is published: stored visits, run by the old version and by the new one."""

from backend.catalogue.rehearsal.record import RehearsalRecord, find_rehearsal, keep_rehearsal

__all__ = ["RehearsalRecord", "find_rehearsal", "keep_rehearsal"]
