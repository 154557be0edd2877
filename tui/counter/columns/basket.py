"""The right column: what is done in this visit, what each item still lacks, and the decision the rules allow now."""

from collections.abc import Iterator, Sequence

from backend.contract import CaseReceipt
from backend.guide.outcome import Assessment, DecisionKind, FieldState, PaperState
from tui.counter.foreseen_days import ForeseenDays
from tui.counter.visit import Visit
from tui.counter.visit.parts import VisitItem
from tui.counter.words import case_state, day_words, decision_name, is_settled, labelled, said
from tui.locale import _, ngettext
from tui.widgets.cells import width
from tui.widgets.sheet_rows import BLANK, Cell, Row, columns_row, paragraph, row


def basket_rows(visit: Visit, current: str, days: ForeseenDays, room: int) -> list[Row]:
    """The column in `room` cells."""
    inner = max(8, room - 1)
    rows = [row((f" {title(visit)}", "strong")), BLANK]
    for taken in visit.items:
        rows += [*_item(visit, taken, current, days, inner), BLANK]
    for part in (_shared_papers(visit, inner), _savings(visit, inner), _fees(visit, inner), _decision(visit, inner)):
        lines = list(part)
        rows += [*lines, BLANK] if lines else []
    return rows


def title(visit: Visit) -> str:
    count = len(visit.items)
    return ngettext("This visit: {count} item", "This visit: {count} items", count).format(count=count)


def basket_line(visit: Visit) -> str:
    """The column in a few words, where there is no room for it."""
    count = len(visit.items)
    return ngettext("{count} item · F4", "{count} items · F4", count).format(count=count) if count else ""


def _item(visit: Visit, taken: VisitItem, current: str, days: ForeseenDays, room: int) -> Iterator[Row]:
    item, assessment = visit.item(taken.code), visit.assessment(taken.code)
    here = taken.code == current
    name = f"{taken.code} {said(item.name)}"
    yield columns_row(
        [Cell("▶" if here else "", 1, "mark"), Cell(name, None, "strong" if here else "")], room, key=taken.code
    )
    if (given := _given(visit, taken)) is not None:
        yield row("  ", (case_state(given.state), "ok"), key=taken.code)
        if given.promised_on is not None:
            yield row("  ", (f"→ {day_words(given.promised_on)}", "dim"), key=taken.code)
        return
    if assessment.decision.kind is DecisionKind.DECLINE:
        yield row("  ", (decision_name(DecisionKind.DECLINE), "bad"), key=taken.code)
        return
    yield from _lines_of(list(_progress(assessment)), room, taken.code)
    yield row("  ", (days.words(item.promised_days), "dim"), key=taken.code)


def _lines_of(parts: Sequence[tuple[str, str]], room: int, key: str) -> Iterator[Row]:
    """The parts on one line, or on two where they do not fit."""
    whole = 2 + sum(width(text) for text, _role in parts)
    lines = [parts] if whole <= room else [parts[:-1], parts[-1:]]
    for line in lines:
        yield row("  ", *line, key=key)


def _given(visit: Visit, taken: VisitItem) -> CaseReceipt | None:
    """The receipt of the item's case, once there is one."""
    cases = visit.receipt.cases if visit.receipt is not None else []
    return next((case for case in cases if case.case == taken.case), None)


def _progress(assessment: Assessment) -> Iterator[tuple[str, str]]:
    questions = len(assessment.open_questions())
    if questions:
        yield ngettext("{count} question  ", "{count} questions  ", questions).format(count=questions), "warn"
    needed = [line for line in assessment.fields if line.state is not FieldState.EMPTY]
    filled = sum(line.state is FieldState.FILLED for line in needed)
    words = _("form {filled}/{all}").format(filled=filled, all=len(needed))
    yield f"{words}  ", "" if filled < len(needed) else "ok"
    papers = [line for line in assessment.papers if line.state is not PaperState.OPTIONAL]
    settled = sum(is_settled(line.state) for line in papers)
    words = _("papers {settled}/{all}").format(settled=settled, all=len(papers))
    yield words, "" if settled < len(papers) else "ok"


def _shared_papers(visit: Visit, room: int) -> Iterator[Row]:
    lines = visit.shared_papers()
    if lines:
        yield row((" " + _("Shared papers, handed in once"), "strong"))
    for line in lines:
        settled = is_settled(line.state)
        yield columns_row(
            [Cell("  ✓" if settled else "  ○", 3, "ok" if settled else "warn"), Cell(said(line.material.name))], room
        )


def _savings(visit: Visit, room: int) -> Iterator[Row]:
    """What the citizen was spared, as the guide counts it."""
    saved = visit.assessed.saved
    parts = []
    if saved.trips:
        parts.append(ngettext("{count} trip", "{count} trips", saved.trips).format(count=saved.trips))
    if saved.papers:
        parts.append(ngettext("{count} paper", "{count} papers", saved.papers).format(count=saved.papers))
    if saved.fields:
        parts.append(ngettext("{count} field", "{count} fields", saved.fields).format(count=saved.fields))
    if parts:
        yield from paragraph(_("Saved: {what}").format(what=" · ".join(parts)), room, "dim", indent=1)


def _fees(visit: Visit, room: int) -> Iterator[Row]:
    fees = [(visit.item(taken.code), visit.item(taken.code).fee) for taken in visit.items]
    for item, fee in fees:
        if fee is not None:
            yield from paragraph(labelled(_("Fee"), said(fee)), room, indent=1, key=item.code)
    if fees and all(fee is None for _item, fee in fees):
        yield row((" " + _("No fee"), "dim"))


def _decision(visit: Visit, room: int) -> Iterator[Row]:
    if not visit.items or visit.receipt is not None:
        return
    yield row((" " + _("The rules allow now"), "strong"))
    kinds = visit.decisions()
    for kind in DecisionKind:
        codes = [code for code, decided in kinds.items() if decided is kind]
        if codes:
            role = {DecisionKind.ACCEPT: "ok", DecisionKind.UNDECIDED: "dim", DecisionKind.DECLINE: "bad"}.get(
                kind, "warn"
            )
            which = "" if len(kinds) == 1 else f" · {' '.join(codes)}"
            yield from paragraph(f"{decision_name(kind)}{which}", room, role, indent=2)
    if still_open := _reasons(visit, DecisionKind.UNDECIDED):
        words = ngettext("{count} thing is still open", "{count} things are still open", still_open)
        yield row((f"  {words.format(count=still_open)}", "dim"))
    if lacking := _reasons(visit, DecisionKind.PROVISIONAL, DecisionKind.NOTIFY):
        words = ngettext("{count} thing is lacking", "{count} things are lacking", lacking)
        yield row((f"  {words.format(count=lacking)}", "dim"))


def _reasons(visit: Visit, *kinds: DecisionKind) -> int:
    decided = (visit.assessment(code).decision for code, kind in visit.decisions().items() if kind in kinds)
    return sum(len(decision.reasons) for decision in decided)
