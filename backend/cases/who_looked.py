"""Who looked at what this node knows of a person: what PIPL articles 44 and 45 let them ask, out of the chain.

Of a person acted for by another's visit nothing is told here: such a visit is the applicant's.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from backend.access import Action, Actor, find_staff, record_by
from backend.cases.tables import CaseRow
from backend.citizens.tables import VisitRow
from backend.citizens.visits import find_citizen
from backend.contract import Look, Looks
from backend.supervision import ChainEntry, find_payload, parsed_leaf

__all__ = ["who_looked"]

ASKED: Final = "person.who_looked"
_NOBODY: Final = "unknown"
_LOOKS: Final = (
    "visit.open",
    "visit.take_over",
    "data.look_up",
    "data.reveal",
    "draft.open",
    "form.print",
    "material.open",
    "person.show",
    "person.choose",
    ASKED,
)
_WHAT: Final = {"data.look_up": "told"}
"""Under which name an entry's payload says what was seen, where it is not `facts`."""


def who_looked(session: Session, actor: Actor, number: str, *, at: datetime, op: str | None) -> Looks:
    """The oldest first, of the halls within reach; none of somebody nobody here has served. Asking is written down."""
    citizen = find_citizen(session, actor.county, number)
    looks = [] if citizen is None else _looks(session, actor, citizen)
    record_by(session, actor, ASKED, obj=citizen or _NOBODY, at=at, op=op, payload={"told": len(looks)})
    return Looks(looks=looks)


def _looks(session: Session, actor: Actor, citizen: str) -> list[Look]:
    reach = actor.reach(Action.SEE_WHO_LOOKED)
    query = select(ChainEntry).where(
        col(ChainEntry.county) == actor.county,
        col(ChainEntry.obj).in_([citizen, *_about(session, actor.county, citizen)]),
        col(ChainEntry.act).in_(_LOOKS),
    )
    entries = session.exec(query.order_by(col(ChainEntry.at), col(ChainEntry.log), col(ChainEntry.seq))).all()
    return [_told(session, entry) for entry in entries if reach.covers(hall=entry.log.partition(".")[0])]


def _about(session: Session, county: str, citizen: str) -> Iterable[str]:
    """Visits and cases of the person."""
    yield from session.exec(select(VisitRow.id).where(VisitRow.county == county, VisitRow.citizen == citizen))
    yield from session.exec(select(CaseRow.id).where(CaseRow.county == county, CaseRow.citizen == citizen))


def _told(session: Session, entry: ChainEntry) -> Look:
    staff = find_staff(session, entry.county, entry.actor)
    leaf, payload = parsed_leaf(entry.leaf), find_payload(session, entry.log, entry.seq) or {}
    return Look(
        at=entry.at,
        act=entry.act,
        hall=str(leaf["div"]),
        account=entry.actor if staff is None else staff.account,
        name="" if staff is None else staff.name,
        purpose=_purpose(entry.act, leaf, payload),
        facts=[str(fact) for fact in payload.get(_WHAT.get(entry.act, "facts"), [])],
        system=payload.get("system"),
    )


def _purpose(act: str, leaf: dict[str, Any], payload: dict[str, Any]) -> str | None:
    why = leaf["why"] if act in {"data.look_up", "material.open"} else None
    said = payload.get("purpose", why)
    return None if said is None else str(said)
