"""After an old copy of the data was put back: the history of a hall is begun anew behind the last head known elsewhere.

What happened after the copy was made is lost here. That it is, and who answers for it, is what the new log begins with.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session

from backend.access import AccessDesk, Actor, NotAllowed, sign_in, sign_out
from backend.contract import Role, SignIn
from backend.settings import NodeSettings
from backend.standing_still import open_store
from backend.start import access_desk
from backend.storage import snapshot
from backend.supervision import Head, has_been, record_recovery

__all__ = ["find_lost", "recover"]

_ADMINISTRATORS = frozenset({Role.ADMIN_SEC, Role.ADMIN_SYS})


def find_lost(settings: NodeSettings, kept: Iterable[Head]) -> list[Head]:
    """For each hall of the node the newest of these heads, where the log here never was what it says. Needs no key."""
    newest: dict[str, Head] = {}
    for head in sorted(kept, key=lambda head: (head.origin.epoch, head.size)):
        newest[head.origin.hall] = head
    served = {hall.code for hall in settings.halls}
    with snapshot(settings.database) as store:
        return store.read_now(
            lambda session: [head for hall, head in newest.items() if hall in served and not has_been(session, head)]
        )


def recover(
    settings: NodeSettings, lost: Sequence[Head], persons: tuple[SignIn, SignIn], *, clock: Callable[[], datetime]
) -> None:
    """Begin a new log for each hall of these heads; its first entries name the head and both persons.

    The node must not be running (`StoreTaken`). Raises what a sign-in raises, and NotAllowed unless they are two
    administrators.
    """
    with open_store(settings) as store:
        desk = access_desk(settings, clock, store)
        try:
            asyncio.run(_recover(desk, lost, persons))
        finally:
            desk.passwords.close()


async def _recover(desk: AccessDesk, lost: Sequence[Head], persons: tuple[SignIn, SignIn]) -> None:
    signed_in: list[Actor] = []
    try:
        for person in persons:
            signed_in.append((await sign_in(desk, person, address=None, tell=lambda _session, _ended: None)).actor)
        await desk.store.run(partial(_begin_anew, lost=lost, first=signed_in[0], second=signed_in[1], at=desk.clock()))
    finally:
        for actor in signed_in:
            await desk.store.run(partial(sign_out, actor=actor, now=desk.clock()))


def _begin_anew(session: Session, *, lost: Sequence[Head], first: Actor, second: Actor, at: datetime) -> None:
    if first.staff == second.staff or not all(actor.roles & _ADMINISTRATORS for actor in (first, second)):
        raise NotAllowed
    for head in lost:
        by = [(actor.staff, actor.role_words) for actor in (first, second)]
        record_recovery(session, last_known=head, by=by, station=first.station, at=at)
