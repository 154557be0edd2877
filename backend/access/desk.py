"""What signing in and every permission check need of the node they run in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from backend.access.passwords import Passwords
from backend.access.presence import Presence
from backend.access.throttle import Throttle
from backend.contract import Realm
from backend.storage import Store

__all__ = ["AccessDesk", "HasAccessDesk", "ServedHall"]


@dataclass(frozen=True)
class ServedHall:
    code: str
    windows: frozenset[str]


@dataclass(frozen=True)
class AccessDesk:
    """The node's rules of access, its clock and its store."""

    store: Store
    clock: Callable[[], datetime]
    passwords: Passwords
    realm: Realm
    county: str
    halls: Mapping[str, ServedHall]
    idle_lock: timedelta = timedelta(seconds=180)
    session_life: timedelta = timedelta(hours=12)
    bind_address: bool = True
    presence: Presence = field(default_factory=Presence)
    sign_ins: Throttle = field(default_factory=lambda: Throttle(limit=30, period=timedelta(minutes=1)))


class HasAccessDesk(Protocol):
    """The node, as far as this room knows it."""

    @property
    def access(self) -> AccessDesk: ...
