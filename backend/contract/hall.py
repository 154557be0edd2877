"""The hall as a screen sees it."""

from datetime import date, datetime, timedelta, timezone
from typing import Final

from pydantic import Field

from backend.contract.access import Realm
from backend.contract.model import Model

__all__ = ["HALL_TIME", "HallState", "Health", "ManyLooks", "SystemState"]

HALL_TIME: Final = timezone(timedelta(hours=8), "CST")
"""The time on a hall's wall: China has one zone and no summer time, whatever a machine's own clock is set to."""


class SystemState(Model):
    system: str
    name: str
    name_en: str
    answering: bool
    since: datetime | None


class HallState(Model):
    hall: str
    name: str
    name_en: str
    realm: Realm
    now: datetime
    catalogue_version: str
    systems: list[SystemState]
    hours: str = Field(default="", description="When it is open, in words; empty when nobody has written it down.")
    hours_en: str = ""
    telephone: str = ""
    refers_to: str = Field(default="", description="The hall people are sent to with items this one may not take in.")
    refers_to_en: str = ""
    calendar_known_until: int = Field(description="Last year with an official holiday schedule.")
    calendar_missing: int | None = Field(
        default=None, description="A year whose official holidays are published by now, and not known to the node."
    )
    working_days: list[date] = Field(
        default=[], description="The next ones after today, in order: what “3 working days” leads to."
    )


class ManyLooks(Model):
    """Somebody of the hall who looked at full values, or for persons by name, forty times within an hour."""

    account: str
    name: str
    day: date
    count: int = Field(description="How often on that day.")


class Health(Model):
    status: str
    version: str
