"""What is done at a department for one row, and what came of it written down: hand over, ask, tell of papers.

At least once on the wire, once in effect: the dispatch id is the idempotency key of every try, and a department
that does not honour it is asked first (grade B) or left to a person (grade C). No transaction is open during a
network call, nothing waits in memory: what takes weeks is a row with a due time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from backend.cases.errors import DispatchObsolete
from backend.cases.ports import PayloadSource, Sending, Supplement, SupplementSource
from backend.dispatch.connectors.port import Grade, Nonsense, Rejected, Standing
from backend.dispatch.inbox import Inbox
from backend.dispatch.lines import Line
from backend.dispatch.outbox import Claimed, Outbox
from backend.dispatch.pace import Pace
from backend.dispatch.rejection import rejection_answer
from backend.dispatch.sending import Sendings
from backend.dispatch.tables import DispatchState, OutboxKind
from backend.storage import Store

__all__ = ["Errands"]

T = TypeVar("T")


async def _at_once() -> None:
    """Nobody else is to go first."""


class Errands:
    """`turn` is awaited before each step that can wait: sending, and writing down what came of it."""

    def __init__(
        self,
        *,
        store: Store,
        outbox: Outbox,
        inbox: Inbox,
        sendings: Sendings,
        payload_for: PayloadSource,
        supplement_for: SupplementSource,
        clock: Callable[[], datetime],
        turn: Callable[[], Awaitable[None]] = _at_once,
        pace: Pace | None = None,
    ) -> None:
        self.turn = turn
        self.pace = pace or Pace()
        self._reading = asyncio.Lock()
        self._store = store
        self._outbox = outbox
        self._inbox = inbox
        self._sendings = sendings
        self._payload_for = payload_for
        self._supplement_for = supplement_for
        self._clock = clock

    async def write(self, unit: Callable[[Session], T]) -> T:
        await self.turn()
        return await self._store.run(unit, can_wait=True)

    async def _read(self, query: Callable[[Session], T]) -> T:
        """One at a time, each in its turn: a crowd that is read at once takes the interpreter from a hand-over."""
        async with self._reading:
            await self.turn()
            return await self._store.read(query)

    async def run(self, row: Claimed, line: Line) -> None:
        """Raises what connectors raise, and StorageError."""
        match row.kind:
            case OutboxKind.SEND:
                await self._send(row, line)
            case OutboxKind.ASK:
                await self._ask(row, line)
            case OutboxKind.PAPERS:
                await self._supplement(row, line)

    async def rejected(self, row: Claimed, error: Rejected) -> None:
        """The department would not have it: that is its answer."""
        if row.kind is OutboxKind.PAPERS:
            await self.write(lambda s: self._sendings.supplemented(s, row, Sending.PAPERS_REFUSED, self._clock()))
            return
        answer = rejection_answer(row.dispatch, error, self._clock())
        await self.write(lambda session: self._inbox.receive(session, row.system, answer, self._clock()))

    async def _send(self, row: Claimed, line: Line) -> None:
        if await self._had_before(row, line):
            return
        try:
            payload = await self._read(lambda session: self._payload_for(session, row.county, row.dispatch))
        except DispatchObsolete:
            await self.write(lambda session: self._sendings.nobody_waits(session, row))
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
            await self.write(lambda session: self._sendings.park(session, row, self._clock()))
            return True
        await self.write(lambda session: self._outbox.begin(session, row))
        return False

    async def _sent(self, row: Claimed, line: Line, reference: str | None) -> None:
        now = self._clock()
        asks = line.connector.grade is not Grade.C or reference is not None
        due = now + self.pace.first if asks else None
        await self.write(lambda session: self._sendings.sent(session, row, reference, now, ask_at=due))

    async def _supplement(self, row: Claimed, line: Line) -> None:
        """Telling the whole list again is harmless, so an unclear try is simply repeated, whatever the grade."""
        dispatch = await self._read(lambda session: self._outbox.get_dispatch(session, row.dispatch))
        state, reference = dispatch.state, dispatch.reference
        if state in (DispatchState.QUEUED, DispatchState.PARKED):  # nobody knows yet whether it has the stage
            due = self._clock() + self.pace.longest
            await self.write(lambda session: self._outbox.postpone(session, row, due, begun=False))
            return
        told = None if state == DispatchState.WITHDRAWN else await self._find_papers(row)
        if told is None:
            await self.write(lambda session: self._outbox.done(session, row))
            return
        await line.connector.supplement(told, reference)
        await self.write(lambda s: self._sendings.supplemented(s, row, Sending.PAPERS_TAKEN, self._clock()))

    async def _find_papers(self, row: Claimed) -> Supplement | None:
        """None when nobody waits for its stage any more."""
        try:
            return await self._read(
                lambda session: self._supplement_for(session, row.county, row.dispatch, self._clock())
            )
        except DispatchObsolete:
            return None

    async def _ask(self, row: Claimed, line: Line) -> None:
        reference = await self._read(lambda session: self._outbox.reference_of(session, row))
        standing = await line.connector.standing(row.dispatch, reference)
        if await self._take(row, standing, line):
            return
        due = self._clock() + self.pace.next_question(row.attempts)
        await self.write(lambda session: self._outbox.postpone(session, row, due, begun=False))

    async def _take(self, row: Claimed, standing: Standing, line: Line) -> bool:
        await self._take_procedures(row, standing)
        answer = standing.answer
        if answer is None:
            return False
        if answer.dispatch_id != row.dispatch:
            raise Nonsense("asked about one application, it answered another")
        await self.write(lambda session: self._inbox.receive(session, row.system, answer, self._clock()))
        await line.connector.settled(answer)
        return True

    async def _take_procedures(self, row: Claimed, standing: Standing) -> None:
        """Before the answer, which ends them."""
        told = [procedure for procedure in standing.procedures if procedure.dispatch_id == row.dispatch]
        if told:
            await self.write(
                lambda session: [self._inbox.receive_procedure(session, row.system, procedure) for procedure in told]
            )
