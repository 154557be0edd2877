"""Deadlines and how they were counted."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["DateStep", "Deadline"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DateStep(_Model):
    """One step of “why this date”: a code with its parameters, put into words by the screen."""

    code: str
    day: date
    params: dict[str, str | int] = {}


class Deadline(_Model):
    clock: str = Field(description="One of statutory, promised, notice.")
    days: int
    due_on: date
    known: bool = Field(description="False: counted in a year the official calendar does not cover yet.")
    steps: list[DateStep]
