"""What stands on a paper, in one language, ready for a template. Pure: made from stored data only."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from backend.cases.receipt.barcode import barcode_svg
from backend.contract import HALL_TIME, CaseReceipt, DateStep, Deadline, Receipt, Telling, grouped

__all__ = ["Language", "ResultSlip", "paper_head", "slip_paper", "visit_paper"]

Language = Literal["zh", "en"]
ACCEPTED = frozenset({"accept", "provisional"})


@dataclass(frozen=True)
class ResultSlip:
    """What the slip beside a result says. `words` is what the departments told the citizen."""

    receipt: Receipt
    number: str
    item_name: str
    item_name_en: str
    result_name: str
    result_name_en: str
    result_number: str | None
    words: tuple[str, ...]
    delivery: str = "collection"
    delivery_address: str | None = field(default=None, repr=False)


def visit_paper(receipt: Receipt, language: Language) -> dict[str, Any]:
    cases = [_case(case, language) for case in receipt.cases]
    return {**paper_head(receipt, language), "title": _title(receipt), "cases": cases}


def slip_paper(slip: ResultSlip, language: Language) -> dict[str, Any]:
    case = {
        **_number(slip.number),
        "item_name": _either(slip.item_name, slip.item_name_en, language),
        "result": _either(slip.result_name, slip.result_name_en, language),
        "result_number": slip.result_number,
        "words": list(slip.words),
        "delivery": slip.delivery,
        "delivery_address": slip.delivery_address,
    }
    return {**paper_head(slip.receipt, language), "cases": [case]}


def _title(receipt: Receipt) -> str:
    """A visit of several items is a receipt as soon as one of them was accepted."""
    decisions = {case.decision for case in receipt.cases}
    if decisions & ACCEPTED:
        return "receipt_title"
    return "notice_title" if "notify" in decisions else "declined_title"


def paper_head(receipt: Receipt, language: Language) -> dict[str, Any]:
    return {
        "hall_name": _either(receipt.hall_name, receipt.hall_name_en, language),
        "applicant": receipt.applicant,
        "credit_code": receipt.credit_code,
        "agent": receipt.agent,
        "window": receipt.window.lstrip("0"),
        "operator": receipt.operator,
        "issued_at": _shown_time(receipt.issued_at),
        "issued_date": f"{receipt.issued_at.astimezone(HALL_TIME):%Y-%m-%d}",
        "ask_at": receipt.ask_at,
        "complain_at": receipt.complain_at,
        "hours": _either(receipt.hours, receipt.hours_en, language),
        "telephone": receipt.telephone,
    }


def _shown_time(moment: datetime) -> str:
    """Papers tell the time of the hall, which is the same in all of China."""
    return f"{moment.astimezone(HALL_TIME):%Y-%m-%d %H:%M}"


def _number(number: str) -> dict[str, str]:
    return {"number": number, "number_shown": grouped(number), "barcode": barcode_svg(number)}


def _case(case: CaseReceipt, language: Language) -> dict[str, Any]:
    english = language == "en"
    return {
        **_number(case.number),
        "item_name": _either(case.item_name, case.item_name_en, language),
        "decision": case.decision,
        "accepted": case.decision in ACCEPTED,
        "result": _either(case.result_expected, case.result_expected_en, language),
        "received": case.received_papers_en if english and case.received_papers_en else case.received_papers,
        "owed": [
            {"name": _either(owed.name, owed.name_en, language), "due_on": owed.due_on.isoformat()}
            for owed in case.owed_papers
        ],
        "reasons": [_told(reason.text, language) for reason in case.reasons],
        "remedies": [_told(remedy, language) for remedy in case.remedies],
        "delivery": case.delivery,
        "fee": None if case.fee is None else _told(case.fee, language),
        **{clock: _deadline(case, clock) for clock in ("promised", "statutory", "notice")},
    }


def _deadline(case: CaseReceipt, clock: str) -> dict[str, Any] | None:
    found: Deadline | None = next((deadline for deadline in case.deadlines if deadline.clock == clock), None)
    if found is None:
        return None
    return {
        "days": found.days,
        "due_on": found.due_on.isoformat(),
        "known": found.known,
        "why": [_why(step) for step in found.steps if step.code != "unknown_year"],
    }


def _why(step: DateStep) -> dict[str, str]:
    """One stretch of days that was not counted like the others; `known` tells of a calendar not published yet."""
    told = {"to": step.day.isoformat(), "name": "", "days": "", **step.params}
    return {"code": step.code, "day": step.day.isoformat(), **{name: str(value) for name, value in told.items()}}


def _told(text: Telling, language: Language) -> str:
    return _either(text.zh, text.en, language)


def _either(zh: str, en: str, language: Language) -> str:
    return en if language == "en" and en else zh
