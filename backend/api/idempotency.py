"""Doing things once. Every changing request names its operation; what it did and what was answered is kept.

The row of the operation is written in the transaction of its effect: either both are there, or neither.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Protocol, cast
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy import bindparam, select
from sqlmodel import Session, col, update

from backend.access import Actor, OutOfReach, record_by
from backend.api.counter_first import CounterFirst
from backend.api.problems import ApiProblem
from backend.api.tables import OperationRow
from backend.storage import Conflict, DataClass, Store, add_rows, keys_of, read_rows

__all__ = ["IDEMPOTENCY_HEADER", "OperationsUnderWay", "forget_old_replies", "idempotent"]

IDEMPOTENCY_HEADER: Final = "Idempotency-Key"
REPLAYED_HEADER: Final = "Idempotent-Replayed"
REPLIES_KEPT: Final = timedelta(days=90)

_encoded: Final = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode
# Built once: every changing request runs it.
_OPERATION: Final = select(
    col(OperationRow.id),
    col(OperationRow.fingerprint),
    col(OperationRow.hall),
    col(OperationRow.actor),
    col(OperationRow.status),
    col(OperationRow.reply),
).where(col(OperationRow.county) == bindparam("in_county"), col(OperationRow.id) == bindparam("with_key"))

Unit = Callable[[Session], tuple[int, BaseModel | None]]


class OperationsUnderWay:
    """The operations this process is carrying out right now, each with the fingerprint of its request."""

    def __init__(self) -> None:
        self._fingerprints: dict[tuple[str, str], bytes] = {}

    @contextmanager
    def begin(self, county: str, key: str, fingerprint: bytes) -> Iterator[None]:
        """Refuses a second of the same name until the first is through."""
        other = self._fingerprints.get((county, key))
        if other == fingerprint:
            raise ApiProblem("operation_in_flight", recorded=True)  # nobody is refused anything: it is being done
        if other is not None:
            raise ApiProblem("idempotency_key_reused")
        self._fingerprints[county, key] = fingerprint
        try:
            yield
        finally:
            del self._fingerprints[county, key]


class HasOperations(Protocol):
    """The node, as far as this module knows it."""

    @property
    def store(self) -> Store: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...
    @property
    def operations(self) -> OperationsUnderWay: ...
    @property
    def counter_first(self) -> CounterFirst: ...


@dataclass(frozen=True)
class _Operation:
    """A request that is to be done once."""

    actor: Actor
    key: str
    content: str = field(repr=False)
    at: datetime
    own_only: bool

    @property
    def identity(self) -> tuple[str, str]:
        return self.actor.county, self.key

    def fingerprint(self, session: Session) -> bytes:
        """Keyed, as it is kept: it tells nothing of the content to whoever reads the table."""
        return keys_of(session).blind_index("operation", self.content)


@dataclass(frozen=True)
class _Reply:
    status: int
    body: bytes
    replayed: bool

    def response(self) -> Response:
        headers = {REPLAYED_HEADER: "true"} if self.replayed else None
        media = "application/json" if self.body else None
        return Response(self.body, self.status, headers, media_type=media)


async def idempotent(
    request: Request, actor: Actor, unit: Unit, *, body: bytes | None = None, own_only: bool = False
) -> Response:
    """Run `unit` once for this operation id, in one durable transaction, or answer what it answered the first time.

    `unit` gives status and model. What it raises keeps nothing, not even the operation id: the request may be sent
    again. `body` stands for the request's content where that differs between repetitions (multipart). The route's
    `allowed` has asked for permission again by the time a reply is repeated; it is repeated within the actor's hall,
    or with `own_only` to the same person only.
    """
    node = cast(HasOperations, request.app.state.node)
    key = _key(request)
    content = f"{request.method} {request.url.path}\n{await _canonical(request) if body is None else body.hex()}"
    operation = _Operation(actor, key, content, node.clock(), own_only)
    with node.operations.begin(actor.county, key, sha256(content.encode()).digest()), node.counter_first.serving():
        reply = await _once(node.store, operation, unit)
    return reply.response()


def forget_old_replies(session: Session, county: str, now: datetime) -> None:
    """The replies go, the operation ids stay as long as what they did."""
    session.connection().execute(
        update(OperationRow)
        .where(
            col(OperationRow.county) == county,
            col(OperationRow.at) < now - REPLIES_KEPT,
            col(OperationRow.reply).is_not(None),
        )
        .values(reply=None)
    )


async def _once(store: Store, operation: _Operation, unit: Unit) -> _Reply:
    try:
        return await store.run(lambda session: _done(session, operation, unit))
    except Conflict:
        # Another process may have been first with this very operation; if not, the conflict is the unit's own.
        earlier = await store.run(lambda session: _earlier(session, operation))
        if earlier is None:
            raise
        return earlier


def _done(session: Session, operation: _Operation, unit: Unit) -> _Reply:
    earlier = _earlier(session, operation)
    if earlier is not None:
        return earlier
    status, model = unit(session)
    reply = b"" if model is None else model.model_dump_json().encode()
    county, key = operation.identity
    sealed = keys_of(session).seal_bytes(DataClass.SENSITIVE, reply, **_place(key), hall=operation.actor.hall)
    row = {"county": county, "id": key, "fingerprint": operation.fingerprint(session), "hall": operation.actor.hall}
    done = {"actor": operation.actor.staff, "status": status, "reply": sealed, "at": operation.at}
    add_rows(session, OperationRow, [{**row, **done}])
    return _Reply(status, reply, replayed=False)


def _earlier(session: Session, operation: _Operation) -> _Reply | None:
    county, key = operation.identity
    found = read_rows(session, _OPERATION, {"in_county": county, "with_key": key})
    if not found:
        return None
    [row] = found
    if row.fingerprint != operation.fingerprint(session):
        raise ApiProblem("idempotency_key_reused")
    if row.hall != operation.actor.hall or (operation.own_only and row.actor != operation.actor.staff):
        raise OutOfReach
    if row.reply is None:
        raise ApiProblem("reply_expired")
    record_by(session, operation.actor, "operation.repeated", obj=row.id, at=operation.at, op=row.id)
    return _Reply(row.status, keys_of(session).unseal_bytes(row.reply, **_place(row.id)), replayed=True)


def _key(request: Request) -> str:
    """The operation id in its usual form; only UUIDv7 is taken, so that ids grow with time."""
    given = request.headers.get(IDEMPOTENCY_HEADER, "")
    try:
        key = UUID(given)
    except ValueError:
        raise ApiProblem("idempotency_key_missing") from None
    if key.version != 7 or len(given) != 36:
        raise ApiProblem("idempotency_key_missing")
    return str(key)


async def _canonical(request: Request) -> str:
    """The content, the same however a client orders or spaces its JSON."""
    body = await request.body()
    try:
        return _encoded(await request.json() if body else None)  # the route has read it already
    except ValueError:
        return body.hex()


def _place(key: str) -> dict[str, str]:
    """What the sealed reply is bound to."""
    return {"table": "operation", "column": "reply", "row": key}
