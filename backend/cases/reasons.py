"""Why a case was declined, or what it still lacks, as it is told: on the receipt and wherever the case is opened."""

from backend.cases.tables import CaseRow
from backend.contract import ReasonTold
from backend.guide.outcome import DecisionKind

__all__ = ["reasons_told"]


def reasons_told(case: CaseRow) -> list[ReasonTold]:
    """Nothing of a case that was accepted, be it provisionally."""
    if case.decision not in (DecisionKind.NOTIFY, DecisionKind.DECLINE):
        return []
    return [
        ReasonTold.model_validate({"lack": reason["lack"], "code": reason["code"], "text": reason["text"]})
        for reason in case.reasons
    ]
