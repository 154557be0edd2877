"""Somebody who comes without a card, looked for by name and year of birth."""

from datetime import datetime

from pydantic import Field

from backend.contract.model import Model

__all__ = ["FoundPerson", "Look", "Looks", "PersonChoice", "PersonSearch", "PersonsFound", "WhoLooked"]


class PersonSearch(Model):
    """The whole name, however it is spaced, and the year of birth. Parts of a name and wildcards find nobody."""

    name: str = Field(repr=False, min_length=1, max_length=60)
    birth_year: int = Field(repr=False, ge=1850, le=2200)


class FoundPerson(Model):
    """Somebody of that name and year whom the hall has served, as far as may be shown before it is clear who it is."""

    person: str
    name: str = Field(repr=False, description="Masked: its first character.")
    number: str = Field(repr=False, description="Masked: its first three and last two characters.")
    birth_year: int = Field(repr=False)
    address: str = Field(repr=False, description="Masked: down to the village; empty when no card told it.")


class PersonsFound(Model):
    """At most 20. Of more nobody is shown and ``too_many`` is true: then the ID number is needed."""

    persons: list[FoundPerson]
    too_many: bool = False


class PersonChoice(PersonSearch):
    """One of those found. Name and year once more, as they were sent: nobody else can be chosen with them."""

    person: str


class WhoLooked(Model):
    """Who looked at what is known of the person with this ID number, or of the organisation with this credit code?"""

    id_number: str = Field(repr=False, min_length=8, max_length=40)


class Look(Model):
    """Somebody of the staff saw, or could see, something of a person."""

    at: datetime
    act: str = Field(description="As the chain names it: data.reveal, material.open, …")
    hall: str
    account: str
    name: str
    purpose: str | None = Field(description="As it was given; none once it was forgotten with its case.")
    facts: list[str] = Field(description="What was shown in full, or told by the system asked, by its codes.")
    system: str | None = Field(default=None, description="Which department system was asked.")


class Looks(Model):
    """Every one the chain holds, the oldest first."""

    looks: list[Look]
