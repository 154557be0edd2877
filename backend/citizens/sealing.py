"""Sealing structured values with the keys of the store a session belongs to."""

import json
from typing import Any

from sqlalchemy.orm import Session as AnySession

from backend.storage import DataClass, keys_of

__all__ = ["seal", "unseal", "unseal_text"]

_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # made once: a hand-over seals dozens


def seal(
    session: AnySession, data_class: DataClass, value: Any, *, table: str, column: str, row: str, hall: str
) -> bytes:
    """`value`, anything JSON can hold, encrypted for one place and with the keys of one hall."""
    return keys_of(session).seal(data_class, _encoded(value), table=table, column=column, row=row, hall=hall)


def unseal(session: AnySession, sealed: bytes, *, table: str, column: str, row: str) -> Any:
    return json.loads(keys_of(session).unseal(sealed, table=table, column=column, row=row))


def unseal_text(session: AnySession, sealed: bytes | None, *, table: str, column: str, row: str) -> str | None:
    """A sealed text that may be missing."""
    return None if sealed is None else str(unseal(session, sealed, table=table, column=column, row=row))
