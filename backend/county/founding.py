"""Organisations founded in the county because somebody asked for them: for the demo and for tests."""

import json
import sqlite3
from itertools import count

from pydantic import BaseModel, ConfigDict, Field

from backend.county.errors import BadData
from backend.county.ledger import Ledger
from backend.county.numbers import credit_code
from backend.county.register import Organisation, Register, check_holdings, county_area
from backend.county.systems import Held

__all__ = ["OrganisationWish", "found", "found_earlier"]

_FIRST = 500_000  # serials below are those of licences given out


class OrganisationWish(BaseModel):
    """What is wanted. ``known``: whether any register of the county has heard of it; if not, there is nothing but its
    code. ``represented_by``: ID number of somebody who lives here. ``holds``: datum by datum, as in organisations.yaml.
    """

    model_config = ConfigDict(extra="forbid")

    represented_by: str = Field(repr=False)
    known: bool = True
    holds: dict[str, Held] = {}


async def found(wish: OrganisationWish, register: Register, ledger: Ledger) -> str:
    """Found such an organisation; answers its credit code. Raises `BadData` for holdings no system has."""
    serial = next(serial for serial in count(_FIRST) if register.is_free(credit_code(county_area(), serial)))
    number = credit_code(county_area(), serial)
    if not wish.known:
        register.number_given(number)
        return number
    organisation = Organisation(
        key=f"organisation_{number}",
        name=f"云溪县第{serial}号农产品有限公司",
        number=number,
        represented_by=_key_of(wish.represented_by, register),
        holds=dict(wish.holds),
    )
    check_holdings([organisation])
    body = organisation.model_dump_json()
    await ledger.write(lambda connection: _keep(connection, number, body))
    register.found(organisation)
    return number


def found_earlier(register: Register, ledger: Ledger) -> None:
    """What was founded before the county was started again is there still."""
    for row in ledger.read("SELECT body FROM organisation ORDER BY number"):
        register.found(Organisation.model_validate(json.loads(row["body"])))


def _keep(connection: sqlite3.Connection, number: str, body: str) -> None:
    connection.execute("INSERT INTO organisation (number, body) VALUES (?, ?)", (number, body))


def _key_of(number: str, register: Register) -> str:
    """Raises `BadData` when nobody here has this number."""
    person = register.find(number)
    if person is None:
        raise BadData("nobody of the county has the representative's number")
    return person.key
