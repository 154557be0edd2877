"""The people and organisations of the county, and what each department system holds of them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from backend.county.errors import BadData
from backend.county.numbers import born_on, is_credit_code
from backend.county.systems import Datum, DepartmentSystem, Held, load_systems, read_data

__all__ = [
    "Household", "Label", "Organisation", "Party", "Person", "Register", "check_holdings", "county_area",
    "load_register",
]  # fmt: skip

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

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling that is good: the register's, the card's."""
        english = (self.card or {}).get("english_name")
        return tuple(name for name in (self.name, self.registered_name, english) if name)

    def age(self, today: date) -> int:
        return today.year - self.born.year - ((today.month, today.day) < (self.born.month, self.born.day))


class Organisation(_Row):
    """One synthetic organisation; its number is its credit code. ``represented_by``: key of a person."""

    key: str
    name: str
    number: str
    represented_by: str
    label: Label | None = None
    story: Label | None = None
    holds: dict[str, Held] = Field(default={}, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)


Party = Person | Organisation
"""Whoever can apply."""


class Register:
    """Who lives and trades in the county. Built once; a look-up costs microseconds."""

    def __init__(
        self,
        people: Iterable[Person],
        households: Mapping[str, Household],
        organisations: Iterable[Organisation] = (),
    ) -> None:
        self.people = {person.key: person for person in people}
        self.households = dict(households)
        self.organisations = {organisation.number: organisation for organisation in organisations}
        self._by_number = {person.number: person for person in self.people.values()}
        self._home = {key: number for number, household in households.items() for key in household.members}
        self._given: set[str] = set()
        if len(self._by_number) != len(self.people) or not self._home.keys() <= self.people.keys():
            raise BadData("people.yaml: a number occurs twice, or a household has an unknown member")

    def copy(self) -> "Register":
        """The same people, to which others may be added."""
        return Register(self.people.values(), self.households, self.organisations.values())

    def admit(self, person: Person, number: str, household: Household | None) -> None:
        """Somebody comes to live here, alone in a household of this number, or is only heard of here."""
        self.people[person.key] = person
        self._by_number[person.number] = person
        self._given.add(person.number)
        if household is not None:
            self.households[number] = household
            self._home[person.key] = number

    def number_given(self, number: str) -> None:
        """Somebody carries this number, or this credit code, who is not known here."""
        self._given.add(number)

    def is_free(self, number: str) -> bool:
        return number not in self._by_number and number not in self._given

    def found(self, organisation: Organisation) -> None:
        """An organisation is founded here."""
        self.organisations[organisation.number] = organisation
        self._given.add(organisation.number)

    def find(self, number: str) -> Person | None:
        return self._by_number.get(number)

    def find_party(self, number: str) -> Party | None:
        """Whoever has this number or credit code."""
        return self._by_number.get(number) or self.organisations.get(number)

    def household_of(self, person: Person) -> Household | None:
        number = self._home.get(person.key)
        return None if number is None else self.households[number]

    def held(self, party: Party, system: DepartmentSystem) -> dict[str, Held]:
        """Everything ``system`` can say of somebody; a datum nothing is known of is left out."""
        if isinstance(party, Organisation):
            return _said(system.shares_of_organisations, self._entry(party) | party.holds)
        if system.id == "GA-RK":
            return self._registration(party)
        return _said(system.shares, party.holds)

    def knows(self, party: Party, system: DepartmentSystem) -> bool:
        """The household register has only those registered in this county, and organisations few systems know."""
        if isinstance(party, Organisation):
            return bool(system.shares_of_organisations)
        return system.id != "GA-RK" or party.key in self._home

    def _entry(self, organisation: Organisation) -> dict[str, Held]:
        """What stands in the register of organisations beside what each system adds."""
        return {
            "org_name": organisation.name,
            "org_representative": self.people[organisation.represented_by].name,
        }

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


def _said(data: Mapping[str, Datum], holds: Mapping[str, Held]) -> dict[str, Held]:
    values = ((name, holds.get(name, datum.default)) for name, datum in data.items())
    return {name: value for name, value in values if value is not None}


@cache
def load_register() -> Register:
    """The county's register. Raises `BadData` when a data file contradicts the table of systems."""
    raw = read_data("people.yaml")
    people = [Person.model_validate({"key": key, **_mapping(row)}) for key, row in _mapping(raw["people"]).items()]
    households = {
        number: Household.model_validate(row) for number, row in _mapping(raw["households"]).items()
    }  # fmt: skip
    check_holdings(people)
    return Register(people, households, _organisations({person.key for person in people}))


def _organisations(people: Collection[str]) -> list[Organisation]:
    rows = _mapping(read_data("organisations.yaml"))
    found = [Organisation.model_validate({"key": key, **row}) for key, row in rows.items()]
    check_holdings(found)
    for organisation in found:
        if not is_credit_code(organisation.number) or organisation.represented_by not in people:
            raise BadData(f"{organisation.key}: not a credit code, or represented by nobody of the county")
    return found


@cache
def county_area() -> str:
    return _County.model_validate(read_data("people.yaml")["county"]).area


def check_holdings(parties: Iterable[Party]) -> None:
    """Raises `BadData` when somebody holds what no system shares of such, or in words of nobody's."""
    systems = load_systems().values()
    of_people = {name: datum for system in systems for name, datum in system.shares.items()}
    of_organisations = {name: datum for system in systems for name, datum in system.shares_of_organisations.items()}
    for party in parties:
        data = of_organisations if isinstance(party, Organisation) else of_people
        for name, value in party.holds.items():
            datum = data.get(name)
            if datum is None or isinstance(value, bool):
                raise BadData(f"{party.key}: {name} is shared by no system, or not written as text")
            if datum.choices and value not in datum.choices:
                raise BadData(f"{party.key}: {name} is none of its words")


def _mapping(value: object) -> Mapping[str, dict[str, object]]:
    if not isinstance(value, dict):
        raise BadData("people.yaml: not a mapping where one belongs")
    return MappingProxyType(value)
