"""Handing over RS-001: durable, with chain entry and dispatch, over HTTP; beside it the bare transaction."""

import asyncio
import pickle
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx

from backend.contract import Receipt
from tests.bench.figures import Figure, Note, Rows
from tests.bench.written_rows import Contents, Written, contents_of, difference
from tests.parts.hall import READY, HallParts, free_port
from tests.parts.robot import Robot, card_of
from tui.client import new_operation
from tui.client.line import Call
from tui.counter.visit.hand_over import submission_of

__all__ = ["measure"]

CITIZENS = ("tan_mingliang", "mou_haitao", "zhou_lijuan", "tian_dagui")
WARM_UP = 15
ALONE = 300  # hand-overs with nothing else going on: the departments' answers to the one before are awaited
BLOCKS = 5  # ours and the floor take turns, so that both see the same noise
IN_A_ROW = 40  # hand-overs a block, each sent when the last is answered
CLIENTS, AT_ONCE = 8, 40
MADE_AT_ONCE = 4  # visits prepared beside each other


@dataclass(frozen=True)
class _Post:
    url: str
    body: bytes
    headers: dict[str, str]


def measure(folder: Path) -> Rows:
    with HallParts(folder, catalogue=None) as hall:
        return asyncio.run(_measured(hall))


async def _measured(hall: HallParts) -> Rows:
    robot = await Robot.signed_in(hall.node_url, hall.node_data, hall.folder / "station")
    people = {person["key"]: person for person in hall.county_says("people")}
    posts = await _prepared(robot, hall, people)
    written, receipt = await _one_taken_apart(hall, posts)
    floor_folder = hall.folder / "floor"
    with _bare_node(hall, floor_folder, written, receipt) as url:
        took = await _take_turns(posts, url)
    await robot.station.close()
    rows, size = written.count, _bytes(written)
    return [
        Note(f"RS-001 writes {rows} rows ({size} bytes of values) in {len(written.added)} tables"),
        *_pair("one at a time", took.alone, took.alone_floor),
        *_pair("in a row, departments answering meanwhile", took.row, took.row_floor),
        *_pair(f"{CLIENTS} clients, departments answering meanwhile", took.many, took.many_floor),
    ]


def _pair(how: str, ours: list[float], bare: list[float]) -> list[Figure]:
    floor = Figure(f"bare transaction, {how}", bare)
    return [floor, Figure(f"hand-over, {how}", ours, floor=floor, most=2.0, most_p99=2.0)]


def _needed() -> int:
    return 3 + WARM_UP + ALONE + BLOCKS * (IN_A_ROW + AT_ONCE)


async def _prepared(robot: Robot, hall: HallParts, people: dict[str, dict[str, Any]]) -> list[_Post]:
    posts: list[_Post] = []

    async def prepare(first: int) -> None:
        for number in range(first, _needed(), MADE_AT_ONCE):
            posts.append(await _post(robot, hall, people[CITIZENS[number % len(CITIZENS)]]))

    await asyncio.gather(*(prepare(first) for first in range(MADE_AT_ONCE)))
    return posts


async def _post(robot: Robot, hall: HallParts, person: dict[str, Any]) -> _Post:
    """A visit made ready; only its last request is timed later."""
    assert robot.station.catalogue is not None
    visit = await robot.visit(card_of(person), "RS-001")
    submission = submission_of(visit, robot.station.catalogue.version)
    call = Call("POST", f"visits/{visit.id}/submission", submission, new_operation())
    url = f"{hall.node_url}/api/v1/{call.path}"
    return _Post(url, submission.model_dump_json().encode(), robot.station.line.headers(call))


async def _one_taken_apart(hall: HallParts, posts: list[_Post]) -> tuple[Written, Receipt]:
    """What exactly a hand-over writes: of the third, since the first ones also write what is there once."""
    database = hall.node_data / "node.db"
    hall.tell_county("all", delay_ms=3000)  # nothing of its dispatch shall be among the rows
    async with httpx.AsyncClient(trust_env=False) as client:
        before: Contents = {}
        for _ in range(3):
            await asyncio.sleep(4.0)
            before, keys = contents_of(database)
            _copy(database, hall.folder / "floor")
            post = posts.pop()
            reply = (await client.post(post.url, content=post.body, headers=post.headers)).raise_for_status()
            after, keys = contents_of(database)
    hall.tell_county("all", delay_ms=0)
    await asyncio.sleep(4.0)
    return difference(before, after, keys), Receipt.model_validate_json(reply.content)


def _copy(database: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    copy = folder / "node.db"
    copy.unlink(missing_ok=True)
    source, target = sqlite3.connect(database), sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()


@contextmanager
def _bare_node(hall: HallParts, folder: Path, written: Written, receipt: Receipt) -> Iterator[str]:
    shutil.copy(hall.node_data / "master.key", folder / "master.key")
    (folder / "floor.pickle").write_bytes(pickle.dumps((written, receipt)))
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.bare_node", str(folder), str(port)])
    try:
        _wait_for(f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}/submission"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str) -> None:
    end = perf_counter() + READY
    while perf_counter() < end:
        try:
            httpx.get(url, trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            continue
    raise RuntimeError(f"{url} did not answer")


@dataclass
class _Took:
    """Milliseconds of each request."""

    alone: list[float] = field(default_factory=list)
    alone_floor: list[float] = field(default_factory=list)
    row: list[float] = field(default_factory=list)
    row_floor: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)
    many_floor: list[float] = field(default_factory=list)


async def _take_turns(posts: list[_Post], floor: str) -> _Took:
    took = _Took()
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        warm = _taken(posts, WARM_UP)
        await _timed(client, warm, 2)
        await _timed(client, [_to(floor, post) for post in warm], 2)
        for post in _taken(posts, ALONE):
            await asyncio.sleep(0.3)
            took.alone_floor += await _timed(client, [_to(floor, post)], 1)
            took.alone += await _timed(client, [post], 1)
        for _ in range(BLOCKS):
            block, crowd = _taken(posts, IN_A_ROW), _taken(posts, AT_ONCE)
            took.row_floor += await _timed(client, [_to(floor, post) for post in block], 1)
            took.row += await _timed(client, block, 1)
            took.many_floor += await _timed(client, [_to(floor, post) for post in crowd], CLIENTS)
            took.many += await _timed(client, crowd, CLIENTS)
            await asyncio.sleep(1.5)  # let the departments' answers pass
    return took


def _taken(posts: list[_Post], count: int) -> list[_Post]:
    taken, posts[:] = posts[:count], posts[count:]
    return taken


def _to(floor: str, post: _Post) -> _Post:
    return _Post(floor, post.body, post.headers)


async def _timed(client: httpx.AsyncClient, posts: list[_Post], clients: int) -> list[float]:
    """Milliseconds of each, by this many clients, each sending its next when the last is answered."""
    waiting = list(posts)
    took: list[float] = []

    async def work() -> None:
        while waiting:
            post = waiting.pop()
            began = perf_counter()
            reply = await client.post(post.url, content=post.body, headers=post.headers)
            took.append((perf_counter() - began) * 1000)
            reply.raise_for_status()

    await asyncio.gather(*(work() for _ in range(clients)))
    return took


def _bytes(written: Written) -> int:
    rows = [row for table in (written.added, written.changed) for rows in table.values() for row in rows]
    return sum(len(value) if isinstance(value, bytes | str) else 8 for row in rows for value in row.values())
