"""The hall as a screen sees it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from backend.contract.access import Realm

__all__ = ["HallState", "Health", "SystemState"]


class SystemState(BaseModel):
    model_config = ConfigDict(extra="forbid")

    system: str
    name: str
    name_en: str
    answering: bool
    since: datetime | None
    queued: int
    parked: int


class HallState(BaseModel):
    model_config = ConfigDict(extra="forbid")

    hall: str
    name: str
    name_en: str
    realm: Realm
    now: datetime
    catalogue_version: str
    systems: list[SystemState]
    calendar_known_until: int  # last year with an official holiday schedule


class Health(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: str
    version: str
