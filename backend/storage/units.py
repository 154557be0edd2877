"""A unit of work: a function of a session whose effects become durable together, or not at all."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session

from backend.storage.faults import where_raised
from backend.storage.keys import KeyRing
from backend.storage.straight import go_straight

log = logging.getLogger(__name__)

T = TypeVar("T")

Callback = Callable[[], None]

_CALLBACKS = "onewindow.after_commit"
_READ_ONLY = "onewindow.read_only"
_KEYS = "onewindow.keys"
_LISTENERS = "onewindow.listeners"
_current: ContextVar[Session | None] = ContextVar("current_session", default=None)


def after_commit(session: AnySession, callback: Callback) -> None:
    """Call `callback` once the unit of this session is durable; never when it is rolled back.

    It runs on the event loop that awaited `Store.run`, before the awaiting code goes on; for `Store.run_now` on
    the thread that committed. It must be quick. What it raises is logged and changes nothing: the unit is kept.
    """
    session.info.setdefault(_CALLBACKS, []).append(callback)


def callbacks_of(session: AnySession) -> list[Callback]:
    callbacks: list[Callback] = session.info.get(_CALLBACKS, [])
    return callbacks


def reading_session(engine: Engine, keys: KeyRing) -> Session:
    return Session(engine, info={_READ_ONLY: True, _KEYS: keys})


class Listeners:
    """Who wants to know what the units of a store have done, by the kind of news."""

    def __init__(self) -> None:
        self._by_kind: dict[type, list[Callable[[Any], None]]] = {}

    def add(self, kind: type[T], hear: Callable[[T], None]) -> None:
        self._by_kind.setdefault(kind, []).append(hear)

    def tell(self, news: object) -> None:
        for hear in self._by_kind.get(type(news), ()):
            hear(news)


def tell_after_commit(session: AnySession, news: Callable[[], Iterable[object]]) -> None:
    """Tell whoever listens (`Store.listen`) what `news` answers once the unit is durable; as `after_commit` does."""
    listeners: Listeners | None = session.info.get(_LISTENERS)
    if listeners is not None:
        after_commit(session, partial(_tell_all, listeners, news))


def _tell_all(listeners: Listeners, news: Callable[[], Iterable[object]]) -> None:
    for told in news():
        listeners.tell(told)


def in_store(work: Callable[[Session], T], keys: KeyRing, listeners: Listeners) -> Callable[[Session], T]:
    """The same work, in a session that knows the store's keys and who listens to it."""

    def unit(session: Session) -> T:
        session.info[_KEYS] = keys
        session.info[_LISTENERS] = listeners
        go_straight(session)
        return work(session)

    return unit


def keys_of(session: AnySession) -> KeyRing:
    """The keys of the store this session belongs to."""
    keys: KeyRing = session.info[_KEYS]
    return keys


def is_read_only(session: AnySession) -> bool:
    return bool(session.info.get(_READ_ONLY))


def current_session() -> Session | None:
    """The session of the unit or query that runs on this thread, if any."""
    return _current.get()


@contextmanager
def as_current(session: Session) -> Iterator[None]:
    token = _current.set(session)
    try:
        yield
    finally:
        _current.reset(token)


@dataclass(eq=False)
class Pending:
    """A submitted unit on its way: what to do, who waits, and what came of it."""

    work: Callable[[Session], Any]
    loop: asyncio.AbstractEventLoop | None = None
    can_wait: bool = False
    since: float = field(default_factory=monotonic)
    future: "Future[Any]" = field(default_factory=Future)
    result: Any = None
    error: BaseException | None = None
    callbacks: list[Callback] = field(default_factory=list)

    def settle(self) -> None:
        """Tell whoever waits. Only to be called when the fate of the unit is final."""
        if self.loop is None:
            self._conclude()
            return
        try:
            self.loop.call_soon_threadsafe(self._conclude)  # once: each call costs a change of threads
        except RuntimeError:
            log.warning("a unit was committed after its event loop had closed; nobody was told")

    def _conclude(self) -> None:
        if self.error is not None:
            self.future.set_exception(self.error)
            return
        for callback in self.callbacks:
            _logged(callback)
        self.callbacks.clear()  # they hold the session, which holds them: a circle that would wait for the collector
        self.future.set_result(self.result)


def _logged(callback: Callback) -> None:
    try:
        callback()
    except Exception as error:
        log.error("a callback after a commit failed: %s", where_raised(error))
