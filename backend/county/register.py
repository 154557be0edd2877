"""The people of the county and what each department system holds of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from backend.county.errors import BadData
from backend.county.numbers import born_on
from backend.county.systems import DepartmentSystem, Held, load_systems, read_data

__all__ = ["Household", "Label", "Person", "Register", "check_holdings", "county_area", "load_register"]

ISSUED_BY = "云溪县公安局"


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(_Row):
    zh: str
    en: str


class _County(Label):
    area: str = Field(pattern=r"^\d{6}$")


class Household(_Row):
    """``members``: key of a person → relation to the head, in the register's words."""

    division: str = Field(pattern=r"^\d{12}$")
    address: str
    members: dict[str, str]


class Person(_Row):
    """One synthetic person. ``card``, ``label`` and ``story`` are there for people who come to the counter."""

    key: str
    name: str = Field(repr=False)
    register_name: str | None = Field(default=None, repr=False)
    number: str = Field(repr=False)
    kind: str = "resident"
    ethnicity: str | None = None
    card: dict[str, str] | None = Field(default=None, repr=False)
    label: Label | None = None
    story: Label | None = None
    holds: dict[str, Held] = Field(default={}, repr=False)

    @property
    def born(self) -> date:
        born = born_on(self.number) if len(self.number) == 18 else date.fromisoformat((self.card or {})["birth_date"])
        if born is None:
            raise BadData(f"{self.key}: number without a date of birth")
        return born

    @property
    def registered_name(self) -> str:
        return self.register_name or self.name

    def age(self, today: date) -> int:
        return today.year - self.born.year - ((today.month, today.day) < (self.born.month, self.born.day))


class Register:
    """Who lives in the county. Built once; a look-up costs microseconds."""

    def __init__(self, people: Iterable[Person], households: Mapping[str, Household]) -> None:
        self.people = {person.key: person for person in people}
        self.households = dict(households)
        self._by_number = {person.number: person for person in self.people.values()}
        self._home = {key: number for number, household in households.items() for key in household.members}
        self._given: set[str] = set()
        if len(self._by_number) != len(self.people) or not self._home.keys() <= self.people.keys():
            raise BadData("people.yaml: a number occurs twice, or a household has an unknown member")

    def copy(self) -> "Register":
        """The same people, to which others may be added."""
        return Register(self.people.values(), self.households)

    def admit(self, person: Person, number: str, household: Household | None) -> None:
        """Somebody comes to live here, alone in a household of this number, or is only heard of here."""
        self.people[person.key] = person
        self._by_number[person.number] = person
        self._given.add(person.number)
        if household is not None:
            self.households[number] = household
            self._home[person.key] = number

    def number_given(self, number: str) -> None:
        """Somebody carries this number who is not known here."""
        self._given.add(number)

    def is_free(self, number: str) -> bool:
        return number not in self._by_number and number not in self._given

    def find(self, number: str) -> Person | None:
        return self._by_number.get(number)

    def household_of(self, person: Person) -> Household | None:
        number = self._home.get(person.key)
        return None if number is None else self.households[number]

    def held(self, person: Person, system: DepartmentSystem) -> dict[str, Held]:
        """Everything ``system`` can say of ``person``; a datum nothing is known of is left out."""
        if system.id == "GA-RK":
            return self._registration(person)
        values = ((name, person.holds.get(name, datum.default)) for name, datum in system.shares.items())
        return {name: value for name, value in values if value is not None}

    def knows(self, person: Person, system: DepartmentSystem) -> bool:
        """The household register has only those registered in this county."""
        return system.id != "GA-RK" or person.key in self._home

    def card_of(self, person: Person) -> dict[str, str]:
        """The card's fields, named as `card_reader` names them; dates are ISO texts, ``valid_to`` may be long_term."""
        extras = person.card or {}
        fields = {"kind": person.kind, "number": person.number, "name": person.name}
        if person.kind == "resident":
            fields["ethnicity"] = person.ethnicity or "01"
        if person.kind in ("resident", "hmt_permit"):
            household = self.household_of(person)
            fields |= {"address": household.address if household else "", "issuing_authority": ISSUED_BY}
        if len(person.number) == 18:
            fields |= {"sex": "1" if int(person.number[16]) % 2 else "2", "birth_date": person.born.isoformat()}
        return fields | extras

    def _registration(self, person: Person) -> dict[str, Held]:
        household = self.household_of(person)
        if household is None:
            return {}
        return {
            "registered_address": household.address,
            "registered_division": household.division,
            "household_members": [self._member(key, relation) for key, relation in household.members.items()],
            "marital_status": person.holds.get("marital_status", "single"),
            "household_number": self._home[person.key],
        }

    def _member(self, key: str, relation: str) -> list[str]:
        member = self.people[key]
        return [member.registered_name, relation, str(member.born.year), member.number[-2:]]


@cache
def load_register() -> Register:
    """The county's register. Raises `BadData` when the data file contradicts the table of systems."""
    raw = read_data("people.yaml")
    people = [Person.model_validate({"key": key, **_mapping(row)}) for key, row in _mapping(raw["people"]).items()]
    households = {
        number: Household.model_validate(row) for number, row in _mapping(raw["households"]).items()
    }  # fmt: skip
    check_holdings(people)
    return Register(people, households)


@cache
def county_area() -> str:
    return _County.model_validate(read_data("people.yaml")["county"]).area


def check_holdings(people: Iterable[Person]) -> None:
    """Raises `BadData` when somebody holds what no system shares, or in words of nobody's."""
    data = {name: datum for system in load_systems().values() for name, datum in system.shares.items()}
    for person in people:
        for name, value in person.holds.items():
            datum = data.get(name)
            if datum is None or isinstance(value, bool):
                raise BadData(f"{person.key}: {name} is shared by no system, or not written as text")
            if datum.choices and value not in datum.choices:
                raise BadData(f"{person.key}: {name} is none of its words")


def _mapping(value: object) -> Mapping[str, dict[str, object]]:
    if not isinstance(value, dict):
        raise BadData("people.yaml: not a mapping where one belongs")
    return MappingProxyType(value)
