"""What single facts and items must look like to be taken, beyond the common form of an application.

What is wrong with a value is told in Chinese, as departments do: a window reads it to the citizen.
"""

import re
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel, ConfigDict

from backend.county.application import Application, Value
from backend.county.errors import FieldError
from backend.county.office import decides
from backend.county.register import Party
from backend.county.systems import DepartmentSystem, read_data, read_folder

__all__ = ["Demand", "Demands", "faults_of", "load_demands"]


class Demand(BaseModel):
    """What one fact's value must be. ``pattern`` is matched against the value written as text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    required: bool = False
    pattern: str | None = None
    longest: int | None = None
    message: str = "格式不对"

    def find_fault(self, value: Value | None) -> str | None:
        if value is None or value == "" or value == []:
            return "没有填" if self.required else None
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if self.longest is not None and len(text) > self.longest:
            return f"超过{self.longest}个字"
        return self.message if self.pattern and not re.fullmatch(self.pattern, text) else None


class Demands(BaseModel):
    """``facts`` hold wherever the fact occurs, ``items`` where the item is decided."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    facts: dict[str, Demand] = {}
    items: dict[str, dict[str, Demand]] = {}

    def of(self, item: str, deciding: bool) -> dict[str, Demand]:
        return {**self.facts, **(self.items.get(item, {}) if deciding else {})}


@cache
def load_demands() -> Demands:
    """Those of all departments, and of each (data/demands/CODE.yaml) for its items."""
    general = Demands.model_validate(read_data("demands.yaml"))
    own = [Demands.model_validate(rows) for rows in read_folder("demands")]
    return Demands(
        facts={**general.facts, **{code: demand for part in own for code, demand in part.facts.items()}},
        items={code: demand for part in own for code, demand in part.items.items()},
    )


def faults_of(
    application: Application, system: DepartmentSystem, party: Party | None, demands: Demands
) -> Iterator[FieldError]:
    """Everything ``system`` finds wrong with a well-formed application."""
    if not system.handles(application.item):
        yield FieldError("item", "is not handled by this system")
    if party is not None and not _is_name_of(application.applicant.name, party):
        yield FieldError("applicant.name", "与该证件号码登记的姓名不一致")
    deciding = decides(system, application.item, application.stage)
    for code, demand in demands.of(application.item, deciding).items():
        fault = demand.find_fault(application.fields.get(code))
        if fault:
            yield FieldError(f"fields.{code}", fault)


def _is_name_of(name: str, party: Party) -> bool:
    """By code point, as the law asks; spaces and the dot of foreign names aside. The card's spelling is good too."""
    return _bare(name) in {_bare(known) for known in party.names}


def _bare(name: str) -> str:
    return re.sub(r"[\s·•,.]", "", name).casefold()
