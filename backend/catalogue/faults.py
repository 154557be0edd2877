"""What can be wrong with a catalogue: each fault names its file and line and says what to do."""

from dataclasses import dataclass

__all__ = ["CatalogueError", "Fault", "FaultyCatalogue"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """``file`` is relative to the catalogue's folder; lines count from 1."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} {self.remedy}"


class CatalogueError(Exception):
    """Anything that keeps a catalogue from being used."""


class FaultyCatalogue(CatalogueError):
    """The files could not be turned into a catalogue; ``faults`` says why, complete."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
