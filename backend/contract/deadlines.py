"""Deadlines and how they were counted."""

from datetime import date

from pydantic import Field

from backend.contract.model import Model

__all__ = ["DateStep", "Deadline"]


class DateStep(Model):
    """One step of “why this date”: a code with its parameters, put into words by the screen."""

    code: str
    day: date
    params: dict[str, str | int] = {}


class Deadline(Model):
    clock: str = Field(description="One of statutory, promised, notice.")
    days: int
    due_on: date
    known: bool = Field(description="False: counted in a year the official calendar does not cover yet.")
    steps: list[DateStep]
