"""Every refusal of a signed-in person leaves its entry, in a transaction of its own."""

import logging
import re
from typing import Final

from fastapi import Request

from backend.access import Action, Actor, desk_of, record_by
from backend.api.correlation import correlation_of
from backend.storage import StorageError
from backend.supervision import Outcome

__all__ = ["operation_id", "record_refusal"]

log = logging.getLogger(__name__)

_DENIALS: Final = frozenset({"not_allowed", "not_found", "session_locked", "session_ended", "sign_in_too_old"})
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


async def record_refusal(request: Request, why: str) -> None:
    """Nothing is recorded for strangers: they leave no name, and could fill the log.

    When the store cannot keep the entry the refusal still stands, and the node's own log says so.
    """
    actor, action = getattr(request.state, "actor", None), getattr(request.state, "action", None)
    if not isinstance(actor, Actor) or not isinstance(action, Action):
        return
    desk, obj, op = desk_of(request), _object_of(request, actor), operation_id(request)
    outcome = Outcome.DENIED if why in _DENIALS else Outcome.FAILED
    at = desk.clock()
    try:
        await desk.store.run(
            lambda session: record_by(session, actor, action, obj=obj, at=at, outcome=outcome, why=why, op=op)
        )
    except StorageError as error:
        log.error("refusal %s not recorded: %s", correlation_of(request.scope), type(error).__name__)


def operation_id(request: Request) -> str | None:
    """The request's operation id, if it has the form of one."""
    given = request.headers.get("Idempotency-Key", "").lower()
    return given if _UUID.fullmatch(given) else None


def _object_of(request: Request, actor: Actor) -> str:
    """The object the address names, if by an id of ours: what else stands there was typed by somebody."""
    ids = [value for value in request.path_params.values() if _UUID.fullmatch(str(value))]
    return ids[0] if ids else actor.session
