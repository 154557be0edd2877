"""How a case looks: where it stands, what each department said, why the date is what it is, what was handed in."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from backend.contract import CaseEvent, CaseView, Deadline, FactView, StageView
from backend.contract.case_numbers import grouped
from backend.guide.declared import Fact, FactKind
from backend.guide.item import Item
from tui.client import Catalogue
from tui.counter.cases.promises import OWED, owed_words, pause_rows
from tui.counter.day_reasons import clock_name, counted_words, due_words, step_words
from tui.counter.words import (
    Names,
    case_state,
    delivery_words,
    either,
    moment_words,
    named,
    time_words,
    value_words,
)
from tui.locale import N_, _
from tui.widgets.cells import width
from tui.widgets.sheet_rows import BLANK, Cell, Row, columns_rows, paragraph, row

Silent = Mapping[str, datetime | None]
"""Systems that do not answer, and since when, where that is known."""

_STAGES = {
    "waiting": N_("not its turn yet"),
    "queued": N_("about to be sent"),
    "sent": N_("with the department"),
    "answered": N_("answered"),
    "returned": N_("returned"),
    "parked": N_("waits for a person"),
    "skipped": N_("not needed"),
}
_OUTCOMES = {"approved": N_("approved"), "refused": N_("refused"), "returned": N_("returned")}
_MARKS = {"answered": ("✓", "ok"), "sent": ("○", "dim"), "returned": ("▲", "warn"), "parked": ("▲", "warn")}
_ACTS = {
    "accept": N_("accepted"),
    "accept_provisionally": N_("accepted provisionally"),
    "notify": N_("notice given"),
    "decline": N_("declined"),
    "send": N_("sent to the department"),
    "hear": N_("a department answered"),
    "approve": N_("a department answered"),
    "decide": N_("decided"),
    "refuse": N_("refused"),
    "return": N_("returned"),
    "produce": N_("result ready"),
    "supplement": N_("papers owed brought"),
    "supplement_in_part": N_("some papers owed brought"),
    "papers_taken": N_("papers brought later sent to the department"),
    "papers_refused": N_("the department does not take papers this way: hand them over by hand"),
    "has_it": N_("the department has it, as it said when called"),
    "send_anew": N_("the department had nothing, as it said when called: sent anew"),
    "resubmit": N_("sent again"),
    "resubmit_owing": N_("sent again"),
    "procedure_begun": N_("special procedure began"),
    "procedure_changed": N_("special procedure takes longer"),
    "procedure_ended": N_("special procedure ended"),
    "paper_reminded": N_("a paper owed is due soon"),
    "paper_due": N_("a paper owed is due today"),
    "paper_overdue": N_("a paper owed did not come in time"),
    "fall_due": N_("waits for the citizen"),
    "withdraw": N_("withdrawn"),
    "hand_out": N_("handed out"),
    "close": N_("closed"),
}
_PROVISIONAL = {
    "supplement_due": N_("Accepted provisionally: it can be finished only when these papers are in."),
    "overdue": N_("Accepted provisionally, and these papers did not come in time: the case waits for them."),
}
_WITH_RESULT = frozenset({"decided", "produced", "delivered", "closed"})


def act_words(act: str) -> str:
    """What was done, as one says it afterwards."""
    return _(_ACTS[act]) if act in _ACTS else act


def case_rows(
    view: CaseView, catalogue: Catalogue | None, room: int, silent: Silent | None = None, item: Item | None = None
) -> list[Row]:
    """The page in `room` cells; `catalogue` knows what departments and systems are called, `item` (as it was when the
    case was made) the words of values; `silent` are the systems that do not answer now, and since when."""
    departments, systems = ({}, {}) if catalogue is None else (catalogue.department_names, catalogue.system_names)
    brief = view.brief
    name = either(brief.item_name, brief.item_name_en)
    state = case_state(brief.state)
    rows = [
        *columns_rows([Cell(f" {brief.item} {name}", None, "strong"), Cell(state, width(state), "mark")], room - 1),
        row(f" {grouped(brief.number)}   {brief.applicant}"),
        BLANK,
    ]
    if view.returned_because:
        words = _("Returned. Tell the citizen: {words}").format(words=view.returned_because)
        rows += [*paragraph(words, room - 1, "warn", lead=" ▲ "), BLANK]
    if view.reasons:
        rows += [*_reasons(view, room), BLANK]
    if brief.state in _PROVISIONAL:
        rows += [*_owed(view, _(_PROVISIONAL[brief.state]), room), BLANK]
    if view.result_number or (view.result_name and brief.state in _WITH_RESULT):
        called = either(view.result_name or "", view.result_name_en or "")
        result = " ".join(part for part in (called, view.result_number) if part)
        rows += [*paragraph(_("Result: {result}").format(result=result), room - 1, "ok", lead=" ✓ "), BLANK]
    for part in (
        _delivery(view),
        _stages(view, systems, room, silent or {}),
        _deadlines(view, room),
        pause_rows(view, departments, room),
        _papers(view, room),
        _facts(view, item, systems, room),
        _history(view, departments, room),
    ):
        lines = list(part)
        rows += [*lines, BLANK] if lines else []
    return rows


def _reasons(view: CaseView, room: int) -> Iterator[Row]:
    declined = view.brief.state == "declined"
    heading = _("Why it is not accepted:") if declined else _("Missing or wrong, all of it:")
    yield from paragraph(heading, room - 1, "warn", lead=" ▲ ")
    for reason in view.reasons:
        yield from paragraph(either(reason.text.zh, reason.text.en), room - 1, lead="   · ")


def _owed(view: CaseView, heading: str, room: int) -> Iterator[Row]:
    """What a case accepted provisionally still wants, and until when."""
    yield from paragraph(heading, room - 1, "warn", lead=" ▲ ")
    for paper in view.papers:
        words, role = owed_words(paper)
        if words:
            name = either(paper.name, paper.name_en)
            yield from columns_rows([Cell(f"   · {name}"), Cell(f" {words}", 1 + width(words), role)], room - 1)


def _delivery(view: CaseView) -> Iterator[Row]:
    """Where nothing was sent to anybody, nothing comes."""
    to = f" → {view.delivery_address}" if view.delivery_address else ""
    if view.stages:
        yield row((" " + _("The result is") + " ", "dim"), delivery_words(view.delivery), (to, "dim"))


def _stages(view: CaseView, systems: Names, room: int, silent: Silent) -> Iterator[Row]:
    if view.stages:
        yield row((" " + _("Departments"), "strong"))
    for stage in view.stages:
        yield from _stage(stage, named(stage.system, systems), room)
        if stage.state in ("queued", "sent") and stage.system in silent:
            yield from paragraph(_silent_words(stage.state, silent[stage.system]), room - 1, "warn", indent=5)
        elif stage.state == "parked":
            yield from paragraph(_parked_words(), room - 1, "warn", indent=5)


def _parked_words() -> str:
    return _(
        "The line broke off, and nobody knows whether this department has the application; it is not sent twice by "
        "itself. Call the department and give the case number, then say below what it answered."
    )


def _silent_words(state: str, since: datetime | None) -> str:
    if state == "sent":
        return _(
            "This department has the application, but gives no answer that can be read now. It is asked again by "
            "itself; nothing is lost."
        )
    if since is None:
        return _("This department does not answer now. It is sent by itself as soon as it does; nothing is lost.")
    words = _(
        "This department has not answered since {time}. It is sent by itself as soon as it does; nothing is lost, "
        "and the citizen need not come again for this."
    )
    return words.format(time=moment_words(since))


def _stage(stage: StageView, system: str, room: int) -> Iterator[Row]:
    name = either(stage.name, stage.name_en)
    mark, role = _MARKS.get(stage.state, ("·", "dim"))
    state = _(_STAGES.get(stage.state, stage.state))
    if stage.outcome:
        state = _(_OUTCOMES.get(stage.outcome, stage.outcome))
    at = stage.answered_at or stage.sent_at
    when = time_words(at) if at is not None else ""
    yield from columns_rows(
        [
            Cell(f" {mark}", 2, role),
            Cell(f"{name} · {system}"),
            Cell(f" {state}", 1 + max(10, width(state)), role),
            Cell(when, 5, "dim"),
        ],
        room - 1,
    )
    if stage.words:
        yield from paragraph(stage.words, room - 1, indent=5)
    if stage.reference:
        yield row("     ", (_("their reference {reference}").format(reference=stage.reference), "dim"))


def _deadlines(view: CaseView, room: int) -> Iterator[Row]:
    for deadline in view.deadlines:
        yield from _deadline(deadline, room)


def _deadline(deadline: Deadline, room: int) -> Iterator[Row]:
    title = clock_name(deadline.clock)
    yield row((f" {title}  ", "strong"), due_words(deadline), (f"  {counted_words(deadline)}", "dim"))
    for words in step_words(deadline):
        yield from paragraph(words, room - 1, "dim", indent=5)


def _papers(view: CaseView, room: int) -> Iterator[Row]:
    """Of a case that was declined nothing is wanted any more."""
    declined = view.brief.state == "declined"
    papers = [paper for paper in view.papers if not (declined and paper.state in OWED)]
    if papers:
        yield row((" " + _("Papers"), "strong"))
    for paper in papers:
        name, reason = either(paper.name, paper.name_en), either(paper.reason, paper.reason_en)
        owed, role = owed_words(paper)
        owed = owed and f" {owed}"
        yield from columns_rows(
            [Cell(f"   {name}", room // 3), Cell(reason, None, "dim"), Cell(owed, width(owed), role)], room - 1
        )


def _facts(view: CaseView, item: Item | None, systems: Names, room: int) -> Iterator[Row]:
    if view.facts:
        yield row((" " + _("Handed over"), "strong"))
    labels = [either(told.label, told.label_en) for told in view.facts]
    widest = max(24, min(room // 3, 3 + max(map(width, labels), default=0)))
    for told, label in zip(view.facts, labels, strict=True):
        shown = shown_fact(told, None if item is None else item.facts.get(told.fact))
        tail = _("corrected") if told.correction else named(told.system, systems) if told.system else ""
        beside = min(width(tail), max(12, room // 2 - 12))
        yield from columns_rows(
            [Cell(f"   {label}", widest, "dim"), Cell(shown), Cell(tail, beside, "dim", "right")],
            room - 1,
        )


def shown_fact(told: FactView, fact: Fact | None) -> str:
    """A fact of a case as it is read: the label of a choice, or the node's masked words."""
    if told.shown is None:
        return ""
    if fact is not None and (fact.kind is FactKind.CHOICE or not isinstance(told.shown, str)):
        return value_words(fact, told.shown)
    return str(told.shown)


def _history(view: CaseView, departments: Names, room: int) -> Iterator[Row]:
    if view.history:
        yield row((" " + _("What happened"), "strong"))
    for event in view.history:
        yield from _event(event, named(event.by, departments), room)


def _event(event: CaseEvent, by: str, room: int) -> Iterator[Row]:
    words = f"  {event.words}" if event.words else ""
    act = act_words(event.act)
    yield from paragraph(f"{moment_words(event.at)}  {act}  {by}{words}", room - 1, "dim", indent=3)
