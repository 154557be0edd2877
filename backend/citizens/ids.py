"""Ids a station makes: UUIDs in their usual form, checked before they name a row."""

import re
from typing import Annotated, Final

from fastapi import Path

from backend.api.problems import ApiProblem
from backend.contract import FieldProblem

__all__ = ["PathId", "check_ids"]

_FORM: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_ID: Final = re.compile(_FORM)

PathId = Annotated[str, Path(pattern=f"^{_FORM}$", description="Its id, a UUIDv7 the station made.")]


def check_ids(**ids: str) -> None:
    """Refuses the request unless each is a UUIDv7; the name says where it stands, `__` for a slash."""
    wrong = [name for name, value in ids.items() if not _ID.fullmatch(value)]
    if wrong:
        raise ApiProblem("invalid_request", errors=[_malformed(name) for name in wrong])


def _malformed(name: str) -> FieldProblem:
    pointer = "/" + name.replace("__", "/")
    return FieldProblem(pointer=pointer, code="malformed", detail="This is not a UUIDv7 in its usual form.")
