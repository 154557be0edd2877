"""Somebody who comes without a card, looked for by name and year of birth."""

from pydantic import Field

from backend.contract.model import Model

__all__ = ["FoundPerson", "PersonChoice", "PersonSearch", "PersonsFound"]


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
