"""The one byte form of a value: RFC 8785, restricted so that compact sorted JSON is that form.

Objects with keys of [a-z0-9_], strings, integers below 2^53, booleans, null, arrays. No floats. Under this
restriction sorting by code point equals sorting by UTF-16 unit, and no number needs ECMAScript's formatting.
"""

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from backend.supervision.errors import NotCanonical

_KEY: Final = re.compile(r"[a-z0-9_]+")
_INTEGER_LIMIT: Final = 2**53
_DEPTH_LIMIT: Final = 64
_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)


def canonical(value: Any) -> bytes:
    """The canonical bytes of `value`; `NotCanonical` if it has none."""
    _check(value, 0)
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        raise NotCanonical("a text holds half a character") from None


def parsed(data: bytes) -> Any:
    """The value of canonical bytes; `NotCanonical` for any other bytes, however alike."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise NotCanonical("these bytes are not JSON") from None
    if canonical(value) != data:
        raise NotCanonical("these bytes are not in canonical form")
    return value


def timestamp(moment: datetime) -> str:
    """`YYYY-MM-DDThh:mm:ss.mmmZ` of an aware time."""
    if moment.tzinfo is None:
        raise NotCanonical("a time without a zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _check(value: Any, depth: int) -> None:
    """Names the kind of a wrong value, never the value."""
    if depth > _DEPTH_LIMIT:
        raise NotCanonical("nested too deeply")
    kind = type(value)
    if value is None or kind is str or kind is bool:
        return
    if kind is int:
        if abs(value) >= _INTEGER_LIMIT:
            raise NotCanonical("an integer of 2^53 or more")
    elif kind is list or kind is tuple:
        for item in value:
            _check(item, depth + 1)
    elif kind is dict:
        for key, item in value.items():
            if type(key) is not str or not _is_key(key):
                raise NotCanonical("a key other than [a-z0-9_]+")
            if item is not None and type(item) is not str:  # most are, and need no look
                _check(item, depth + 1)
    else:
        raise NotCanonical(f"a {kind.__name__} has no canonical form")


@lru_cache(1024)
def _is_key(key: str) -> bool:
    return _KEY.fullmatch(key) is not None
