"""The receipt as plain text: for the terminal, for a plain printer, for a screen reader."""

import re
from collections.abc import Iterator
from unicodedata import normalize

from backend.contract import HALL_TIME, CaseReceipt, Receipt
from tui.counter.words import case_state, day_words
from tui.locale import _, language

_GROUPS = (6, 6, 2, 6, 3, 1)


_CASE_NUMBER = re.compile(r"[0-9]{23}[0-9A-Z]")
_FORGIVEN = re.compile(r"[\s\-–—_./]+")


_GOING_ON = frozenset({"accept", "provisional"})


def plain_number(text: str) -> str:
    """A case number as the node wants it; blanks, hyphens and lower case are forgiven."""
    return _FORGIVEN.sub("", normalize("NFKC", text)).upper()


def is_case_number(text: str) -> bool:
    """Whether a text has the form of a case number; the node judges its check character."""
    return _CASE_NUMBER.fullmatch(plain_number(text)) is not None


def grouped(number: str) -> str:
    """A case number in groups a person can read aloud."""
    parts, start = [], 0
    for size in _GROUPS:
        parts.append(number[start : start + size])
        start += size
    return " ".join(part for part in (*parts, number[start:]) if part)


def receipt_text(receipt: Receipt) -> str:
    """What the citizen takes away, in the language spoken now."""
    lines = [
        _("Receipt · {hall}").format(hall=receipt.hall_name),
        _("Window {window} · {operator} · {time}").format(
            window=receipt.window.lstrip("0"),
            operator=receipt.operator,
            time=f"{receipt.issued_at.astimezone(HALL_TIME):%Y-%m-%d %H:%M}",
        ),
    ]
    for case in receipt.cases:
        lines += ["", *_case(case)]
    lines += ["", _("Questions: {where}").format(where=receipt.ask_at)]
    lines.append(_("Complaints: {where}").format(where=receipt.complain_at))
    return "\n".join(lines)


def _case(case: CaseReceipt) -> Iterator[str]:
    english = language() == "en"
    yield f"{case.item} {case.item_name_en if english else case.item_name}"
    yield _("  Case number    {number}").format(number=grouped(case.number))
    yield _("  State          {state}").format(state=case_state(case.state))
    if case.promised_on is not None:
        yield _("  Promised for   {day}").format(day=f"{case.promised_on.year}-{day_words(case.promised_on)}")
    if case.result_expected and case.decision in _GOING_ON:
        yield _("  You will get   {result}").format(result=case.result_expected)
    if case.received_papers:
        yield _("  Handed in      {papers}").format(papers="、".join(case.received_papers))
    for owed in case.owed_papers:
        name = owed.name_en if english else owed.name
        yield _("  Still owed     {paper}, by {day}").format(paper=name, day=owed.due_on.isoformat())
