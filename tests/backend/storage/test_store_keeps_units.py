"""The store's contract, the same on both databases."""

import asyncio
import gc
import threading
import weakref
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import bindparam, func, update
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, col, select

from backend.storage import (
    Conflict,
    ConstraintBroken,
    CountyKeyed,
    KeyRing,
    StorageUnavailable,
    Store,
    Table,
    after_commit,
    change_rows,
    json_field,
    new_metadata,
    read_rows,
    rows_of,
)


class _Here(Table, registry=registry(metadata=new_metadata())):
    """A base of this file's own, so that its tables are in no room's metadata."""


class Note(CountyKeyed, _Here, table=True):
    __tablename__ = "note"

    text: str
    tag: str | None = Field(default=None, unique=True)
    at: datetime | None = None
    facts: dict[str, Any] | None = json_field(default=None)


class Remark(CountyKeyed, _Here, table=True):
    __tablename__ = "remark"

    size: int = Field(sa_column_kwargs={"nullable": False})


@pytest.fixture
def notes(store: Store) -> Store:
    store.create_tables(_Here.metadata)
    return store


def _add(text: str, **values: Any) -> Any:
    def unit(session: Session) -> str:
        note = Note(county="530102", text=text, **values)
        session.add(note)
        return note.id

    return unit


def _texts(session: Session) -> set[str]:
    return set(session.exec(select(Note.text)).all())


async def test_what_run_answered_is_there_for_every_reader(notes: Store) -> None:
    await notes.run(_add("a"))
    assert await notes.read(_texts) == {"a"}


async def test_many_units_at_once_are_all_kept_in_the_order_of_their_ids(notes: Store) -> None:
    ids = await asyncio.gather(*(notes.run(_add(f"n{i}")) for i in range(200)))
    assert len(set(ids)) == 200
    assert await notes.read(_texts) == {f"n{i}" for i in range(200)}


async def test_a_failing_unit_is_rolled_back_alone(notes: Store) -> None:
    def fails(session: Session) -> None:
        session.add(Note(county="530102", text="half"))
        session.flush()
        raise LookupError("no")

    outcomes = await asyncio.gather(
        notes.run(_add("before")), notes.run(fails), notes.run(_add("after")), return_exceptions=True
    )
    assert isinstance(outcomes[1], LookupError)
    assert await notes.read(_texts) == {"before", "after"}


async def test_a_second_row_with_the_same_key_is_a_conflict_that_quotes_no_value(notes: Store) -> None:
    await notes.run(_add("one", tag="999999199001011238"))
    with pytest.raises(Conflict) as caught:
        await notes.run(_add("two", tag="999999199001011238"))
    assert "999999199001011238" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert await notes.read(_texts) == {"one"}


async def test_another_broken_constraint_is_told_apart_from_a_conflict(notes: Store) -> None:
    def unsized(session: Session) -> None:
        sizeless: Any = None
        session.add(Remark(county="530102", size=sizeless))

    with pytest.raises(ConstraintBroken) as caught:
        await notes.run(unsized)
    assert not isinstance(caught.value, Conflict)


async def test_callbacks_run_after_the_commit_on_the_awaiting_loop(notes: Store) -> None:
    seen: list[tuple[bool, set[str]]] = []
    here = threading.get_ident()

    def unit(session: Session) -> None:
        session.add(Note(county="530102", text="kept"))
        after_commit(session, lambda: seen.append((threading.get_ident() == here, notes.read_now(_texts))))
        assert seen == []

    await notes.run(unit)
    assert seen == [(True, {"kept"})]


async def test_a_unit_leaves_nothing_for_the_collector_whatever_its_callbacks_hold(notes: Store) -> None:
    def unit(session: Session) -> weakref.ref[Session]:
        after_commit(session, session.expire_all)
        return weakref.ref(session)

    gc.disable()
    try:
        unit_session = await notes.run(unit)
        assert unit_session() is None
    finally:
        gc.enable()


async def test_callbacks_of_a_rolled_back_unit_never_run(notes: Store) -> None:
    seen: list[str] = []

    def unit(session: Session) -> None:
        after_commit(session, lambda: seen.append("told"))
        raise LookupError

    with pytest.raises(LookupError):
        await notes.run(unit)
    await notes.run(_add("later"))
    assert seen == []


async def test_a_failing_callback_does_not_undo_or_fail_the_unit(notes: Store) -> None:
    def unit(session: Session) -> str:
        session.add(Note(county="530102", text="kept"))
        after_commit(session, lambda: 1 / 0)
        return "done"

    assert await notes.run(unit) == "done"
    assert await notes.read(_texts) == {"kept"}


async def test_a_query_cannot_write(notes: Store) -> None:
    def sneaks(session: Session) -> None:
        session.add(Note(county="530102", text="sneaked"))
        session.commit()

    with pytest.raises(Exception, match=r"read-?only|cannot be used now"):
        await notes.read(sneaks)
    assert await notes.read(_texts) == set()


async def test_a_query_sees_one_state_while_others_write(notes: Store) -> None:
    await notes.run(_add("first"))
    looked, written = threading.Event(), threading.Event()

    def twice(session: Session) -> tuple[int, int]:
        count = select(func.count()).select_from(Note)
        before = session.exec(count).one()
        looked.set()
        written.wait(10)
        return before, session.exec(count).one()

    reading = asyncio.create_task(notes.read(twice))
    await asyncio.to_thread(looked.wait, 10)
    await notes.run(_add("second"))
    written.set()
    assert await reading == (1, 1)


async def test_a_unit_cancelled_while_waiting_is_not_done(notes: Store) -> None:
    release = threading.Event()
    blockers = [asyncio.create_task(notes.run(lambda session: release.wait(10))) for _ in range(64)]
    await asyncio.sleep(0.05)
    waiting = asyncio.create_task(notes.run(_add("unwanted")))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    release.set()
    await asyncio.gather(*blockers)
    await notes.run(_add("wanted"))
    assert await notes.read(_texts) == {"wanted"}


def _extended(session: Session, tag: str, by: str) -> None:
    note = session.exec(select(Note).where(Note.tag == tag).with_for_update()).one()
    note.text += by
    session.flush()


_TAGGED = rows_of(Note).where(col(Note.tag) == bindparam("tagged"))
_EXTEND = update(Note).where(col(Note.tag) == bindparam("tagged")).values(text=bindparam("as_text"))


def _extended_straight(session: Session, tag: str, by: str) -> None:
    [note] = read_rows(session, _TAGGED.with_for_update(), {"tagged": tag})
    change_rows(session, _EXTEND, {"tagged": tag, "as_text": note.text + by})


@pytest.mark.parametrize("extend", [_extended, _extended_straight])
async def test_units_that_block_each_other_are_both_done_in_the_end(
    notes: Store, extend: Callable[[Session, str, str], None]
) -> None:
    await notes.run(_add("x", tag="x"))
    await notes.run(_add("y", tag="y"))
    attempts: list[str] = []
    both_hold_one = threading.Barrier(2 if notes.url.startswith("postgresql") else 1)

    def touching(first: str, second: str) -> Any:
        def unit(session: Session) -> None:
            attempts.append(first)
            is_new = attempts.count(first) == 1
            for tag in (first, second):
                extend(session, tag, first)
                if is_new and tag == first:
                    both_hold_one.wait(30)

        return unit

    await asyncio.gather(notes.run(touching("x", "y")), notes.run(touching("y", "x")))
    assert {"".join(sorted(text)) for text in await notes.read(_texts)} == {"xxy", "xyy"}
    if notes.url.startswith("postgresql"):
        assert len(attempts) > 2  # a deadlock was met, and run again


async def test_rows_answered_by_a_unit_or_a_query_can_be_read_afterwards(notes: Store) -> None:
    def unit(session: Session) -> Note:
        note = Note(county="530102", text="kept")
        session.add(note)
        return note

    assert (await notes.run(unit)).text == "kept"
    assert [note.text for note in await notes.read(lambda s: list(s.exec(select(Note))))] == ["kept"]


async def test_times_come_back_in_utc_and_naive_ones_are_refused(notes: Store) -> None:
    beijing = timezone(timedelta(hours=8))
    await notes.run(_add("t", at=datetime(2026, 1, 1, 8, 0, 0, 123000, tzinfo=beijing)))
    [note] = await notes.read(lambda s: list(s.exec(select(Note))))
    assert note.at == datetime(2026, 1, 1, 0, 0, 0, 123000, tzinfo=UTC)
    assert note.at.tzinfo is UTC
    with pytest.raises(Exception, match="timezone") as caught:
        await notes.run(_add("naive 999999199001011238", at=datetime(2026, 1, 1)))  # noqa: DTZ001 - that is what is wrong
    assert "999999199001011238" not in str(caught.value)


async def test_json_values_come_back_equal(notes: Store) -> None:
    facts = {"姓名": ["王", 1, True, None], "nested": {"a": 1}}
    await notes.run(_add("j", facts=facts))
    [note] = await notes.read(lambda s: list(s.exec(select(Note))))
    assert note.facts == facts


def test_unknown_fields_of_a_row_are_refused() -> None:
    values: dict[str, Any] = {"county": "530102", "text": "x", "txet": "typo"}
    with pytest.raises(TypeError, match="txet"):
        Note(**values)


def test_run_now_and_read_now_serve_tools_without_a_loop(notes: Store) -> None:
    notes.run_now(_add("tool"))
    assert notes.read_now(_texts) == {"tool"}


def test_a_closed_store_says_so(database_url: str, keys: KeyRing) -> None:
    store = Store.open(database_url, keys=keys)
    store.close()
    store.close()
    with pytest.raises(StorageUnavailable):
        store.run_now(lambda session: None)


def test_a_database_that_does_not_answer_is_unavailable(keys: KeyRing, tmp_path: Any) -> None:
    for url in (f"postgresql+psycopg://nobody@/none?host={tmp_path}", f"sqlite:///{tmp_path}"):
        with pytest.raises(StorageUnavailable):
            Store.open(url, keys=keys)


def test_rows_have_ids_that_grow_with_time() -> None:
    first, second = Note(county="530102", text="1"), Note(county="530102", text="2")
    assert first.id < second.id
    assert len(first.id) == 36
