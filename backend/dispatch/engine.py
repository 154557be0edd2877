"""The dispatcher: claims what is due, has it carried to the department, and says when it is tried again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session

from backend.cases.ports import DispatchOrder
from backend.dispatch.breaker import back_off
from backend.dispatch.connectors.port import ConnectorError, Grade, NotAskable, NotSent, Rejected
from backend.dispatch.errands import Errands
from backend.dispatch.lines import AT_ONCE, Line, Lines
from backend.dispatch.outbox import Claimed, Outbox, Quiet
from backend.dispatch.sending import Sendings
from backend.dispatch.tables import OutboxKind
from backend.storage import StorageError, Store, after_commit, where_raised

__all__ = ["Dispatcher"]

log = logging.getLogger(__name__)

CLAIM_MOST = 64
LEASE = timedelta(seconds=60)  # longer than twice any connector's time-out


class Dispatcher:
    """One node's; also the cases room's `OutboxPort`."""

    def __init__(
        self,
        *,
        store: Store,
        outbox: Outbox,
        sendings: Sendings,
        errands: Errands,
        lines: Lines,
        clock: Callable[[], datetime],
        owner: str,
    ) -> None:
        self.lines = lines
        self._store = store
        self._outbox = outbox
        self._sendings = sendings
        self._errands = errands
        self._clock = clock
        self._owner = owner
        self._chance = Random()
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

    def has_it(self, session: Session, county: str, dispatch_id: str, reference: str) -> None:
        self._sendings.found(session, dispatch_id, reference, self._clock())
        after_commit(session, self.wake)

    def send_anew(self, session: Session, county: str, dispatch_id: str) -> None:
        self._sendings.send_anew(session, dispatch_id, self._clock())
        after_commit(session, self.wake)

    # running

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled. A storage failure is logged and waited out; it never ends the loop."""
        try:
            while await self._attempt(self._revive) is None:
                await self._rest()
            while True:
                await self._round_or_rest()
        finally:
            await self._stop()

    async def _revive(self) -> int:
        return await self._store.run(lambda s: self._outbox.revive(s, self._clock(), quiet=self._quiet()))

    async def _attempt(self, step: Callable[[], Awaitable[int]]) -> int | None:
        """What it answers, None when the store failed; what is announced from now on is not overslept."""
        self._wake.clear()
        try:
            return await step()
        except StorageError as error:
            log.error("the dispatcher could not use its store; it tries again: %s", where_raised(error))
            return None

    async def _round_or_rest(self) -> None:
        found = await self._attempt(self.round)
        if not found or (found < CLAIM_MOST and not self.lines.closed(self._clock())):
            await self._rest()  # else there may be more, behind what a full line has left due

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._errands.pace.idle.total_seconds()):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def round(self) -> int:
        """Claim what is due and the lines have room for, and start carrying it; answers how many were claimed."""
        await self._errands.turn()
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

    async def _carry(self, row: Claimed, line: Line) -> None:
        try:
            await self._errands.turn()
            await self._try(row, line)
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

    async def _try(self, row: Claimed, line: Line) -> None:
        try:
            await self._errands.run(row, line)
        except Rejected as error:
            await self._errands.rejected(row, error)
        except ConnectorError as error:
            await self._failed(row, line, error)
            return
        await self._well(line)

    # what comes of it

    async def _well(self, line: Line) -> None:
        if line.breaker.succeeded():
            system = line.connector.system
            await self._errands.write(
                lambda session: self._sendings.answering(session, system, self._clock(), self._quiet())
            )
            self.wake()

    async def _failed(self, row: Claimed, line: Line, error: ConnectorError) -> None:
        now = self._clock()
        log.warning("dispatch %s to %s, try %d: %s", row.dispatch, row.system, row.attempts, type(error).__name__)
        if isinstance(error, NotAskable):
            line.breaker.unclear()
            await self._errands.write(lambda session: self._sendings.park(session, row, self._clock()))
            return
        silent_from_now = line.breaker.failed(now)
        if line.connector.grade is Grade.C and row.kind is OutboxKind.SEND and not isinstance(error, NotSent):
            await self._errands.write(lambda session: self._sendings.park(session, row, self._clock()))
        else:
            await self._again_later(row, line, error)
        if silent_from_now:
            await self._errands.write(lambda s: self._sendings.not_answering(s, row.system, type(error).__name__))

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
        due = self._clock() + (max(wait, self._errands.pace.settle) if unclear else wait)
        begun = unclear or (may_have_it and row.begun)
        await self._errands.write(lambda session: self._outbox.postpone(session, row, due, begun=begun))

    def _quiet(self) -> Quiet:
        patient = (system for system, line in self.lines.items() if line.connector.grade is Grade.B)
        return Quiet(frozenset(patient), self._clock() + self._errands.pace.settle)

    async def _put_back(self, row: Claimed) -> None:
        """The line has closed since, or the department is not known here."""
        due = self._clock() + timedelta(milliseconds=200 if row.system in self.lines else 60_000)
        await self._errands.write(lambda session: self._outbox.put_back(session, row, due))
