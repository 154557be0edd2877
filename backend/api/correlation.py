"""The number under which a request can be found in the log: made here, never taken from outside."""

from starlette.types import Scope

from backend.storage import new_id

__all__ = ["CORRELATION_HEADER", "begin_correlation", "correlation_of"]

CORRELATION_HEADER = "X-Correlation-Id"
_KEY = "onewindow.correlation"


def begin_correlation(scope: Scope) -> str:
    made = new_id()
    scope[_KEY] = made
    return made


def correlation_of(scope: Scope) -> str:
    known = scope.get(_KEY)
    return known if isinstance(known, str) else begin_correlation(scope)
