"""Division codes are compared level by level, never as raw prefixes."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, select

from backend.access import level_digits, within, within_clause
from backend.access.tables import StaffRow
from backend.storage import Table

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)

digits = st.text("0123456789", min_size=3, max_size=3)
codes = st.builds(lambda county, township, village: county + township + village,
                  st.text("0123456789", min_size=6, max_size=6), digits, digits)  # fmt: skip


@given(codes)
def test_every_division_lies_within_itself_its_township_and_its_county(code: str) -> None:
    assert within(code, code)
    assert within(code, code[:6] + "000000")
    if code[6:9] != "000":
        assert within(code, code[:9] + "000")


@given(codes, codes)
def test_what_lies_within_shares_every_digit_of_the_scopes_level(division: str, scope: str) -> None:
    shared = 12 if scope[9:] != "000" else 9 if scope[6:9] != "000" else 6
    assert within(division, scope) == (division[:shared] == scope[:shared])


@given(codes, codes, codes)
def test_lying_within_is_transitive(inner: str, middle: str, outer: str) -> None:
    if within(inner, middle) and within(middle, outer):
        assert within(inner, outer)


@given(codes, codes)
def test_two_that_lie_within_each_other_are_the_same_place(one: str, other: str) -> None:
    if within(one, other) and within(other, one):
        assert level_digits(one) == level_digits(other)
        assert one[: level_digits(one)] == other[: level_digits(other)]


def test_a_township_does_not_reach_the_next_whose_code_begins_alike() -> None:
    assert not within("999999110001", "999999101000")
    assert not within("999999102000", "999999101000")
    assert within("999999101007", "999999101000")


def test_a_village_reaches_neither_its_township_nor_its_neighbour() -> None:
    assert not within("999999101000", "999999101001")
    assert not within("999999101002", "999999101001")


@pytest.mark.parametrize(
    "wrong", ["", "999999", "99999910100", "9999991010000", "99999910100a", "９９９９９９１０１０００"]
)
def test_what_is_no_division_code_is_refused_on_either_side(wrong: str) -> None:
    with pytest.raises(ValueError, match="12 digits"):
        within(wrong, "999999101000")
    with pytest.raises(ValueError, match="12 digits"):
        within("999999101000", wrong)


TOWNSHIPS = ("999999101000", "999999102000", "999999110000", "999999115000", "999999010000", "999998101000")
near = st.sampled_from(["999999000000", "999990000000", "999999101001", *TOWNSHIPS])  # a level may end in a zero


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    Table.metadata.tables["staff"].create(engine)
    yield engine
    engine.dispose()


@given(st.lists(near, unique=True), near)
def test_a_query_finds_exactly_what_lies_within(engine: Engine, divisions: list[str], scope: str) -> None:
    with Session(engine) as session:
        for division in divisions:
            session.add(
                StaffRow(county=division[:6], account=division, name="", hall=division, realm="demo", made_at=NOON)
            )
        session.flush()
        found = set(session.exec(select(StaffRow.hall).where(within_clause(StaffRow.hall, scope))))  # type: ignore[arg-type]  # SQLModel types a column as its value
    assert found == {division for division in divisions if within(division, scope)}
