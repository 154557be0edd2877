"""Cases of this hall: by number, or from the newest ones."""

from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from backend.contract import CaseBrief, OwedPaper
from backend.contract.case_numbers import grouped, is_case_number
from tui.client import ClientError, Station, told
from tui.counter.cases.promises import owed_until_words, owed_words
from tui.counter.foretold import looks_to_see_to, looks_words
from tui.counter.words import case_state, either
from tui.locale import N_, _
from tui.widgets import Cell, FieldInput, KeyBar, Notice, Phrase, PickList, Piece, Scanned, WorkScreen, row_pieces
from tui.widgets.cells import width
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_rows import Row, paragraph

_FETCHED_SOON = N_("Being fetched from the node …")
_NOT_FETCHED = N_("Not fetched yet.")
_NUMBER = 29
"""Cells of a case number in groups."""
_APPLICANT = 8
"""Cells of a masked name with what tells two of a surname apart."""


class CasesScreen(WorkScreen[str]):
    """Gives back the number of the case to open."""

    TITLE = N_("Cases")
    HELP = N_("Type or scan a case number, or pick one of the hall's newest cases. Enter opens it, Escape goes back.")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", N_("Back"))]
    DEFAULT_CSS = """
    CasesScreen {
        & #prompt { margin: 1 1 0 1; text-style: bold; height: 1; }
        & FieldInput { margin: 0 1 1 1; max-width: 50; }
        & #about { height: 3; }
    }
    """

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self.field = FieldInput(max_length=40, enter=N_("Choose"))
        self.list: PickList[CaseBrief | OwedPaper] = PickList(paint=self._paint, nothing=_FETCHED_SOON)
        self.list.can_focus = False
        self.about = Sheet(id="about")
        self.about.can_focus = False
        self.about.paint = self._about
        self.notice = Notice()
        self._fetched = False
        self._stale = ""
        """What was said when the list could not be fetched, until it is."""

    def compose(self) -> ComposeResult:
        yield Phrase(N_("Case number, typed or scanned:"), id="prompt")
        yield self.field
        with Vertical():
            yield self.list
        yield self.about
        yield self.notice
        yield KeyBar(always=("escape", "f1"))

    def on_mount(self) -> None:
        self.field.steers = self.list
        self.field.focus()
        self._fetch()

    def fetch_missing(self) -> None:
        """The node is back: a list that was fetched stays as it is, under the cursor."""
        if not self._fetched:
            self._fetch()

    @work(exclusive=True)
    async def _fetch(self) -> None:
        self.list.say_nothing(_FETCHED_SOON)
        try:
            owed, cases = await self._station.node.owed_papers(), await self._station.node.cases()
            looks = await looks_to_see_to(self._station)
        except ClientError as error:
            self._stale = told(error, again=True)
            self.list.say_nothing(_NOT_FETCHED)
            self.notice.say(self._stale, "problem")
        else:
            self._fetched = True
            self.withdraw(self._stale)
            self.list.say_nothing(N_("No case yet"))
            self.list.set_rows([*owed, *cases])
            if looks:
                self.notice.say(partial(looks_words, looks), "caution")

    def on_pick_list_moved(self, event: PickList.Moved[CaseBrief | OwedPaper]) -> None:
        event.stop()
        self.about.redraw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        if is_case_number(text):
            self.dismiss(text)
        elif text:
            self.notice.say(_("A case number has 24 characters, digits and a letter at the end at most."), "caution")
        elif self.list.current is not None:
            self.dismiss(self.list.current.number)

    def on_scanned(self, event: Scanned) -> None:
        event.stop()
        self.dismiss(event.text)

    def action_leave(self) -> None:
        self.dismiss(None)

    def _paint(self, line: CaseBrief | OwedPaper, cells: int) -> list[Piece]:
        number = Cell(grouped(line.number), _NUMBER)
        if isinstance(line, OwedPaper):
            return row_pieces([number, *_owed_cells(line)], cells)
        cases = [case for case in self.list.rows if isinstance(case, CaseBrief)]
        room = max(width(case_state(case.state)) for case in cases)
        return row_pieces([number, *_case_cells(line, room)], cells)

    def _about(self, room: int) -> list[Row]:
        """The names at the cursor whole: the list may have to cut them."""
        line = self.list.current
        if line is None:
            return []
        words = f"{line.applicant}  {line.item} {either(line.item_name, line.item_name_en)}"
        if isinstance(line, OwedPaper):
            words = f"{either(line.name, line.name_en)}  {words}"
        elif line.owed_until is not None:
            words = f"{words}  {owed_until_words(line.owed_until, self._station.today)[0]}"
        return paragraph(words, room - 1, "dim", indent=2)


def _owed_cells(owed: OwedPaper) -> list[Cell]:
    """What falls due stands first: the paper, and whether the citizen or the hall owes it."""
    words, _role = owed_words(owed)
    who = owed.applicant if owed.by == "applicant" else _("hall")
    return [
        Cell(who, _APPLICANT),
        Cell(f"▲ {either(owed.name, owed.name_en)}", None, "mark"),
        Cell(words, width(words), "mark"),
    ]


def _case_cells(case: CaseBrief, state: int) -> list[Cell]:
    promised = f"{case.promised_on:%m-%d}" if case.promised_on else ""
    name = either(case.item_name, case.item_name_en)
    return [Cell(case.applicant, _APPLICANT), Cell(name), Cell(case_state(case.state), state), Cell(promised, 5, "dim")]
