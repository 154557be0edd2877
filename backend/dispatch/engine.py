"""The dispatcher: claims what is due, carries it to the department, writes down what came of it.

At least once on the wire, once in effect: the dispatch id is the idempotency key of every try, and a department
that does not honour it is asked first (grade B) or left to a person (grade C). No transaction is open during a
network call, nothing waits in memory: what takes weeks is a row with a due time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from sqlmodel import Session

from backend.cases.errors import DispatchObsolete
from backend.cases.ports import DispatchOrder, PayloadSource, Sending, SupplementSource
from backend.dispatch.breaker import back_off
from backend.dispatch.connectors.port import (
    ConnectorError,
    Grade,
    Nonsense,
    NotAskable,
    NotSent,
    Rejected,
    Standing,
)
from backend.dispatch.inbox import Inbox
from backend.dispatch.lines import AT_ONCE, Line, Lines
from backend.dispatch.outbox import Claimed, Outbox, Quiet
from backend.dispatch.rejection import rejection_answer
from backend.dispatch.sending import Sendings
from backend.dispatch.tables import DispatchState, OutboxKind
from backend.storage import StorageError, Store, after_commit, where_raised

__all__ = ["Dispatcher", "Pace"]

log = logging.getLogger(__name__)

T = TypeVar("T")

CLAIM_MOST = 64
LEASE = timedelta(seconds=60)  # longer than twice any connector's time-out


class Pace:
    """How long to wait between asking a department for an answer (``first``, doubling to ``longest``), and how
    often to look for due rows nobody announced (``idle``).

    ``settle``: how long a department of grade B may still be taking in what it was sent, after the line broke. It is
    not asked "have you got it?" before: its "no" would be a "not yet", and the resend a second application.
    """

    def __init__(
        self,
        first: timedelta = timedelta(seconds=30),
        longest: timedelta = timedelta(hours=1),
        idle: timedelta = timedelta(seconds=1),
        settle: timedelta = timedelta(seconds=30),
    ) -> None:
        self.first = first
        self.longest = longest
        self.idle = idle
        self.settle = settle

    def next_question(self, attempts: int) -> timedelta:
        wait: timedelta = min(self.first * 2 ** min(attempts, 20), self.longest)
        return wait


async def _at_once() -> None:
    """Nobody else is to go first."""


class Dispatcher:
    """One node's. `enqueue` is the cases room's `OutboxPort`.

    `turn` is awaited before each step that can wait: sending, and writing down what came of it.
    """

    def __init__(
        self,
        *,
        store: Store,
        outbox: Outbox,
        inbox: Inbox,
        sendings: Sendings,
        lines: Lines,
        payload_for: PayloadSource,
        supplement_for: SupplementSource,
        clock: Callable[[], datetime],
        owner: str,
        turn: Callable[[], Awaitable[None]] = _at_once,
        pace: Pace | None = None,
        chance: Random | None = None,
    ) -> None:
        self.lines = lines
        self._store = store
        self._outbox = outbox
        self._inbox = inbox
        self._sendings = sendings
        self._payload_for = payload_for
        self._supplement_for = supplement_for
        self._clock = clock
        self._owner = owner
        self._turn = turn
        self._pace = pace or Pace()
        self._chance = chance or Random()
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    # the port the cases room uses

    def enqueue(self, session: Session, orders: list[DispatchOrder]) -> None:
        self._outbox.put(session, orders, self._clock())
        after_commit(session, self.wake)

    def supplement(self, session: Session, county: str, dispatch_ids: list[str]) -> None:
        self._outbox.supplement(session, dispatch_ids, self._clock())
        after_commit(session, self.wake)

    def withdraw(self, session: Session, county: str, dispatch_ids: list[str]) -> list[str]:
        return self._sendings.withdraw(session, dispatch_ids)

    # running

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled. A storage failure is logged and waited out; it never ends the loop."""
        await self._store.run(lambda session: self._outbox.revive(session, self._clock(), quiet=self._quiet()))
        try:
            while True:
                await self._round_or_rest()
        finally:
            await self._stop()

    async def _round_or_rest(self) -> None:
        self._wake.clear()
        try:
            found = await self.round()
        except StorageError as error:
            log.error("the dispatcher could not use its store; it tries again: %s", where_raised(error))
            found = 0
        if not found or (found < CLAIM_MOST and not self.lines.closed(self._clock())):
            await self._rest()  # else there may be more, behind what a full line has left due

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._pace.idle.total_seconds()):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def round(self) -> int:
        """Claim what is due and the lines have room for, and start carrying it; answers how many were claimed."""
        await self._turn()
        now = self._clock()
        room = self.lines.room(now)
        claimed = await self._store.run(
            lambda session: self._outbox.claim(
                session, owner=self._owner, now=now, lease=now + LEASE, most=CLAIM_MOST, room=room
            ),
            can_wait=True,
        )
        for row in claimed:
            self._start(row, now)
        return len(claimed)

    def _start(self, row: Claimed, now: datetime) -> None:
        line = self.lines.get(row.system)
        if line is None or line.room(now) <= 0:
            self._spawn(self._put_back(row))
            return
        line.under_way += 1
        line.breaker.started()
        self._spawn(self._carry(row, line))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait for everything under way (tests, and a calm stop)."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.lines.aclose()

    # one row

    async def _write(self, unit: Callable[[Session], T]) -> T:
        await self._turn()
        return await self._store.run(unit, can_wait=True)

    async def _carry(self, row: Claimed, line: Line) -> None:
        try:
            await self._turn()
            await self._errand(row, line)
            await self._well(line)
        except Rejected as error:
            await self._rejected(row, error)
            await self._well(line)
        except ConnectorError as error:
            await self._failed(row, line, error)
        except StorageError as error:
            line.breaker.unclear()
            log.error(
                "dispatch %s could not be written down; its lease brings it back: %s", row.dispatch, where_raised(error)
            )
        except Exception as error:
            line.breaker.unclear()
            where = where_raised(error)
            log.error("dispatch %s failed inside this program; its lease brings it back: %s", row.dispatch, where)
        finally:
            line.under_way -= 1
            if line.under_way == AT_ONCE - 1:
                self.wake()  # the line was full: rows left out of the last claim may go now

    async def _errand(self, row: Claimed, line: Line) -> None:
        match row.kind:
            case OutboxKind.SEND:
                await self._send(row, line)
            case OutboxKind.ASK:
                await self._ask(row, line)
            case OutboxKind.PAPERS:
                await self._supplement(row, line)

    async def _send(self, row: Claimed, line: Line) -> None:
        if await self._had_before(row, line):
            return
        try:
            payload = await self._store.read(lambda session: self._payload_for(session, row.county, row.dispatch))
        except DispatchObsolete:
            await self._write(lambda session: self._sendings.nobody_waits(session, row))
            return
        await self._sent(row, line, await line.connector.submit(payload))

    async def _had_before(self, row: Claimed, line: Line) -> bool:
        """Before a resend to a department that does not honour our id: does it have it already?"""
        grade = line.connector.grade
        if grade is Grade.C:
            return await self._begin_or_park(row)
        if grade is Grade.A or row.attempts == 1:
            return False
        standing = await line.connector.standing(row.dispatch, None)
        if not standing.known:
            return False
        await self._sent(row, line, standing.reference)
        await self._take(row, standing, line)
        return True

    async def _begin_or_park(self, row: Claimed) -> bool:
        if row.begun:
            await self._write(lambda session: self._sendings.park(session, row, self._clock()))
            return True
        await self._write(lambda session: self._outbox.begin(session, row))
        return False

    async def _sent(self, row: Claimed, line: Line, reference: str | None) -> None:
        now = self._clock()
        asks = line.connector.grade is not Grade.C or reference is not None
        due = now + self._pace.first if asks else None
        await self._write(lambda session: self._sendings.sent(session, row, reference, now, ask_at=due))

    async def _supplement(self, row: Claimed, line: Line) -> None:
        """Telling the whole list again is harmless, so an unclear try is simply repeated, whatever the grade."""
        dispatch = await self._store.read(lambda session: self._outbox.get_dispatch(session, row.dispatch))
        state, reference = dispatch.state, dispatch.reference
        if state in (DispatchState.QUEUED, DispatchState.PARKED):  # nobody knows yet whether it has the stage
            due = self._clock() + self._pace.longest
            await self._write(lambda session: self._outbox.postpone(session, row, due, begun=False))
            return
        try:
            told = await self._store.read(
                lambda session: self._supplement_for(session, row.county, row.dispatch, self._clock())
            )
        except DispatchObsolete:
            state = DispatchState.WITHDRAWN
        if state == DispatchState.WITHDRAWN:
            await self._write(lambda session: self._outbox.done(session, row))
            return
        await line.connector.supplement(told, reference)
        await self._write(lambda s: self._sendings.supplemented(s, row, Sending.PAPERS_TAKEN, self._clock()))

    async def _ask(self, row: Claimed, line: Line) -> None:
        reference = await self._store.read(lambda session: self._outbox.reference_of(session, row))
        standing = await line.connector.standing(row.dispatch, reference)
        if await self._take(row, standing, line):
            return
        due = self._clock() + self._pace.next_question(row.attempts)
        await self._write(lambda session: self._outbox.postpone(session, row, due, begun=False))

    async def _take(self, row: Claimed, standing: Standing, line: Line) -> bool:
        await self._take_procedures(row, standing)
        answer = standing.answer
        if answer is None:
            return False
        if answer.dispatch_id != row.dispatch:
            raise Nonsense("asked about one application, it answered another")
        await self._write(lambda session: self._inbox.receive(session, row.system, answer, self._clock()))
        await line.connector.settled(answer)
        return True

    async def _take_procedures(self, row: Claimed, standing: Standing) -> None:
        """Before the answer, which ends them."""
        told = [procedure for procedure in standing.procedures if procedure.dispatch_id == row.dispatch]
        if told:
            await self._write(
                lambda session: [self._inbox.receive_procedure(session, row.system, procedure) for procedure in told]
            )

    # what comes of it

    async def _rejected(self, row: Claimed, error: Rejected) -> None:
        if row.kind is OutboxKind.PAPERS:
            await self._write(lambda s: self._sendings.supplemented(s, row, Sending.PAPERS_REFUSED, self._clock()))
            return
        answer = rejection_answer(row.dispatch, error, self._clock())
        await self._write(lambda session: self._inbox.receive(session, row.system, answer, self._clock()))

    async def _well(self, line: Line) -> None:
        if line.breaker.succeeded():
            system = line.connector.system
            await self._write(lambda session: self._sendings.answering(session, system, self._clock(), self._quiet()))
            self.wake()

    async def _failed(self, row: Claimed, line: Line, error: ConnectorError) -> None:
        now = self._clock()
        log.warning("dispatch %s to %s, try %d: %s", row.dispatch, row.system, row.attempts, type(error).__name__)
        if isinstance(error, NotAskable):
            line.breaker.unclear()
            await self._write(lambda session: self._sendings.park(session, row, self._clock()))
            return
        silent_from_now = line.breaker.failed(now)
        if line.connector.grade is Grade.C and row.kind is OutboxKind.SEND and not isinstance(error, NotSent):
            await self._write(lambda session: self._sendings.park(session, row, self._clock()))
        else:
            await self._again_later(row, line, error)
        if silent_from_now:
            await self._write(lambda s: self._sendings.not_answering(s, row.system, type(error).__name__))

    async def _again_later(self, row: Claimed, line: Line, error: ConnectorError) -> None:
        """After a back-off; grade B not before it has settled what it may have been sent.

        While the department is silent its breaker spaces the tries: this row is the next, so that nobody waits out a
        long back-off of its own once the department answers again.
        """
        wait = back_off(row.attempts, self._chance)
        if line.breaker.rests_until is not None:
            wait = min(wait, line.breaker.rests_until - self._clock())
        may_have_it = line.connector.grade is Grade.B and row.kind is OutboxKind.SEND
        unclear = may_have_it and not isinstance(error, NotSent)
        due = self._clock() + (max(wait, self._pace.settle) if unclear else wait)
        begun = unclear or (may_have_it and row.begun)
        await self._write(lambda session: self._outbox.postpone(session, row, due, begun=begun))

    def _quiet(self) -> Quiet:
        patient = (system for system, line in self.lines.items() if line.connector.grade is Grade.B)
        return Quiet(frozenset(patient), self._clock() + self._pace.settle)

    async def _put_back(self, row: Claimed) -> None:
        """The line has closed since, or the department is not known here."""
        due = self._clock() + timedelta(milliseconds=200 if row.system in self.lines else 60_000)
        await self._write(lambda session: self._outbox.put_back(session, row, due))
