"""What is brought later: papers that were owed or missing, and values corrected after a return; sent together."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from backend.contract import CaseView, FactView, PaperView
from backend.contract.visits import Scalar
from backend.guide.card import may_be_said_anew
from backend.guide.checks import find_problem, normalise, problem_text
from backend.guide.declared import Fact, FactKind
from backend.guide.item import Item
from backend.guide.text import Text
from tui.client import ClientError, told
from tui.counter.cases.brought import Begun, Brought
from tui.counter.cases.case_rows import shown_fact
from tui.counter.cases.promises import OWED
from tui.counter.dialogs.questions import ChoiceModal, Option, WordsModal
from tui.counter.scans.attachment import BadFile
from tui.counter.scans.file_picker import FilePicker
from tui.counter.visit import HUMAN
from tui.counter.visit.entry_lines import longest_typed
from tui.counter.words import said, value_words
from tui.locale import N_, Words, _, ngettext
from tui.widgets import Cell, FieldInput, Modal, Notice, PickList, Piece, row_pieces

Attach = Callable[[Path], Awaitable[str]]
"""Hands a scan to the node; its digest. Raises BadFile, ClientError."""
_RETURNED = "returned"
_MAY_BE_SAID_ANEW = frozenset({_RETURNED, "notified"})
"""While only papers are owed, departments have the application as it is."""


@dataclass(frozen=True)
class _Line:
    code: str
    name: Text
    paper: PaperView | None = None
    fact: Fact | None = None
    told: FactView | None = None

    @property
    def label(self) -> str:
        return said(self.name)

    @property
    def shown(self) -> str:
        return "" if self.told is None else shown_fact(self.told, self.fact)


_HOW = N_("Enter says that a paper was brought, or opens a value to be put right; F12 sends all of it.")


class SupplementModal(Modal[Brought]):
    """Enter ticks a paper, or says a value anew; F3 attaches a scan to a paper; F12 sends what was brought.

    Every change is kept: after Escape, a crash or a hand-over the node did not hear it goes on where it was.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "attach", N_("Attach a scan"), priority=True),
        Binding("f12", "send", N_("Send"), priority=True),
    ]
    FIRST = ("choose", "send")
    HELP = _HOW
    DEFAULT_CSS = """
    SupplementModal {
        & > .modal--frame { width: 100; }
        & .modal--body { max-height: 4; }
        & PickList { margin: 1 0 0 0; }
        & FieldInput { margin-top: 1; display: none; }
    }
    """

    def __init__(
        self,
        heading: Words,
        view: CaseView,
        item: Item | None,
        begun: Begun,
        *,
        attach: Attach | None = None,
        folder: Path | None = None,
    ) -> None:
        super().__init__(heading, view.returned_because or (lambda: _(_HOW)))
        self._hand_in, self._folder = attach, folder
        self._was_returned = view.brief.state == _RETURNED
        self._begun = begun
        self.brought = begun.brought()
        self._editing: _Line | None = None
        lines = _lines(view, item)
        self._leave_out_what_is_not_wanted({line.code for line in lines})
        self.list: PickList[_Line] = PickList(lines, paint=self._paint, counted=False)
        self.list.styles.height = min(9, max(3, len(lines)))  # the field below it fits into 24 lines
        self.field = FieldInput(enter=N_("Next"))
        self.notice = Notice()

    def inside(self) -> ComposeResult:
        yield self.list
        yield self.field
        yield self.notice

    def on_mount(self) -> None:
        self.list.focus()
        if self.brought != Brought():
            self.notice.say(lambda: _("What was begun here before is still there; F12 sends it."))
            self.call_after_refresh(self._go_on_typing)

    def _go_on_typing(self) -> None:
        """Once the list has its room: it would scroll away what fits."""
        for place, line in enumerate(self.list.rows):
            if line.fact is not None and (typed := self.brought.typing.get(line.code)):
                self.list.move_to(place)
                self._open(line, line.fact, typed)

    def _leave_out_what_is_not_wanted(self, wanted: set[str]) -> None:
        """The case may have gone on since it was begun."""
        brought = self.brought
        for kept in (brought.papers, brought.facts, brought.typing):
            for code in kept.keys() - wanted:
                del kept[code]

    def _changed(self) -> None:
        self._begun.keep(self.brought)
        self.list.redraw()

    def _paint(self, line: _Line, cells: int) -> list[Piece]:
        if line.paper is not None:
            brought = line.code in self.brought.papers
            owed = line.paper.state in OWED
            mark, state = ("✓", _("brought")) if brought else ("○", _("not yet")) if owed else (" ", _("in hand"))
            if scans := len(self.brought.papers.get(line.code, [])):
                state = ngettext("{count} scan", "{count} scans", scans).format(count=scans)
            return row_pieces([Cell(mark, 1), Cell(line.label), Cell(state, 12, "" if brought else "dim")], cells)
        value = self.brought.facts.get(line.code)
        shown = line.shown if value is None or line.fact is None else value_words(line.fact, value)
        mark = "✓" if value is not None else " "
        return row_pieces([Cell(mark, 1), Cell(line.label, 24, "dim"), Cell(shown)], cells)

    def on_pick_list_chosen(self, event: PickList.Chosen[_Line]) -> None:
        event.stop()
        line = event.row
        if line.paper is not None:
            if self.brought.papers.pop(line.code, None) is None:
                self.brought.papers[line.code] = []
            self._changed()
        elif line.fact is not None and line.fact.choices:
            self._choose(line, line.fact)
        elif line.fact is not None:
            self._open(line, line.fact)

    def _choose(self, line: _Line, fact: Fact) -> None:
        options: list[Option] = [(choice.value, partial(said, choice.label)) for choice in fact.choices]
        self.app.push_screen(ChoiceModal(lambda: line.label, "", options), lambda value: self._say(line, value))

    def _open(self, line: _Line, fact: Fact, typed: str = "") -> None:
        self._editing = line
        self.field.max_length = longest_typed(fact)
        self.field.value = typed
        self.retranslate()
        self.field.display = True
        self.field.focus()

    def retranslate(self) -> None:
        self.field.placeholder = "" if self._editing is None else self._editing.shown

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._editing is not None:
            self.brought.typing = {self._editing.code: event.value} if event.value else {}
            self._changed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        line = self._editing
        if line is None or line.fact is None:
            return
        if event.value.strip():
            value = normalise(line.fact, event.value)
            problem = find_problem(line.fact, value)
            if problem is not None:
                self.notice.say(partial(said, problem_text(problem, line.fact)), "problem")
                return
            self._say(line, value)
        self._close()

    def _close(self) -> None:
        self._editing = None
        self.brought.typing.clear()
        self._changed()
        self.field.display = False
        self.notice.clear()
        self.list.focus()

    def _say(self, line: _Line, value: Scalar | None) -> None:
        if value is None:
            return
        if line.told is not None and value == line.told.shown:
            self.brought.facts.pop(line.code, None)  # as it was before
        else:
            self.brought.facts[line.code] = value
        self._changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "attach":
            return self._hand_in is not None and self._folder is not None
        return super().check_action(action, parameters)

    def action_attach(self) -> None:
        line = self.list.current
        if line is None or line.paper is None or self._folder is None:
            self.notice.say(_("Go to a paper first: a scan belongs to one."), "caution")
            return

        def answered(path: Path | None) -> None:
            if path is not None:
                self.run_worker(self._send_scan(line.code, path), group="scan")

        picker = FilePicker(lambda: _("Attach a scan: {name}").format(name=line.label), self._folder)
        self.app.push_screen(picker, answered)

    async def _send_scan(self, material: str, path: Path) -> None:
        if self._hand_in is None:
            return
        try:
            digest = await self._hand_in(path)
        except BadFile as bad:
            self.notice.say(bad.sentence(), "problem")
        except ClientError as error:
            self.notice.say(told(error), "problem")
        else:
            scans = self.brought.papers.setdefault(material, [])
            if digest not in scans:
                scans.append(digest)
            self.notice.say(_("{name} is attached.").format(name=path.name), "done")
            self._changed()

    def action_cancel(self) -> None:
        if self._editing is not None:
            self._close()
        else:
            self.dismiss(None)

    def action_send(self) -> None:
        if self._editing is not None and self.field.value.strip():
            self.notice.say(_("Press Enter to take the value over first."), "caution")
        elif self.brought.papers or self.brought.facts:
            self.brought.words = None
            self.dismiss(self.brought)
        elif self._was_returned:
            self._ask_why()
        else:
            self.notice.say(_("Nothing is ticked yet, so there is nothing to send."), "caution")

    def _ask_why(self) -> None:
        """What a department returned and nobody changed is returned again, unless there is a reason."""

        def answered(words: str | None) -> None:
            if words:
                self.brought.words = words
                self._changed()
                self.dismiss(self.brought)

        body = N_("What was returned is likely to be returned again. Escape leads back; to send it as it is, say why.")
        question = WordsModal(lambda: _("Nothing was changed."), lambda: _(body), [])
        question.field.value = self.brought.words or ""
        self.app.push_screen(question, answered)


def _lines(view: CaseView, item: Item | None) -> Sequence[_Line]:
    """Papers owed first, after a return also those in hand, then what may be said anew."""
    wanted = (OWED, frozenset({"in_hand"})) if view.brief.state == _RETURNED else (OWED,)
    papers = [
        _Line(paper.material, Text(zh=paper.name, en=paper.name_en), paper=paper)
        for states in wanted
        for paper in view.papers
        if paper.state in states
    ]
    facts = view.facts if view.brief.state in _MAY_BE_SAID_ANEW else []
    return [*papers, *[line for fact in facts if (line := _fact_line(fact, item)) is not None]]


def _fact_line(told: FactView, item: Item | None) -> _Line | None:
    fact = None if item is None else item.facts.get(told.fact)
    if item is None or fact is None or fact.kind is FactKind.TABLE:
        return None
    line = next((line for line in item.fields if line.fact == told.fact), None)
    if line is None or not (line.editable or told.source in HUMAN) or not may_be_said_anew(fact, told.source):
        return None
    return _Line(told.fact, fact.label, fact=fact, told=told)
