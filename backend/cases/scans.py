"""Scans that may be attached: those handed in during the very visit; a guessed digest gets nothing."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from backend.cases.errors import BadSubmission, Fault
from backend.citizens.keeping import files_of
from backend.citizens.visits import Visit

__all__ = ["check_scans"]


def check_scans(session: Session, visit: Visit, scans: Mapping[str, Sequence[str]]) -> None:
    """`scans` by where the request names them. Raises `BadSubmission`."""
    if not any(scans.values()):
        return
    known = files_of(session, visit)
    faults = tuple(
        Fault(pointer, "unknown", "This scan was not handed in during this visit.")
        for pointer, files in scans.items()
        if not known >= set(files)
    )
    if faults:
        raise BadSubmission(faults)
