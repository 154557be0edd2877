"""The public service guide of an item as a value: everything it says, in one language, ready to be laid out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from backend.guide.ground import Confidence

__all__ = ["Entry", "FlowStage", "PaperEntry", "PublicGuide", "Section", "Treatment"]


class Treatment(StrEnum):
    """What a citizen does about a paper."""

    BRING = "bring"
    SIGN = "sign"  # printed at the window
    SYSTEM = "system"  # a department system tells it, whatever it says
    MAYBE = "maybe"  # needless when a system or the library has it
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement, how sure it is (None where nothing is claimed), and what belongs under it."""

    text: str
    sure: Confidence | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperEntry:
    code: str
    name: str
    treatment: Treatment
    originals: int
    copies: int
    notes: tuple[str, ...]
    sure: Confidence


@dataclass(frozen=True, slots=True)
class FlowStage:
    """A department's part. ``row`` is its place from the top; ``start`` and ``end`` are working days from acceptance.

    ``lead``: this one answers for the whole; ``joint``: several offices do it together in one go.
    """

    code: str
    name: str
    department: str
    days: int
    row: int
    start: int
    end: int
    procedure: str | None
    condition: str | None
    after: tuple[str, ...]
    lead: bool
    joint: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the guide. ``picture`` names the drawing that belongs to it: ``papers`` or ``flow``."""

    code: str
    title: str
    entries: tuple[Entry, ...] = ()
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class PublicGuide:
    """``glance`` are the tiles at the head: a picture's name, its label, what it says and how sure that is.

    ``promised_days`` is 0 for what is done on the spot.
    """

    language: str
    code: str
    name: str
    also_called: str
    version: str
    glance: tuple[tuple[str, str, Entry], ...]
    sections: tuple[Section, ...]
    papers: tuple[PaperEntry, ...]
    stages: tuple[FlowStage, ...]
    result: str
    promised_days: int
    statutory_days: int | None
    settings_sure: Confidence
    words: Mapping[str, str]

    def section(self, code: str) -> Section:
        """Raises `KeyError`."""
        for section in self.sections:
            if section.code == code:
                return section
        raise KeyError(code)
