"""Asking one department system for what the items of a visit need, for a stated purpose, once.

The network is asked outside any transaction; the answer and its chain entry are one commit. A system that gives no
answer is kept as `unavailable`: the decision may rest on that.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from sqlmodel import Session

from backend.access import Actor, record_by
from backend.citizens.errors import NotLookedUp, SystemUnavailable, UnknownVisit
from backend.citizens.intake import check_taken_in
from backend.citizens.knowledge import answered_values, sealed_answer
from backend.citizens.ports import SharedAnswer, SharedDataSource
from backend.citizens.shared_data import asked_of, data_names, declared, values_from
from backend.citizens.tables import LookUpRow
from backend.citizens.telling import told
from backend.citizens.visits import Visit, normalised_number
from backend.contract import LookUp, LookUpAnswer, LookUpStatus
from backend.guide import ApplicantKind, Bundle, Fact, Known, Provenance, Source, Trust, Value
from backend.guide.card import is_organisation
from backend.guide.organisation import identity_facts, items_for
from backend.supervision import Outcome

__all__ = ["LOOK_UP_SECONDS", "Heard", "Question", "answer_of", "ask", "find_answer", "keep", "question_for"]

log = logging.getLogger(__name__)

IDENTITY = "identity"
"""The purpose of asking who an organisation is."""

LOOK_UP_SECONDS = 12.0
"""Longer than a connector's own time-out; the screen waits longer still."""


@dataclass(frozen=True)
class Question:
    """What a system is asked in a visit, and the facts it can settle."""

    look_up: LookUp
    visit: Visit
    facts: Mapping[str, Fact] = field(repr=False)

    @property
    def purpose(self) -> str:
        return f"{self.visit.id} {' '.join(self.look_up.items) or IDENTITY}"


@dataclass(frozen=True)
class Heard:
    """What came of it: the values by fact, or none when the system did not answer."""

    status: LookUpStatus
    as_of: datetime
    took_ms: int
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)


def question_for(look_up: LookUp, visit: Visit, bundle: Bundle) -> Question:
    """Raises `NotLookedUp` when none of the items needs anything of that system, `UnknownItem`, `NotTakenInHere`."""
    facts = asked_of(look_up.system, _facts_for(look_up, visit, bundle))
    if not facts:
        raise NotLookedUp(look_up.system)
    return Question(look_up, visit, facts)


def _facts_for(look_up: LookUp, visit: Visit, bundle: Bundle) -> Mapping[str, Fact]:
    """Those of the items; without items, who the organisation is. Of a person nothing is asked without an item."""
    if look_up.items:
        items = [bundle.get_item(code) for code in look_up.items]
        check_taken_in(items, visit.hall)
        return declared(items)
    if not is_organisation(visit.card):
        return {}
    return identity_facts(items_for(ApplicantKind.ORGANISATION, bundle.items))


async def ask(source: SharedDataSource, question: Question, now: datetime) -> Heard:
    """Ask, within `LOOK_UP_SECONDS`. Never raises for what a department does or fails to do."""
    began = monotonic()
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            answer = await _query(source, question)
    except (SystemUnavailable, TimeoutError):
        return Heard(LookUpStatus.UNAVAILABLE, now, _since(began))
    values = values_from(question.look_up.system, question.facts, answer.data) if answer.found else {}
    return Heard(LookUpStatus.ANSWERED, answer.as_of, _since(began), values)


async def _query(source: SharedDataSource, question: Question) -> SharedAnswer:
    asked = question.look_up
    return await source.query(
        asked.system,
        asked.look_up,
        question.purpose,
        normalised_number(question.visit.card.id_number),
        data_names(asked.system, question.facts),
    )


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)


def find_answer(session: Session, question: Question) -> LookUpAnswer | None:
    """The answer to this look-up if it was made before. `UnknownVisit` when its id belongs to another visit."""
    row = session.get(LookUpRow, (question.visit.county, question.look_up.look_up))
    if row is None:
        return None
    if row.visit != question.visit.id or row.system != question.look_up.system:
        raise UnknownVisit(question.visit.id)
    heard = Heard(LookUpStatus(row.status), row.as_of, row.took_ms, answered_values(session, row.id, row.answer))
    return answer_of(question, heard)


def keep(
    session: Session, question: Question, heard: Heard, actor: Actor, *, at: datetime, op: str | None
) -> LookUpAnswer:
    """Write the answer and its chain entry; answers what was kept first when two asked at once."""
    before = find_answer(session, question)
    if before is not None:
        return before
    asked, visit = question.look_up, question.visit
    answered = heard.status is LookUpStatus.ANSWERED
    session.add(
        LookUpRow(
            county=visit.county,
            id=asked.look_up,
            visit=visit.id,
            system=asked.system,
            items=list(asked.items),
            status=heard.status,
            as_of=heard.as_of,
            asked_at=at,
            took_ms=heard.took_ms,
            answer=sealed_answer(session, asked.look_up, heard.values, visit.hall) if answered else None,
        )
    )
    record_by(
        session,
        actor,
        "data.look_up",
        obj=visit.citizen,
        at=at,
        outcome=Outcome.OK if answered else Outcome.FAILED,
        why=question.purpose,
        op=op,
        payload={"system": asked.system, "look_up": asked.look_up, "told": sorted(heard.values)},
    )
    return answer_of(question, heard)


def answer_of(question: Question, heard: Heard) -> LookUpAnswer:
    asked = question.look_up
    provenance = Provenance(
        source=Source.SHARED, at=heard.as_of, trust=Trust.A, system=asked.system, look_up=asked.look_up
    )
    facts = [
        told(code, question.facts[code], Known(value=value, provenance=provenance))
        for code, value in heard.values.items()
        if code in question.facts
    ]
    return LookUpAnswer(
        look_up=asked.look_up, system=asked.system, status=heard.status, facts=facts, took_ms=heard.took_ms
    )
