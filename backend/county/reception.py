"""The door all HTTP departments share: which desk, who may come in, how much may be carried in."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import Request

from backend.county.demands import load_demands
from backend.county.desk import Desk, Rules
from backend.county.errors import CountyError
from backend.county.faults import Switches
from backend.county.keys import callback_key, token
from backend.county.ledger import Ledger
from backend.county.office import load_rulings
from backend.county.register import Register
from backend.county.systems import Protocol, load_systems

__all__ = ["County", "NotAdmitted", "TooLarge", "desk_for", "now_utc", "open_desks", "read_body"]

LARGEST_BODY = 1_000_000  # bytes


class NotAdmitted(CountyError):
    """Turned away at the door, before anything was read."""

    def __init__(self, status: int, where: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.where = where
        self.message = message


class TooLarge(NotAdmitted):
    """More was sent than any application needs."""


@dataclass
class County:
    """Everything the protocols need: the desks by system id, and the secret tokens derive from."""

    desks: dict[str, Desk]
    ledger: Ledger
    register: Register
    secret: str = field(repr=False)

    def callback_key(self, system: str) -> str:
        return callback_key(self.secret, system)


def open_desks(
    ledger: Ledger, register: Register, speed: float, wake: Callable[[], None], clock: Callable[[], datetime]
) -> dict[str, Desk]:
    rules = Rules(register, load_demands(), load_rulings())
    return {
        id_: Desk(system, rules, ledger, Switches(), clock, speed, wake) for id_, system in load_systems().items()
    }  # fmt: skip


def desk_for(county: County, system: str, protocol: Protocol, request: Request) -> Desk:
    """The desk asked for. Raises `NotAdmitted`: 404 for none of this protocol, 401 without its token."""
    desk = county.desks.get(system)
    if desk is None or desk.system.protocol is not protocol:
        raise NotAdmitted(404, "system", "is not known under this protocol")
    given = request.headers.get("authorization", "").encode()
    if not hmac.compare_digest(given, f"Bearer {token(county.secret, system)}".encode()):
        raise NotAdmitted(401, "Authorization", "is missing or wrong")
    return desk


async def read_body(request: Request) -> bytes:
    """The body. Raises `TooLarge` as soon as it is, whatever was announced."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TooLarge(413, "body", "is too large")
    return bytes(body)


def now_utc() -> datetime:
    return datetime.now(UTC)
