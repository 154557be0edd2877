"""What stands at the head and foot of every paper a hall gives out: which hall, who, for whom, when, where to ask."""

from collections.abc import Sequence
from datetime import datetime

from backend.access import Actor
from backend.cases.node import CasesNode
from backend.contract import CaseReceipt, Receipt

__all__ = ["head_of"]


def head_of(
    node: CasesNode,
    actor: Actor,
    *,
    hall: str,
    visit: str,
    applicant: str,
    at: datetime,
    cases: Sequence[CaseReceipt] = (),
    credit_code: str = "",
    agent: str = "",
) -> Receipt:
    """A receipt, of no case unless told; ``applicant`` and ``agent`` are masked."""
    words = node.hall_words(hall)
    return Receipt(
        visit=visit,
        cases=list(cases),
        hall_name=words.name,
        hall_name_en=words.name_en,
        window=actor.window,
        operator=actor.name,
        issued_at=at,
        ask_at=words.ask_at,
        complain_at=words.complain_at,
        hours=words.hours,
        hours_en=words.hours_en,
        telephone=words.telephone,
        applicant=applicant,
        credit_code=credit_code,
        agent=agent,
    )
