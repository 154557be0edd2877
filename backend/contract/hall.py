"""The hall as a screen sees it."""

from datetime import date, datetime

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
    working_days: list[date] = []  # the next ones after today, in order: what “3 working days” leads to


class Health(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: str
    version: str
