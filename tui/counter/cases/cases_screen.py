"""Cases of this hall: by number, or from the newest ones."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from backend.contract import CaseBrief, OwedPaper
from backend.contract.case_numbers import grouped, is_case_number
from tui.client import ClientError, Station, told
from tui.counter.cases.promises import due_words
from tui.counter.words import case_state
from tui.locale import N_, _, language
from tui.widgets import Cell, FieldInput, KeyBar, Notice, Phrase, PickList, Piece, Scanned, WorkScreen, row_pieces
from tui.widgets.cells import width


class CasesScreen(WorkScreen[str]):
    """Gives back the number of the case to open."""

    TITLE = N_("Cases")
    HELP = N_("Type or scan a case number, or pick one of the hall's newest cases. Enter opens it, Escape goes back.")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", N_("Back"))]
    DEFAULT_CSS = """
    CasesScreen {
        & #prompt { margin: 1 1 0 1; text-style: bold; height: 1; }
        & FieldInput { margin: 0 1 1 1; max-width: 50; }
    }
    """

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self.field = FieldInput(max_length=40, enter=N_("Choose"))
        self.list: PickList[CaseBrief | OwedPaper] = PickList(paint=_paint, nothing=N_("No case yet"))
        self.list.can_focus = False
        self.notice = Notice()

    def compose(self) -> ComposeResult:
        yield Phrase(N_("Case number, typed or scanned:"), id="prompt")
        yield self.field
        with Vertical():
            yield self.list
        yield self.notice
        yield KeyBar(always=("escape", "f1"))

    def on_mount(self) -> None:
        self.field.steers = self.list
        self.field.focus()
        self._fetch()

    @work(exclusive=True)
    async def _fetch(self) -> None:
        try:
            owed, cases = await self._station.node.owed_papers(), await self._station.node.cases()
            self.list.set_rows([*owed, *cases])
        except ClientError as error:
            self.notice.say(told(error), "problem")

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


def _paint(line: CaseBrief | OwedPaper, cells: int) -> list[Piece]:
    return _paint_owed(line, cells) if isinstance(line, OwedPaper) else _paint_case(line, cells)


def _paint_owed(owed: OwedPaper, cells: int) -> list[Piece]:
    """What falls due stands first: the paper, and whether the citizen or the hall owes it."""
    name = owed.name_en if language() == "en" else owed.name
    words, _role = due_words(owed.due_on, owed.due)
    who = owed.applicant if owed.by == "applicant" else _("hall")
    return row_pieces(
        [
            Cell(grouped(owed.number), 30),
            Cell(who, 6),
            Cell(f"▲ {name}", None, "mark"),
            Cell(words, width(words), "mark"),
        ],
        cells,
    )


def _paint_case(case: CaseBrief, cells: int) -> list[Piece]:
    name = case.item_name_en if language() == "en" else case.item_name
    return row_pieces(
        [
            Cell(grouped(case.number), 30),
            Cell(case.applicant, 6),
            Cell(name),
            Cell(case_state(case.state), 14),
            Cell(f"{case.promised_on:%m-%d}" if case.promised_on else "", 6, "dim"),
        ],
        cells,
    )
