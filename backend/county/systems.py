"""The table of department systems: who they are, how they speak, what they know and take."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict

from backend.county.errors import BadData

__all__ = [
    "ANSWER_SECONDS",
    "Datum",
    "DepartmentSystem",
    "Grade",
    "Pace",
    "Protocol",
    "load_systems",
    "read_data",
    "read_folder",
]

Held = str | int | list[list[str]]
"""What a department holds for one datum: text, date and choice are ``str``."""


class Protocol(StrEnum):
    REST = "rest"
    SOAP = "soap"
    FILE = "file"


class Grade(StrEnum):
    """What a department promises about being told twice."""

    A = "A"  # the same id again changes nothing
    B = "B"  # takes everything it is sent, and can be asked whether it has it
    C = "C"  # takes everything it is sent, and can be asked by its own reference only


class Pace(StrEnum):
    REALTIME = "realtime"
    NEAR_REALTIME = "near_realtime"
    MINUTES = "minutes"
    BATCH_DAILY = "batch_daily"


ANSWER_SECONDS: Mapping[Pace, float] = MappingProxyType(
    {Pace.REALTIME: 1.0, Pace.NEAR_REALTIME: 2.0, Pace.MINUTES: 4.0, Pace.BATCH_DAILY: 6.0}
)
"""How long a decision takes in the demo."""


@dataclass(frozen=True)
class Datum:
    """One thing a system shares. ``choices`` is empty unless ``kind`` is choice."""

    name: str
    kind: str
    choices: tuple[str, ...]
    default: str | int | None

    @classmethod
    def parse(cls, name: str, form: str) -> "Datum":
        words, _, default = (part.strip() for part in form.partition("="))
        if "|" in words:
            choices = tuple(words.split("|"))
            return cls(name, "choice", choices, default or choices[0])
        if words not in ("text", "date", "integer", "rows"):
            raise BadData(f"{name}: no such kind of datum")
        return cls(name, words, (), int(default) if default and words == "integer" else default or None)


_ANSWERS_BY: Mapping[Protocol, Literal["callback", "poll", "file"]] = MappingProxyType(
    {Protocol.REST: "callback", Protocol.SOAP: "poll", Protocol.FILE: "file"}
)


def _expand(codes: list[str]) -> frozenset[str]:
    return frozenset(code for entry in codes for code in _range(entry))


def _range(entry: str) -> Iterator[str]:
    """``GA-001..GA-003`` as its three codes; a single code as itself."""
    first, dots, last = entry.partition("..")
    if not dots:
        yield entry
        return
    category, start = re.fullmatch(r"([A-Z]{2})-(\d{3})", first).groups()  # type: ignore[union-attr]  # loud at start
    for number in range(int(start), int(last.removeprefix(f"{category}-")) + 1):
        yield f"{category}-{number:03d}"


Codes = Annotated[frozenset[str], BeforeValidator(_expand)]


Data = Annotated[
    dict[str, Datum], BeforeValidator(lambda forms: {name: Datum.parse(name, form) for name, form in forms.items()})
]


class _Name(BaseModel):
    zh: str
    en: str


class DepartmentSystem(BaseModel):
    """One row of the table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: _Name
    protocol: Protocol
    pace: Pace
    grade: Grade
    look_up_ms: int
    number: str
    takes: Codes
    assists: Codes = frozenset()
    shares: Data
    shares_of_organisations: Data = {}

    @property
    def answers_by(self) -> Literal["callback", "poll", "file"]:
        return _ANSWERS_BY[self.protocol]

    def all_shared(self) -> Mapping[str, Datum]:
        """Of people and of organisations."""
        return {**self.shares, **self.shares_of_organisations}

    def handles(self, item: str) -> bool:
        return item in self.takes or item in self.assists


def read_data(name: str) -> dict[str, object]:
    """A data file of this package, as it stands."""
    return _read(files("backend.county").joinpath("data", name))


def read_folder(name: str) -> list[dict[str, object]]:
    """The data files of a folder of this package, in order of their names."""
    folder = files("backend.county").joinpath("data", name)
    return [_read(file) for file in sorted(folder.iterdir(), key=lambda file: file.name) if file.name.endswith(".yaml")]


def _read(file: Traversable) -> dict[str, object]:
    loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise BadData(f"{file.name}: not a mapping")
    return loaded


@cache
def load_systems() -> Mapping[str, DepartmentSystem]:
    rows = read_data("systems.yaml")
    return MappingProxyType(
        {id_: DepartmentSystem.model_validate({"id": id_, **_as_mapping(row)}) for id_, row in rows.items()}
    )


def _as_mapping(row: object) -> dict[str, object]:
    if not isinstance(row, dict):
        raise BadData("a system's row is not a mapping")
    return row
