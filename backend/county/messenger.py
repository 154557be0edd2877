"""Carries decisions back: call-backs signed and repeated until the node says it has them."""

import asyncio
import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import httpx

from backend.county.keys import sign
from backend.county.nonsense import Nonsense, spoilt
from backend.county.procedures import due_to_be_told, mark_told, procedure_of
from backend.county.reception import County
from backend.county.replies import answer_of, mark_delivered

__all__ = ["Messenger"]

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds between attempts, in the demo's time
LONGEST_SLEEP = 1.0
AT_ONCE = 32
_BASE = "callback_base"


class Messenger:
    """Delivers what is due, forever. Deliveries are rows of the ledger: a restart resumes them."""

    def __init__(self, county: County, client: httpx.AsyncClient, clock: Callable[[], datetime], speed: float) -> None:
        self._county = county
        self._client = client
        self._clock = clock
        self._speed = speed
        self._woken = asyncio.Event()
        self.base: str | None = None

    def open(self) -> None:
        rows = self._county.ledger.read("SELECT value FROM setting WHERE name = ?", _BASE)
        self.base = str(rows[0]["value"]) if rows else self.base

    async def set_base(self, base: str) -> None:
        """Remember where answers are called back to, unless their application said otherwise."""

        def unit(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (_BASE, base))

        await self._county.ledger.write(unit)
        self.base = base
        self.wake()

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        await self._county.ledger.write(self._hurry)
        while True:
            self._woken.clear()
            await self._tell_procedures()
            rows = self._deliverable()
            now = self._clock().timestamp()
            if due := [row for row in rows if row["deliver_at"] <= now]:
                await asyncio.gather(*(self._deliver(row) for row in due))
                continue
            wait = min([self._next_procedure(now), *(row["deliver_at"] - now for row in rows[:1])])
            with suppress(TimeoutError):
                async with asyncio.timeout(min(max(wait, 0.005), LONGEST_SLEEP)):
                    await self._woken.wait()

    def _hurry(self, connection: sqlite3.Connection) -> None:
        """After a restart nothing waits out an old backoff."""
        now = self._clock().timestamp()
        connection.execute("UPDATE delivery SET due = ? WHERE done = 0 AND attempts > 0 AND due > ?", (now, now))

    def _deliverable(self) -> list[sqlite3.Row]:
        """Open call-backs, soonest first, of departments that are up and have somewhere to call."""
        down = [id_ for id_, desk in self._county.desks.items() if desk.switches.down]
        return self._county.ledger.read(
            "SELECT a.*, d.base, d.attempts, d.due AS deliver_at FROM delivery d JOIN application a"
            " ON a.id = d.application WHERE d.done = 0 AND d.way = 'callback' AND (d.base IS NOT NULL OR ?)"
            f" AND a.system NOT IN ({','.join('?' * len(down))}) ORDER BY d.due LIMIT {AT_ONCE}",
            self.base is not None,
            *down,
        )

    async def _tell_procedures(self) -> None:
        """Before the answers that are due as well: they end them."""
        rows = due_to_be_told(self._county.ledger, self._clock())
        await asyncio.gather(*(self._tell(row) for row in rows if self._reachable(row)))

    def _reachable(self, row: sqlite3.Row) -> bool:
        return not self._county.desks[row["system"]].switches.down and bool(row["base"] or self.base)

    def _next_procedure(self, now: float) -> float:
        """Seconds until the next begin or end is to be told."""
        [row] = self._county.ledger.read("SELECT min(due) AS due FROM procedure WHERE told < 2 AND due > ?", now)
        return LONGEST_SLEEP if row["due"] is None else float(row["due"]) - now

    async def _tell(self, row: sqlite3.Row) -> None:
        procedure = procedure_of(row, self._clock())
        if procedure is None:
            return
        body = json.dumps(procedure.as_mapping(), ensure_ascii=False).encode()
        if await self._post(row, "/procedures", body):
            await self._county.ledger.write(lambda c: mark_told(c, row=row, procedure=procedure))
        else:
            again = self._clock().timestamp() + self._wait(row["attempts"])
            await self._county.ledger.write(lambda c: _tell_later(c, row["id"], again))

    async def _deliver(self, row: sqlite3.Row) -> None:
        switches = self._county.desks[row["system"]].switches
        delivered = await self._call(row, switches.nonsense)
        if delivered and switches.deliver_twice:
            await self._call(row, None)
        if delivered and not switches.nonsense:
            await self._county.ledger.write(lambda c: mark_delivered(c, row["id"]))
        else:
            again = self._clock().timestamp() + self._wait(row["attempts"])
            await self._county.ledger.write(lambda c: _postpone(c, row["id"], again))

    async def _call(self, row: sqlite3.Row, nonsense: Nonsense | None) -> bool:
        sound = json.dumps(answer_of(row).as_mapping(), ensure_ascii=False).encode()
        return await self._post(row, "", spoilt(sound, nonsense) if nonsense else sound)

    async def _post(self, row: sqlite3.Row, path: str, body: bytes) -> bool:
        """Whether the node took it: any 2xx."""
        system = str(row["system"])
        headers = {
            "Content-Type": "application/json",
            "X-Signature": sign(self._county.callback_key(system), body),
        }
        url = f"{str(row['base'] or self.base).rstrip('/')}/api/v1/inbox/{system}{path}"
        try:
            return (await self._client.post(url, content=body, headers=headers)).is_success
        except (httpx.HTTPError, httpx.InvalidURL):
            return False

    def _wait(self, attempts: int) -> float:
        longest: float = min(FIRST_WAIT * 2.0 ** min(attempts, 10), LONGEST_WAIT)
        return max(longest * random.uniform(0.7, 1.3) / self._speed, 0.05)


def _tell_later(connection: sqlite3.Connection, procedure: str, due: float) -> None:
    connection.execute("UPDATE procedure SET due = ?, attempts = attempts + 1 WHERE id = ?", (due, procedure))


def _postpone(connection: sqlite3.Connection, application: int, due: float) -> None:
    connection.execute(
        "UPDATE delivery SET due = ?, attempts = attempts + 1 WHERE application = ?", (due, application)
    )  # fmt: skip
