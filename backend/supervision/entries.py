"""One entry of the chain: what a room hands in, and the leaf that is kept of it."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from backend.supervision.canonical import canonical, parsed, timestamp
from backend.supervision.errors import NotCanonical
from backend.supervision.hashing import DIGEST_BYTES, TreeHash

LEAF_VERSION: Final = 1
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_HALL: Final = re.compile(r"[0-9]{6,12}")
_HEX_DIGEST: Final = re.compile(rf"[0-9a-f]{{{DIGEST_BYTES * 2}}}")


class Outcome(StrEnum):
    OK = "ok"
    DENIED = "denied"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """What happened, handed in by the room where it happened.

    Everything but `payload` stays readable for ever, so it names people and cases by id only. The payload
    (opinion text, before and after, body of a dispatch) is sealed, and can be shredded with its case.
    """

    log: str
    """Division code of the hall whose log this goes to."""
    actor: str
    role: str
    act: str
    obj: str
    """Id of what it was done to."""
    div: str
    """Division code the object belongs to."""
    outcome: Outcome = Outcome.OK
    why: str | None = None
    """Code of the reason or purpose."""
    station: str | None = None
    session: str | None = None
    op: str | None = None
    """Operation id of the request."""
    case: str | None = None
    begins_case: bool = False
    """Nothing was recorded of this case before."""
    payload: dict[str, Any] | None = None
    dev_at: datetime | None = None
    """The device's own clock, where it differs in kind from the node's."""

    def __post_init__(self) -> None:
        if not _HALL.fullmatch(self.log):
            raise ValueError("the log of an entry is the division code of a hall")

    def __repr__(self) -> str:
        return f"<NewEntry {self.act} {self.outcome}>"


@dataclass(frozen=True)
class Commitment:
    """A payload and the salt that hides it in the leaf; kept sealed beside the log."""

    payload: dict[str, Any]
    salt: bytes

    @classmethod
    def to(cls, payload: dict[str, Any]) -> "Commitment":
        return cls(payload, secrets.token_bytes(DIGEST_BYTES))

    def digest(self, tree: TreeHash) -> str:
        return tree.commitment(self.salt, canonical(self.payload)).hex()

    def to_bytes(self) -> bytes:
        return canonical({"payload": self.payload, "salt": self.salt.hex()})

    @classmethod
    def from_bytes(cls, data: bytes) -> "Commitment":
        value = parsed(data)
        return cls(value["payload"], bytes.fromhex(value["salt"]))

    def __repr__(self) -> str:
        return "<Commitment>"


def leaf_fields(
    entry: NewEntry,
    *,
    log: str,
    seq: int,
    id: str,
    at: datetime,
    prev_case: int | None,
    commit: str | None,
) -> dict[str, Any]:
    """The fields of a leaf, all of them and no other."""
    return {
        "v": LEAF_VERSION,
        "log": log,
        "seq": seq,
        "id": id,
        "at": timestamp(at),
        "dev_at": timestamp(entry.dev_at) if entry.dev_at else None,
        "station": entry.station,
        "session": entry.session,
        "actor": entry.actor,
        "role": entry.role,
        "act": entry.act,
        "obj": entry.obj,
        "div": entry.div,
        "outcome": entry.outcome.value,
        "why": entry.why,
        "op": entry.op,
        "prev_case": prev_case,
        "commit": commit,
    }


_TEXTS: Final = ("log", "id", "at", "actor", "role", "act", "obj", "div", "outcome")
_OPTIONAL_TEXTS: Final = ("dev_at", "station", "session", "why", "op", "commit")
_FIELDS: Final = frozenset({"v", "seq", "prev_case", *_TEXTS, *_OPTIONAL_TEXTS})


def parsed_leaf(data: bytes) -> dict[str, Any]:
    """The fields of a leaf's bytes; `NotCanonical` if they are not those of a leaf."""
    fields = parsed(data)
    if type(fields) is not dict or fields.keys() != _FIELDS:
        raise NotCanonical("the fields are not those of an entry")
    _check_texts(fields)
    _check_numbers(fields)
    return fields


def _check_texts(fields: dict[str, Any]) -> None:
    if not all(type(fields[name]) is str for name in _TEXTS):
        raise NotCanonical("a field that must be a text is none")
    if not all(fields[name] is None or type(fields[name]) is str for name in _OPTIONAL_TEXTS):
        raise NotCanonical("a field that may be a text is something else")
    if fields["outcome"] not in set(Outcome):
        raise NotCanonical("an unknown outcome")
    if not all(_TIME.fullmatch(fields[name] or "") for name in ("at", "dev_at") if fields[name] is not None):
        raise NotCanonical("a time in another form")
    if fields["commit"] is not None and not _HEX_DIGEST.fullmatch(fields["commit"]):
        raise NotCanonical("a commitment in another form")


def _check_numbers(fields: dict[str, Any]) -> None:
    seq, previous = fields["seq"], fields["prev_case"]
    if type(fields["v"]) is not int or fields["v"] != LEAF_VERSION:
        raise NotCanonical("a version this program does not know")
    if type(seq) is not int or seq < 0:
        raise NotCanonical("a sequence number in another form")
    if previous is not None and (type(previous) is not int or not 0 <= previous < seq):
        raise NotCanonical("the case's entry before must come before")
