"""Rows written and read without objects mean the same as those an object was made for, on both databases."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import bindparam, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import registry
from sqlmodel import Session, col, select

from backend.storage import (
    Conflict,
    CountyKeyed,
    Store,
    Table,
    add_new,
    add_rows,
    change_rows,
    json_field,
    new_metadata,
    new_row,
    read_rows,
    rows_of,
)

COUNTY = "530102"
NOON = datetime(2026, 11, 2, 12, 0, 0, 250_000, tzinfo=UTC)


class _Here(Table, registry=registry(metadata=new_metadata())):
    """A base of this file's own, so that its tables are in no room's metadata."""


class Sheet(CountyKeyed, _Here, table=True):
    __tablename__ = "sheet"

    name: str
    seen: bool = False
    copies: int = 1
    at: datetime | None = None
    due: date | None = None
    files: list[str] = json_field(default_factory=list)
    facts: dict[str, Any] | None = json_field(default=None)
    sealed: bytes | None = None


FULL: dict[str, Any] = {
    "county": COUNTY, "id": "full", "name": "户口簿", "seen": True, "copies": 3, "at": NOON, "due": date(2026, 12, 1),
    "files": ["a", "b"], "facts": {"部门": [1, None]}, "sealed": b"\x00\x01",
}  # fmt: skip

_NAMED = rows_of(Sheet).where(col(Sheet.county) == COUNTY, col(Sheet.name) == bindparam("named"))


@pytest.fixture
def sheets(store: Store) -> Store:
    store.create_tables(_Here.metadata)
    return store


def _all(session: Session) -> dict[str, dict[str, Any]]:
    return {row.id: row.model_dump() for row in session.exec(select(Sheet))}


async def test_every_kind_of_value_comes_back_as_it_was(sheets: Store) -> None:
    await sheets.run(lambda session: add_rows(session, Sheet, [FULL]))
    assert await sheets.read(_all) == {"full": FULL}


async def test_what_is_not_named_gets_its_default(sheets: Store) -> None:
    await sheets.run(lambda session: add_rows(session, Sheet, [{"county": COUNTY, "name": n} for n in "ab"]))
    rows = (await sheets.read(_all)).values()
    assert [(row["seen"], row["copies"], row["at"], row["files"], row["facts"]) for row in rows] == [
        (False, 1, None, [], None)
    ] * 2
    assert len({row["id"] for row in rows}) == 2


async def test_rows_of_one_call_may_name_different_columns(sheets: Store) -> None:
    other = {"county": COUNTY, "id": "other", "name": "other"}
    await sheets.run(lambda session: add_rows(session, Sheet, [FULL, other]))
    assert (await sheets.read(_all))["other"]["copies"] == 1


async def test_a_column_that_is_not_there_is_refused(sheets: Store) -> None:
    with pytest.raises(TypeError, match="Sheet has no colour"):
        await sheets.run(lambda session: add_rows(session, Sheet, [{**FULL, "colour": "red"}]))
    with pytest.raises(TypeError, match="Sheet has no colour"):
        new_row(Sheet, **FULL, colour="red")


async def test_a_new_row_is_written_as_it_is_in_the_end_and_once(sheets: Store) -> None:
    def unit(session: Session) -> None:
        row = new_row(Sheet, county=COUNTY, id="x", name="first")
        row.name, row.files = "last", ["c"]
        add_new(session, [row])

    await sheets.run(unit)
    rows = await sheets.read(_all)
    assert [(row["name"], row["files"]) for row in rows.values()] == [("last", ["c"])]


async def test_a_new_row_may_be_left_to_the_session_as_well(sheets: Store) -> None:
    await sheets.run(lambda session: session.add(new_row(Sheet, **FULL)))
    assert await sheets.read(_all) == {"full": FULL}


async def test_the_same_row_twice_is_a_conflict_that_quotes_no_value(sheets: Store) -> None:
    with pytest.raises(Conflict) as refused:
        await sheets.run(lambda session: add_rows(session, Sheet, [FULL, FULL]))
    assert "户口簿" not in str(refused.value)
    assert await sheets.read(_all) == {}


async def test_times_without_a_zone_are_refused_and_others_come_back_in_utc(sheets: Store) -> None:
    with pytest.raises((ValueError, StatementError)):
        await sheets.run(lambda session: add_rows(session, Sheet, [{**FULL, "at": NOON.replace(tzinfo=None)}]))
    there = NOON.astimezone(timezone(timedelta(hours=8)))
    await sheets.run(lambda session: add_rows(session, Sheet, [{**FULL, "at": there}]))
    assert (await sheets.read(_all))["full"]["at"].isoformat() == NOON.isoformat()


async def test_reading_sees_what_the_session_has_not_written_yet(sheets: Store) -> None:
    def unit(session: Session) -> list[tuple[str, list[str]]]:
        session.add(Sheet(**FULL))
        return [(row.id, row.files) for row in read_rows(session, _NAMED, {"named": "户口簿"})]

    assert await sheets.run(unit) == [("full", ["a", "b"])]


_TWO = select(col(Sheet.id).label("sheet"), col(Sheet.at), col(Sheet.facts)).order_by(col(Sheet.id)).limit(2)
_SEEN = update(Sheet).where(col(Sheet.id) == bindparam("which")).values(seen=True, due=bindparam("on_day"))
_SEEN_NOW = _SEEN.returning(col(Sheet.id), col(Sheet.seen))


async def test_a_statement_with_values_of_its_own_reads_rows_by_the_names_it_gives_them(sheets: Store) -> None:
    await sheets.run(lambda session: add_rows(session, Sheet, [{**FULL, "id": id_} for id_ in "bca"]))
    rows = await sheets.read(lambda session: read_rows(session, _TWO, {}))
    assert [(row.sheet, row.at, row.facts) for row in rows] == [(id_, NOON, FULL["facts"]) for id_ in "ab"]


async def test_a_statement_is_carried_out_with_each_of_the_values_and_answers_what_it_changed(sheets: Store) -> None:
    def unit(session: Session) -> list[tuple[str, bool]]:
        add_rows(session, Sheet, [{**FULL, "id": id_, "seen": False} for id_ in "abc"])
        change_rows(session, _SEEN, *({"which": id_, "on_day": FULL["due"]} for id_ in "ab"))
        return [tuple(row) for row in read_rows(session, _SEEN_NOW, {"which": "c", "on_day": None})]

    assert await sheets.run(unit) == [("c", True)]
    kept = await sheets.read(_all)
    assert [(row["seen"], row["due"]) for row in kept.values()] == [(True, FULL["due"])] * 2 + [(True, None)]


async def test_a_value_left_out_is_refused(sheets: Store) -> None:
    with pytest.raises(KeyError):
        await sheets.run(lambda session: change_rows(session, _SEEN, {"which": "a"}))
