"""Versions of the catalogue a node keeps, and from which day each holds."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from backend.contract.model import Model

__all__ = ["CatalogueVersions", "NewPublication", "Publication", "PublicationState", "Rehearsed", "RollBack"]

Reason = Annotated[str, Field(min_length=2, max_length=400)]
Version = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Rehearsed(Model):
    """A rehearsal: stored visits, run by the version `against` and by the new one."""

    against: Version
    visits: int = Field(ge=0)
    differing: int = Field(ge=0)


class NewPublication(Model):
    """`version` takes effect when the day `takes_effect` begins in the hall. Without a rehearsal it says why."""

    version: Version
    takes_effect: date
    rehearsed: Rehearsed | None = None
    why: Reason | None = None


class RollBack(Model):
    """Back to the version before; with `planned_only` what holds now stays, and what is planned is withdrawn."""

    why: Reason
    planned_only: bool = False


class PublicationState(StrEnum):
    PLANNED = "planned"
    IN_FORCE = "in_force"
    PAST = "past"
    WITHDRAWN = "withdrawn"


class Publication(Model):
    """`by`, `withdrawn_by`: accounts of staff, or `node`.

    `unreached`, told to whoever publishes: systems new in it to which the node has no line. What is sent there waits.
    """

    id: str
    version: str
    takes_effect: date
    state: PublicationState
    published_at: datetime
    by: str
    rehearsed: Rehearsed | None = None
    why: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_why: str | None = None
    unreached: list[str] = []


class CatalogueVersions(Model):
    """`current` holds now. Newest publications first; there are none while the node serves its own folder."""

    current: str
    publications: list[Publication] = []
