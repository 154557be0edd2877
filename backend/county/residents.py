"""People who come to live in the county because somebody asked for them: for the demo and for tests."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import count

from pydantic import BaseModel, ConfigDict, Field

from backend.county.errors import BadData
from backend.county.ledger import Ledger
from backend.county.numbers import check_character
from backend.county.register import Household, Person, Register, check_holdings, county_area
from backend.county.systems import Held, read_data

__all__ = ["ResidentWish", "move_in", "settle_earlier"]

VALID_FROM, VALID_TO = "2019-04-11", "2039-04-11"
FARTHEST_BIRTHDAY = 300  # days since the last birthday: an age asked for holds for some weeks to come


class ResidentWish(BaseModel):
    """Who is wanted. ``division``: where registered; none: not in this county. ``known``: whether any system of the
    county has heard of the person; if not, there is nothing but the card. ``holds``: datum by datum, as in people.yaml.
    """

    model_config = ConfigDict(extra="forbid")

    age: int = Field(default=40, ge=0, le=120)
    sex: str = Field(default="2", pattern=r"^[12]$")
    ethnicity: str = Field(default="01", pattern=r"^\d\d$")
    division: str | None = Field(default=None, pattern=r"^\d{12}$")
    known: bool = True
    holds: dict[str, Held] = Field(default={}, repr=False)


class _Resident(BaseModel):
    """As kept in the ledger."""

    person: Person
    household: Household | None


async def move_in(wish: ResidentWish, register: Register, ledger: Ledger, today: date) -> dict[str, str]:
    """Let such a person live here from now on; answers the card. Raises `BadData` for holdings no system has."""
    resident = _resident(wish, register, today)
    check_holdings([resident.person])
    register.number_given(resident.person.number)
    if wish.known:
        body = resident.model_dump_json()
        await ledger.write(lambda connection: _keep(connection, resident.person.number, body))
        _settle(register, resident)
    return register.card_of(resident.person)


def settle_earlier(register: Register, ledger: Ledger) -> None:
    """Who moved in before the county was started again lives here still."""
    for row in ledger.read("SELECT body FROM resident ORDER BY number"):
        resident = _Resident.model_validate(json.loads(row["body"]))
        if register.find(resident.person.number) is None:
            _settle(register, resident)


def _keep(connection: sqlite3.Connection, number: str, body: str) -> None:
    connection.execute("INSERT INTO resident (number, body) VALUES (?, ?)", (number, body))


def _settle(register: Register, resident: _Resident) -> None:
    register.admit(resident.person, _household_number(resident.person.number), resident.household)


def _resident(wish: ResidentWish, register: Register, today: date) -> _Resident:
    number = next(number for number in _numbers(wish, today) if register.is_free(number))
    place = int(number[6:17])
    key = f"resident_{number}"
    household = None
    if wish.division is not None:
        address = f"云溪县{_names().villages.get(wish.division, '东瀼口镇')}{place % 9 + 1}组{place % 89 + 1}号"
        household = Household(division=wish.division, address=address, members={key: "户主"})
    elsewhere = {} if household else {"address": f"邻山县清江镇白果村{place % 9 + 1}组{place % 89 + 1}号"}
    card = {"valid_from": VALID_FROM, "valid_to": VALID_TO, **elsewhere}
    person = Person(
        key=key, name=_names().of(place), number=number, ethnicity=wish.ethnicity, card=card, holds=dict(wish.holds)
    )
    return _Resident(person=person, household=household)


def _numbers(wish: ResidentWish, today: date) -> Iterator[str]:
    """Identity numbers of the county's area for somebody of this age and sex: free ones come in no end of days."""
    years = today.year - wish.age
    birthday = date(years, today.month, min(today.day, 28))
    for step in count():
        born = birthday - timedelta(days=step % FARTHEST_BIRTHDAY)
        order = 100 + 2 * (step // FARTHEST_BIRTHDAY) + int(wish.sex)
        if order > 999:
            raise BadData("no number is left for this age and sex")
        first = f"{county_area()}{born:%Y%m%d}{order:03d}"
        yield first + check_character(first)


def _household_number(number: str) -> str:
    return f"{county_area()}9{number[6:17]}"


class _Names(BaseModel):
    surnames: list[str]
    first: list[str]
    second: list[str]
    villages: dict[str, str]

    def of(self, place: int) -> str:
        one, two = self.first[place // 7 % len(self.first)], self.second[place // 11 % len(self.second)]
        return self.surnames[place % len(self.surnames)] + one + two


@cache
def _names() -> _Names:
    return _Names.model_validate(read_data("names.yaml"))
