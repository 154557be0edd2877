"""The catalogue as a node serves it and a screen keeps it: one value, named by the hash of its content."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, WrapSerializer

from backend.guide.item import ApplicantKind, Frequency, Item, Level
from backend.guide.items import Items
from backend.guide.model import Model
from backend.guide.search import SearchEntry
from backend.guide.text import Text
from backend.guide.village import VillageLists

__all__ = [
    "Answers", "Bundle", "Department", "DepartmentSystem", "DocumentType", "Grade", "ItemBrief", "Latency", "LifeEvent",
    "Protocol", "UnknownItem",
]  # fmt: skip


class UnknownItem(KeyError):
    """The catalogue has no item with this code."""


class Department(Model):
    """A county department; ``counterpart`` is its office in the township, ``hosted`` the bodies it speaks for."""

    code: str
    name: Text
    category: Text
    counterpart: Text
    hosted: Text | None = None


class Protocol(StrEnum):
    REST_JSON = "rest-json"
    SOAP_XML = "soap-xml"
    FILE_DROP_CSV = "file-drop-csv"


class Latency(StrEnum):
    """How soon a system answers: under 2 s, under 30 s, within minutes, the next day."""

    REALTIME = "realtime"
    NEAR_REALTIME = "near_realtime"
    MINUTES = "minutes"
    BATCH_DAILY = "batch_daily"


class Grade(StrEnum):
    """What a system does with a repeated application: A recognises it, B can be asked first, C neither."""

    A = "A"
    B = "B"
    C = "C"


class Answers(StrEnum):
    """How a system's answers come back."""

    CALLBACK = "callback"
    POLL = "poll"
    FILE = "file"


class DepartmentSystem(Model):
    """``short`` stands in narrow columns."""

    code: str
    name: Text
    short: Text | None = None
    department: str
    protocol: Protocol
    latency: Latency
    grade: Grade
    answers: Answers
    shares: Text | None = None


class DocumentType(Model):
    """A kind of paper the document library keeps; ``renewed_by`` are the items that give it anew."""

    code: str
    name: Text
    renewed_by: tuple[str, ...] = ()


class LifeEvent(Model):
    """Items one event in life calls for, in the order they are usually taken."""

    code: str
    name: Text
    popular_names: tuple[str, ...] = ()
    items: tuple[str, ...]


class ItemBrief(Model):
    """One line about an item. ``guided`` says whether the catalogue describes it in full; if not, ask a specialist."""

    code: str
    name: Text
    department: str
    system: str
    frequency: Frequency
    guided: bool = False
    applicant: ApplicantKind = ApplicantKind.PERSON
    intake_level: Level = Level.TOWNSHIP


class Bundle(Model):
    version: str
    items: Annotated[Sequence[Item], AfterValidator(Items.of), WrapSerializer(lambda items, write: write(tuple(items)))]
    briefs: tuple[ItemBrief, ...]
    search_keys: tuple[SearchEntry, ...]
    departments: dict[str, Department]
    systems: dict[str, DepartmentSystem]
    documents: dict[str, DocumentType]
    life_events: dict[str, LifeEvent]
    village: VillageLists = VillageLists()

    @classmethod
    def decoded(cls, data: bytes) -> Self:
        """What `encoded` wrote, or any other JSON of a bundle.

        Of the former an item is read, and checked, only when it is asked for: for bytes known to be what was written.
        """
        parts = Items.split(data)
        if parts is None:
            return cls.model_validate_json(data)
        rest, items = parts
        return cls.model_validate_json(rest).model_copy(update={"items": items})

    def encoded(self) -> bytes:
        """JSON with one item a line."""
        rest = self.model_copy(update={"items": ()}).model_dump_json(by_alias=True, exclude_defaults=True)
        return Items.of(self.items).joined(rest.encode())

    def find_item(self, code: str) -> Item | None:
        return Items.of(self.items).find(code)

    def get_item(self, code: str) -> Item:
        """Raises `UnknownItem`."""
        item = self.find_item(code)
        if item is None:
            raise UnknownItem(code)
        return item

    def find_brief(self, code: str) -> ItemBrief | None:
        return next((brief for brief in self.briefs if brief.code == code), None)
