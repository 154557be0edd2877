"""A department that will not take an application has answered it: returned, with its reasons."""

from datetime import datetime

from backend.cases.ports import Answer, Outcome
from backend.dispatch.connectors.port import Rejected
from backend.dispatch.connectors.words import readable

__all__ = ["rejection_answer"]


def rejection_answer(dispatch_id: str, error: Rejected, now: datetime) -> Answer:
    """The answer that a rejection at the department's door amounts to. Repeating it is harmless: one id."""
    faults = tuple((readable(fault.field), readable(fault.message)) for fault in error.faults)
    return Answer(
        answer_id=f"rejected:{dispatch_id}", dispatch_id=dispatch_id, outcome=Outcome.RETURNED,
        words="部门系统未接收该申请", result_number=None, reference=None, decided_at=now, faults=faults,
    )  # fmt: skip
