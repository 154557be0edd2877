"""Before the one writer of SQLite: who is waited for goes first, and nothing waits for ever."""

import asyncio
import threading
from time import monotonic
from typing import Any

from sqlmodel import Session

from backend.storage import KeyRing, Store
from backend.storage.line import LONGEST_SECONDS, WaitingLine
from backend.storage.units import Pending

MOST = 64


def pending(*, can_wait: bool, since: float | None = None) -> Pending:
    return Pending(lambda session: None, can_wait=can_wait, since=monotonic() if since is None else since)


def line_of(*units: Pending) -> WaitingLine:
    line = WaitingLine()
    for unit in units:
        line.put(unit)
    return line


def next_group(line: WaitingLine, most: int = MOST) -> list[Pending]:
    first = line.wait()
    return [] if first is None else list(line.together(first, most))


def test_who_is_waited_for_passes_what_can_wait() -> None:
    later, first, second = pending(can_wait=True), pending(can_wait=False), pending(can_wait=False)
    line = line_of(later, first, second)
    assert next_group(line) == [first, second]
    assert next_group(line) == [later]


def test_what_can_wait_is_committed_together_while_nobody_comes() -> None:
    units = [pending(can_wait=True) for _ in range(3)]
    assert next_group(line_of(*units)) == units


def test_who_comes_meanwhile_is_next_and_committed_with_what_was_begun() -> None:
    begun, left, person = pending(can_wait=True), pending(can_wait=True), pending(can_wait=False)
    line = line_of(begun, left)
    first = line.wait()
    assert first is begun
    group = line.together(first, MOST)
    assert next(group) is begun
    line.put(person)
    assert list(group) == [person]
    assert next_group(line) == [left]


def test_who_comes_while_another_is_served_waits_for_the_next_commit() -> None:
    one, other = pending(can_wait=False), pending(can_wait=False)
    line = line_of(one)
    first = line.wait()
    assert first is one
    group = line.together(first, MOST)
    assert next(group) is one
    line.put(other)
    assert list(group) == []
    assert next_group(line) == [other]


def test_where_people_never_cease_to_come_one_that_waited_too_long_goes_with_them() -> None:
    since = monotonic() - 2 * LONGEST_SECONDS
    old, older = pending(can_wait=True, since=since), pending(can_wait=True, since=since)
    young, one, other = pending(can_wait=True), pending(can_wait=False), pending(can_wait=False)
    line = line_of(older, old, young, one)
    assert next_group(line) == [one, older]
    line.put(other)
    assert next_group(line) == [other, old]


def test_a_group_has_its_limit() -> None:
    people = [pending(can_wait=False) for _ in range(5)]
    line = line_of(*people)
    assert next_group(line, most=3) == people[:3]
    assert next_group(line, most=3) == people[3:]


def test_a_closed_line_is_emptied_first() -> None:
    unit = pending(can_wait=True)
    line = line_of(unit)
    line.close()
    assert next_group(line) == [unit]
    assert line.wait() is None


def test_whoever_went_away_is_passed_over() -> None:
    gone, there = pending(can_wait=False), pending(can_wait=False)
    gone.future.cancel()
    assert next_group(line_of(gone, there)) == [there]


async def test_a_store_does_people_first(sqlite_url: str, keys: KeyRing) -> None:
    done: list[str] = []
    release = threading.Event()

    def unit(name: str) -> Any:
        return lambda session: done.append(name)

    def busy(session: Session) -> None:
        release.wait(10)

    with Store.open(sqlite_url, keys=keys) as store:
        running = asyncio.create_task(store.run(busy))
        await asyncio.sleep(0.02)
        later = asyncio.create_task(store.run(unit("department"), can_wait=True))
        await asyncio.sleep(0)
        person = asyncio.create_task(store.run(unit("person")))
        await asyncio.sleep(0)
        release.set()
        await asyncio.gather(running, later, person)
    assert done == ["person", "department"]
