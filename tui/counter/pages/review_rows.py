"""Everything that will be sent, and to whom, on one page that can be read aloud."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from backend.guide.bundle import Department, DepartmentSystem
from backend.guide.declared import Fact, FactKind
from backend.guide.item import Stage
from backend.guide.masking import mask_address
from backend.guide.outcome import DecisionKind, PaperLine, PaperState
from backend.guide.sending import sent_facts
from backend.guide.text import Text
from tui.counter.foreseen_days import ForeseenDays
from tui.counter.visit import Visit
from tui.counter.visit.parts import VisitItem
from tui.counter.words import (
    decision_name,
    delivery_words,
    labelled,
    origin,
    paper_state,
    said,
    shown_value,
)
from tui.locale import _, ngettext
from tui.widgets.cells import fit, width
from tui.widgets.sheet_rows import BLANK, Cell, Row, columns_rows, paragraph, row

COURIER = "courier"
USUAL_ADDRESS = "present_address"
"""The fact the node takes for a parcel's address when no other is given."""
_LABEL = 20  # cells, or a third of the page


@dataclass(frozen=True)
class ReviewView:
    """Names and dates the page needs; `revealed` holds full values while they may be seen."""

    departments: Mapping[str, Department] = field(default_factory=dict)
    systems: Mapping[str, DepartmentSystem] = field(default_factory=dict)
    names: Mapping[str, Text] = field(default_factory=dict)
    items: Mapping[str, Text] = field(default_factory=dict)
    days: ForeseenDays = field(default_factory=ForeseenDays)
    revealed: Mapping[str, str] = field(default_factory=dict, repr=False)
    sending: bool = False


def review_rows(visit: Visit, view: ReviewView, room: int) -> list[Row]:
    """The page in `room` cells: decisions, then the values once, then who gets which, then the papers."""
    rows = [row((" " + _("What will be sent, and to whom"), "strong")), BLANK]
    for taken in visit.items:
        rows += [*_decision(visit, taken, view, room), BLANK]
    ways = list(_deliveries(visit, room))
    if ways:
        rows += [row((" " + _("How the result comes"), "strong")), *ways, BLANK]
    sent = _sent(visit)
    if sent:
        rows += [*_values(visit, sent, view, room), BLANK, *_receivers(visit, view, room), BLANK]
    papers = visit.paper_lines()
    if papers:
        rows += [row((" " + _("Papers"), "strong")), *_papers(papers, room), BLANK]
    return [*rows, *_closing(visit, view, room)]


def _decision(visit: Visit, taken: VisitItem, view: ReviewView, room: int) -> Iterator[Row]:
    item, decision = visit.item(taken.code), visit.assessment(taken.code).decision
    role = {DecisionKind.ACCEPT: "ok", DecisionKind.DECLINE: "bad"}.get(decision.kind, "warn")
    words = decision_name(decision.kind)
    yield from columns_rows([Cell(f" {item.code} {said(item.name)}"), Cell(words, width(words), role)], room - 1)
    if decision.kind in (DecisionKind.ACCEPT, DecisionKind.PROVISIONAL):
        yield row("   ", (view.days.words(item.promised_days), "dim"))
    for reason in decision.reasons:
        yield from paragraph(said(reason.text), room - 1, role, lead="   · ")
    if decision.kind is DecisionKind.DECLINE:
        for line in visit.assessment(taken.code).requirements:
            if line.holds is False and line.requirement.say is not None:
                yield from paragraph(said(line.requirement.say), room - 1, "say", lead="   " + _("Say:") + " ")
    for code in decision.instead:
        name = f"{code} {said(view.items[code])}" if code in view.items else code
        yield from paragraph(_("possible instead: {item}").format(item=name), room - 1, "say", indent=3)


def _deliveries(visit: Visit, room: int) -> Iterator[Row]:
    """Each way with its digit, the chosen one with its mark and where it goes."""
    for digit, (taken, way) in enumerate(visit.deliveries(), start=1):
        chosen = taken.delivery == way
        words = delivery_words(way) if len(visit.items) == 1 else f"{taken.code} {delivery_words(way)}"
        where = parcel_goes_to(visit, taken) if chosen and way == COURIER else ""
        tail = f" → {where}" if where else ""
        yield from columns_rows(
            [
                Cell(f"   {digit}", 5, "key"),
                Cell(f"{'✓' if chosen else ' '} {words}{tail}", None, "ok" if chosen else ""),
            ],
            room - 1,
        )


def parcel_goes_to(visit: Visit, taken: VisitItem) -> str:
    """The address a parcel is sent to, masked; nothing when none is known yet."""
    if taken.address:
        return mask_address(taken.address)
    known, fact = visit.everything_known().get(USUAL_ADDRESS), visit.declared.get(USUAL_ADDRESS)
    return shown_value(fact, known) if fact is not None and known is not None and known.is_given() else ""


def _sent(visit: Visit) -> dict[str, Fact]:
    """Every fact some department receives, once, in the form's order."""
    found: dict[str, Fact] = {}
    for taken in _going_on(visit):
        item, assessment = visit.item(taken.code), visit.assessment(taken.code)
        for stage in assessment.stages:
            for code in sent_facts(item, stage, assessment):
                if code in item.facts:
                    found.setdefault(code, item.facts[code])
    return found


def _going_on(visit: Visit) -> list[VisitItem]:
    go = (DecisionKind.ACCEPT, DecisionKind.PROVISIONAL, DecisionKind.UNDECIDED)
    return [taken for taken in visit.items if visit.assessment(taken.code).decision.kind in go]


def _values(visit: Visit, sent: Mapping[str, Fact], view: ReviewView, room: int) -> Iterator[Row]:
    labels = min(max(_LABEL, room // 3), max(width(said(fact.label)) for fact in sent.values()))
    known = visit.everything_known()
    found = {code: value for code in sent if (value := known.get(code)) is not None}
    tails = {code: origin(value, view.names) for code, value in found.items()}
    widest = max((width(tail) for tail in tails.values()), default=8)
    tail_width = max(8, min(widest, 22, room - labels - 24))
    for code, value in found.items():
        fact = sent[code]
        shown = view.revealed.get(code) or shown_value(fact, value)
        yield from columns_rows(
            [
                Cell(f"   {said(fact.label)}", labels + 3, "dim"),
                Cell(_in_lines(fact, shown), None, "value"),
                Cell(fit(tails[code], tail_width), tail_width, "dim", "right"),
            ],
            room - 1,
        )


def _in_lines(fact: Fact, shown: str) -> str:
    """The rows of a table each on a line of its own, anything else in one."""
    return shown if fact.kind is FactKind.TABLE else shown.replace("\n", "；")


def _receivers(visit: Visit, view: ReviewView, room: int) -> Iterator[Row]:
    """Each department with what it gets; `all of it` where it gets everything."""
    everything = list(_sent(visit))
    yield row((" " + _("Goes to"), "strong"))
    for taken in _going_on(visit):
        item, assessment = visit.item(taken.code), visit.assessment(taken.code)
        told: dict[tuple[str, str], list[str]] = {}
        for stage in assessment.stages:
            codes = told.setdefault(_receiver(stage, view), [])
            codes += [code for code in sent_facts(item, stage, assessment) if code not in codes]
        for (department, system), codes in told.items():
            labels = [said(item.facts[code].label) for code in codes if code in item.facts]
            what = _("all of it") if set(codes) >= set(everything) else "、".join(labels)
            receiver = f"{department} · {system}"
            prefix = f"{taken.code} " if len(visit.items) > 1 else ""
            yield from paragraph(labelled(f"{prefix}{receiver}", what), room - 1, indent=3)


def _receiver(stage: Stage, view: ReviewView) -> tuple[str, str]:
    department, system = view.departments.get(stage.department), view.systems.get(stage.system)
    return (
        said(department.name) if department is not None else stage.department,
        said(system.name) if system is not None else stage.system,
    )


def _papers(papers: list[tuple[str, PaperLine]], room: int) -> Iterator[Row]:
    for _item, line in papers:
        words = paper_state(line.state)
        role = "warn" if line.state in (PaperState.MISSING, PaperState.FOLLOWS, PaperState.CONFIRMING) else "dim"
        yield from columns_rows([Cell(f"   {said(line.material.name)}"), Cell(words, width(words), role)], room - 1)


def _closing(visit: Visit, view: ReviewView, room: int) -> list[Row]:
    if view.sending or visit.in_flight:
        return [row((" " + _("Being sent … nothing is lost, it cannot be done twice."), "warn"))]
    if not visit.can_hand_over():
        return [row((" " + _("Something is still open: F5 says what."), "warn"))]
    count = len(visit.items)
    words = ngettext("F12 hands over {count} item.", "F12 hands over {count} items.", count).format(count=count)
    says = (visit.item(taken.code).say.get("review") for taken in _going_on(visit))
    say = next((text for text in says if text is not None), None)
    rows = paragraph(said(say), room - 1, "say", lead=" " + _("Say:") + " ") if say is not None else []
    return [*rows, row((f" {words}", "mark"))]
