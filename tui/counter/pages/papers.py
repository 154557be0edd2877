"""The papers: each says why it is needed or why not; what was done about it is said with a digit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from backend.guide.item import MaterialSource
from backend.guide.outcome import DecisionKind, PaperLine, PaperState
from backend.guide.steps import Need, Step
from tui.counter.digit_keys import digit_keys
from tui.counter.pages.paper_acts import Act, OpenAct, done, open_acts
from tui.counter.visit import Visit
from tui.counter.words import is_settled, paper_state, said
from tui.locale import N_, _, ngettext, sentences
from tui.preview import shows_pictures
from tui.widgets.cells import width
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_rows import BLANK, Cell, Row, columns_row, columns_rows, paragraph, row

_MARKS = {
    PaperState.MISSING: ("·", "warn"),
    PaperState.FOLLOWS: ("▷", "warn"),
    PaperState.CONFIRMING: ("○", "warn"),
    PaperState.OPTIONAL: (" ", "dim"),
    PaperState.WAIVED: ("●", "ok"),
    PaperState.IN_LIBRARY: ("●", "ok"),
    PaperState.IN_HAND: ("✓", "ok"),
}
_MARK = 2
"""Cells before a paper's name."""


class PapersPage(Sheet):
    HELP = N_(
        "Papers: each says why it is needed, or why not. ↑ and ↓ lead from one to the next, the digits below it say "
        "what became of it. Ctrl+P prints the filled forms for the signature. A scan is picked from the scanner's "
        "folder, and looked at before it is attached."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", N_("Next")),
        *digit_keys("digit"),
    ]
    HIGHLIGHTS = False

    @dataclass(kw_only=True)
    class Changed(Message):
        """What is in hand has changed; `only_place`: nothing but where the cursor stands."""

        only_place: bool = False

    @dataclass
    class Advance(Message):
        after: Need

    @dataclass
    class WantsFile(Message):
        material: str

    @dataclass
    class WantsLook(Message):
        """At the scan of a paper."""

        material: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._visit: Visit | None = None

    def show(self, visit: Visit, at: str) -> None:
        """Show the papers of a visit with the cursor on the material `at`."""
        self._visit = visit
        keys = self.keys()
        self.at = at if at in keys else (keys[0] if keys else "")
        self.redraw()
        self.refresh_bindings()

    def focus_work(self) -> None:
        self.focus()

    @property
    def lines(self) -> list[tuple[str, PaperLine]]:
        return [] if self._visit is None else self._visit.paper_lines()

    @property
    def current(self) -> tuple[str, PaperLine] | None:
        return next(((item, line) for item, line in self.lines if line.material.code == self.at), None)

    def keys(self) -> list[str]:
        return [line.material.code for _, line in self.lines]

    def acts(self) -> list[OpenAct]:
        """What can be done about the paper at the cursor, in the order of the digits."""
        found = self.current
        if found is None or self._visit is None:
            return []
        return open_acts(found[1], self._visit.paper(found[1].material.code), with_pictures=shows_pictures(self.app))

    # Drawing

    def rows(self, room: int) -> list[Row]:
        if self._visit is None:
            return []
        lines = self.lines
        settled = sum(is_settled(line.state) for _, line in lines)
        title = _("Papers of this visit")
        count = _("{settled} of {all} settled").format(settled=settled, all=len(lines))
        rows = [columns_row([Cell(f" {title}", None, "strong"), Cell(count, width(count), "dim")], room - 1), BLANK]
        if not lines:
            rows.append(row(("   " + _("Nothing has to be brought or signed."), "dim")))
        names = max((width(said(line.material.name)) for _, line in lines), default=8)
        states = max((width(self._state(line)) for _, line in lines), default=8)
        for item, line in lines:
            rows += self._paper(item, line, min(names, room - 1 - _MARK - 2 - states), room)
        return rows

    def _paper(self, item: str, line: PaperLine, names: int, room: int) -> Iterator[Row]:
        code, here = line.material.code, line.material.code == self.at
        mark, role = ("✗", "warn") if line.absent else _MARKS[line.state]
        yield from columns_rows(
            [
                Cell(" ▶" if here else f" {mark}", _MARK, "mark" if here else role),
                Cell(said(line.material.name), names, "strong" if here else ""),
                Cell(self._state(line), None, role if role != "ok" else "dim"),
            ],
            room - 1,
            key=code,
        )
        if here:
            yield from self._details(item, line, room)
            yield from self._acts(room)
            yield BLANK
        elif line.state is not PaperState.IN_HAND:
            yield from paragraph(self._why(item, line), room - 1, "dim", indent=3, key=code)[:2]

    def _state(self, line: PaperLine) -> str:
        words = paper_state(line.state)
        if line.absent:
            return _("cannot be given today")
        if line.state is PaperState.MISSING and line.material.signature:
            return _("to be signed")
        return words

    def _why(self, item: str, line: PaperLine) -> str:
        """For an item that is declined nothing may follow."""
        days = line.days_to_follow if line.state is PaperState.MISSING else None
        if days is None or self._visit is None or self._visit.assessment(item).decision.kind is DecisionKind.DECLINE:
            return said(line.reason)
        words = ngettext(
            "It may follow within {count} working day.", "It may follow within {count} working days.", days
        )
        return sentences(said(line.reason), words.format(count=days))

    def _details(self, item: str, line: PaperLine, room: int) -> Iterator[Row]:
        """Everything the operator may want to know of the paper at the cursor."""
        material = line.material
        code = material.code
        yield from paragraph(self._why(item, line), room - 1, indent=3, key=code)
        if line.state in (PaperState.MISSING, PaperState.FOLLOWS):
            counts = []
            if material.originals and material.source is not MaterialSource.PRINTED:
                counts.append(_("original {count}").format(count=material.originals))
            if material.copies:
                counts.append(_("copy {count}").format(count=material.copies))
            if counts:
                yield row("   ", (" · ".join(counts), "dim"), key=code)
            if material.source is MaterialSource.PRINTED and material.signature:
                yield row("   ", (_("Ctrl+P prints the form to be signed"), "dim"), key=code)
        for check in material.check:
            yield from paragraph(said(check), room - 1, "dim", lead="   " + _("Look at:") + " ", key=code)
        if material.say is not None:
            yield from paragraph(said(material.say), room - 1, "say", lead="   " + _("Say:") + " ", key=code)

    def _acts(self, room: int) -> Iterator[Row]:
        spans: list[tuple[str, str]] = [("   ", "")]
        used = 3
        for digit, act in enumerate(self.acts(), start=1):
            words = f"{act.words()}{' ✓' if act.done and act.act is not Act.ATTACH else ''}"
            size = width(words) + 5
            if used + size > room - 1 and used > 3:
                yield Row(tuple(spans), self.at)
                spans, used = [("   ", "")], 3
            spans += [(f"{digit} ", "key"), (f"{words}   ", "ok" if act.done else "")]
            used += size
        if len(spans) > 1:
            yield Row(tuple(spans), self.at)

    # What the operator does

    def moved(self) -> None:
        super().moved()
        self.refresh_bindings()
        self.post_message(self.Changed(only_place=True))

    def action_next(self) -> None:
        found = self.current
        item, code = ("", "") if found is None else (found[0], found[1].material.code)
        self.post_message(self.Advance(Need(Step.PAPERS, item, code)))

    def action_digit(self, digit: int) -> None:
        acts, found = self.acts(), self.current
        if found is None or self._visit is None or not 1 <= digit <= len(acts):
            return
        act, material = acts[digit - 1].act, found[1].material
        if act is Act.ATTACH:
            self.post_message(self.WantsFile(material.code))
            return
        if act is Act.LOOK:
            self.post_message(self.WantsLook(material.code))
            return
        owed = found[1].state is PaperState.MISSING
        self._visit.put_paper(material.code, done(act, self._visit.paper(material.code), material))
        self.redraw()
        self.post_message(self.Changed())
        now = self.current
        if owed and now is not None and (now[1].absent or now[1].state is not PaperState.MISSING):
            self.action_next()
