"""What a node does by itself beside its work: locks idle screens, ends old sessions, serves the
catalogue of the day, forgets what is past its term, notices that somebody put the clock."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlmodel import Session

from backend import collector
from backend.access import forget_old_failures, sweep
from backend.api.catalogue_plan import serve_plan
from backend.api.events import forget_old_events
from backend.api.idempotency import forget_old_replies
from backend.api.session_routes import tell_session_ended
from backend.cases import (
    find_unfinished,
    forget_unfinished,
    is_something_due,
    notice_what_falls_due,
    without_visit,
)
from backend.citizens import forget_old_drafts
from backend.clock_watch import ClockWatch, record_jump
from backend.node import STATION, Node
from backend.storage import StorageError, where_raised

__all__ = ["keep_house", "tell_jump", "tell_missing_year", "tidy", "working"]

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]

ROUND_SECONDS: Final = 15.0
ROUNDS_TO_FORGET: Final = 240  # once an hour
_A_DAY: Final = timedelta(days=1)


@asynccontextmanager
async def working(*jobs: Job) -> AsyncIterator[None]:
    """Run jobs beside the body and stop them with it. One that fails is logged: the counter goes on without it."""
    tasks = [asyncio.create_task(_logged(job)) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def keep_house(node: Node) -> None:
    """Until cancelled. A failing store is waited out; what fails in this program is logged and does not end the rest:
    idle screens are to lock and days to fall due."""
    rounds, watch, missing = 0, ClockWatch(node.clock), tell_missing_year(node, None)
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        await node.counter_first.turn()
        collector.tidy()
        missing = tell_missing_year(node, missing)
        try:
            await tell_jump(node, watch)
            # also where a node is never on for an hour, and what fell due while it was off for months
            await tidy(node, forget=rounds % ROUNDS_TO_FORGET == 0, since_ever=rounds == 0)
            rounds += 1
        except StorageError as error:
            log.warning("housekeeping waits for the store: %s", type(error).__name__)
        except Exception as error:
            log.error("housekeeping failed inside this program: %s", where_raised(error))


async def tell_jump(node: Node, watch: ClockWatch) -> None:
    """Somebody put the clock: in the chain of every hall, once the store takes it."""
    jump, at = watch.jump(), node.clock()
    if jump is None:
        return
    log.warning("the clock jumped by %d seconds", jump.total_seconds())

    def unit(session: Session) -> None:
        for hall in sorted(hall.code for hall in node.halls):
            record_jump(session, hall, jump, station=STATION, at=at)

    await node.store.run(unit)
    watch.told()


def tell_missing_year(node: Node, told: int | None) -> int | None:
    """Once a start, and once a year: the year `told` last, or now."""
    missing = node.find_missing_year()
    if missing is not None and missing != told:
        log.warning(
            "the holidays of %d are not known: days promised in it are counted by plain weeks. Update the program, or "
            "name them in the file that overrides_file names",
            missing,
        )
    return missing


async def tidy(node: Node, *, forget: bool, since_ever: bool = False) -> None:
    now = node.clock()
    await serve_plan(node)
    node.access.sign_ins.forget_old(now)
    await node.store.run(lambda session: sweep(session, node.access, now, tell_session_ended), can_wait=True)
    if await node.store.read(lambda session: is_something_due(session, node, node.county)):
        await node.store.run(lambda session: notice_what_falls_due(session, node, node.county), can_wait=True)
    if forget:
        await node.store.run(lambda session: _forget(session, node), can_wait=True)
        await _forget_visits(node, now, since_ever)


def _forget(session: Session, node: Node) -> None:
    now = node.clock()
    forget_old_failures(session, node.county, now)
    forget_old_events(session, node.county, now)
    forget_old_replies(session, node.county, now)
    forget_old_drafts(session, node.county, now)


async def _forget_visits(node: Node, now: datetime, since_ever: bool) -> None:
    """Their scans last, when the rows are gone: a file that stays by accident is sealed and belongs to nobody."""
    find = partial(find_unfinished, county=node.county, now=now, since_ever=since_ever)
    while visits := await node.store.read(find):
        forget = partial(forget_unfinished, county=node.county, visits=visits, now=now)
        digests = await node.store.run(forget, can_wait=True)
        for digest in await node.store.read(partial(without_visit, county=node.county, digests=digests)):
            await asyncio.to_thread(node.files.remove, digest, unless_since=now - _A_DAY)


async def _logged(job: Job) -> None:
    try:
        await job()
    except Exception as error:
        log.critical("a worker of the node stopped, %s: %s", getattr(job, "__qualname__", "?"), where_raised(error))
