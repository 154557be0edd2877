"""The receipt as plain text: for the terminal, for a plain printer, for a screen reader."""

from collections.abc import Iterator

from backend.contract import CaseReceipt, Deadline, Receipt, Telling, grouped
from tui.counter.day_reasons import counted_words, due_words, step_words
from tui.counter.words import case_state, day_words, delivery_words, either, in_a_row, moment_words, window_words
from tui.locale import N_, _, language

_GOING_ON = frozenset({"accept", "provisional"})
_DUE = {
    "promised": N_("  Promised for   {day}"),
    "statutory": N_("  Latest by law  {day}"),
}
_TITLES = {
    "receipt": N_("Receipt · {hall}"),
    "notice": N_("Notice of what is missing · {hall}"),
    "decline": N_("Notice that it is not accepted · {hall}"),
}


def receipt_text(receipt: Receipt) -> str:
    """What the citizen takes away, in the language spoken now; the paper itself is in Chinese."""
    lines = [
        _(_TITLES[_title(receipt)]).format(hall=either(receipt.hall_name, receipt.hall_name_en)),
        _("Window {window} · {operator} · {time}").format(
            window=window_words(receipt.window),
            operator=receipt.operator,
            time=moment_words(receipt.issued_at, year=True),
        ),
    ]
    if receipt.applicant:
        lines.append(_("Applicant {name}").format(name=receipt.applicant))
    if receipt.credit_code:
        lines.append(_("Credit code {code}").format(code=receipt.credit_code))
    if receipt.agent:
        lines.append(_("Acting for it {name}").format(name=receipt.agent))
    for case in receipt.cases:
        lines += ["", *_case(case)]
    lines += ["", _("Questions: {where}").format(where=receipt.ask_at)]
    lines.append(_("Complaints: {where}").format(where=receipt.complain_at))
    if hours := either(receipt.hours, receipt.hours_en):
        lines.append(_("Open: {hours}").format(hours=hours))
    if receipt.telephone:
        lines.append(_("Telephone: {number}").format(number=receipt.telephone))
    return "\n".join(lines)


def _title(receipt: Receipt) -> str:
    """As on the paper: a receipt as soon as one item was accepted."""
    decisions = {case.decision for case in receipt.cases}
    if decisions & _GOING_ON:
        return "receipt"
    return "notice" if "notify" in decisions else "decline"


def _case(case: CaseReceipt) -> Iterator[str]:
    yield f"{case.item} {either(case.item_name, case.item_name_en)}"
    yield _("  Case number    {number}").format(number=grouped(case.number))
    yield _("  State          {state}").format(state=case_state(case.state))
    yield from _accepted(case) if case.decision in _GOING_ON else _not_accepted(case)


def _accepted(case: CaseReceipt) -> Iterator[str]:
    if not case.deadlines and case.promised_on is not None:
        yield _("  Promised for   {day}").format(day=f"{case.promised_on.year}-{day_words(case.promised_on)}")
    for deadline in case.deadlines:
        yield _due(deadline)
        if deadline.clock == "promised":
            yield from (f"    {words}" for words in step_words(deadline))
    if result := either(case.result_expected, case.result_expected_en):
        yield _("  You will get   {result}").format(result=result)
    yield _("  It comes       {way}").format(way=delivery_words(case.delivery))
    fee = _("No fee") if case.fee is None else either(case.fee.zh, case.fee.en)
    yield _("  Fee            {fee}").format(fee=fee)
    yield from _received(case)
    for owed in case.owed_papers:
        name = either(owed.name, owed.name_en)
        yield _("  Still owed     {paper}, by {day}").format(paper=name, day=owed.due_on.isoformat())


def _not_accepted(case: CaseReceipt) -> Iterator[str]:
    is_notice = case.decision == "notify"
    yield "  " + (_("Missing or wrong, all of it:") if is_notice else _("Why it is not accepted:"))
    yield from _listed([_told(reason.text) for reason in case.reasons])
    bring = _("Bring it, and this case number: what is handed in already is not asked for again.")
    if todo := [*([bring] if is_notice else []), *map(_told, case.remedies)]:
        yield "  " + _("What can be done:")
        yield from _listed(todo)
    if is_notice:
        yield from _received(case)


def _due(deadline: Deadline) -> str:
    return _(_DUE[deadline.clock]).format(day=f"{due_words(deadline)}  {counted_words(deadline)}")


def _received(case: CaseReceipt) -> Iterator[str]:
    english = language() == "en" and len(case.received_papers_en) == len(case.received_papers)
    papers = case.received_papers_en if english else case.received_papers
    if papers:
        yield _("  Handed in      {papers}").format(papers=in_a_row(papers))


def _listed(entries: list[str]) -> Iterator[str]:
    for place, entry in enumerate(entries, start=1):
        yield f"    {place}. {entry}"


def _told(text: Telling) -> str:
    return either(text.zh, text.en)
