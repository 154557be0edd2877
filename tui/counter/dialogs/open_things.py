"""Everything that stands between the visit and its hand-over, in one list; Enter leads to one."""

from dataclasses import dataclass

from textual.app import ComposeResult

from backend.guide.steps import Need, Step, needs, waiting
from backend.guide.text import Text
from tui.counter.visit import Visit
from tui.counter.words import said, step_name
from tui.locale import N_, _
from tui.widgets import Cell, Modal, PickList, Piece, row_pieces
from tui.widgets.cells import width


@dataclass(frozen=True)
class OpenThing:
    """One line: where it is, what it is, and whether a system may still settle it."""

    need: Need
    label: Text
    waits: bool = False


def open_things(visit: Visit) -> list[OpenThing]:
    """What needs a human, then what is being asked of a department."""
    found = [OpenThing(need, _label(visit, need)) for need in needs(visit.assessed)]
    return found + [OpenThing(need, _label(visit, need), waits=True) for need in waiting(visit.assessed)]


def _label(visit: Visit, need: Need) -> Text:
    unnamed = Text(zh=need.code, en=need.code)
    match need.step:
        case Step.ASK:
            lines = {line.situation.fact: line.situation.question for _, line in visit.questions()}
            return lines.get(need.code, unnamed)
        case Step.PAPERS:
            papers = {line.material.code: line.material.name for _, line in visit.paper_lines()}
            return papers.get(need.code, unnamed)
        case _:
            fact = visit.declared.get(need.code)
            return fact.label if fact is not None else unnamed


class OpenThings(Modal[Need]):
    HELP = N_(
        "All that stands between this visit and its hand-over. Enter goes to the one chosen. What is still being asked "
        "of a department may settle by itself."
    )
    DEFAULT_CSS = """
    OpenThings {
        & > .modal--frame { width: 100; }
        & PickList { height: 14; margin: 1 0 0 0; }
    }
    """

    def __init__(self, things: list[OpenThing]) -> None:
        super().__init__(lambda: _("What is still open"))
        self.list: PickList[OpenThing] = PickList(
            things, paint=_paint, nothing=N_("Nothing is open: F9 shows the review."), counted=False
        )

    def inside(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.list.focus()

    def on_pick_list_chosen(self, event: PickList.Chosen[OpenThing]) -> None:
        event.stop()
        self.dismiss(event.row.need)


def _paint(thing: OpenThing, cells: int) -> list[Piece]:
    state = _("○ being asked") if thing.waits else ""
    return row_pieces(
        [
            Cell(step_name(thing.need.step), 8, "dim"),
            Cell(thing.need.item, 8, "dim"),
            Cell(said(thing.label)),
            Cell(state, width(state), "dim"),
        ],
        cells,
    )
