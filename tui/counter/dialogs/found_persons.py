"""Who was found by name and year of birth: masked, to be compared with what the citizen says before one is chosen."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult

from backend.contract import FoundPerson
from tui.locale import N_, _
from tui.widgets import Cell, Modal, PickList, Piece, row_pieces

_IN_VIEW: Final = 10


class FoundPersons(Modal[str]):
    DEFAULT_CSS = """
    FoundPersons {
        & > .modal--frame { width: 84; }
        & PickList { margin: 1 0 0 0; }
    }
    """
    HELP: ClassVar[str] = N_(
        "Those of this name and year of birth who were served at this hall, each with the beginning and the end of the "
        "ID number and the village. Let the citizen say both, do not read them out; Enter takes the one they fit. "
        "The search is written down. If none fits, Esc leads back, to type the ID number."
    )

    def __init__(self, persons: Sequence[FoundPerson]) -> None:
        super().__init__(
            lambda: _("Who is it?"),
            lambda: _(
                "Let the citizen say the village and how the ID number ends, then choose. If none fits: Esc, then type "
                "the number."
            ),
        )
        many = len(persons) > _IN_VIEW
        self.list: PickList[FoundPerson] = PickList(list(persons), paint=_paint, counted=many)
        self.list.styles.height = _IN_VIEW + 1 if many else len(persons)

    def inside(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.list.focus()

    def on_pick_list_chosen(self, event: PickList.Chosen[FoundPerson]) -> None:
        event.stop()
        self.dismiss(event.row.person)


def _paint(person: FoundPerson, cells: int) -> list[Piece]:
    address = person.address or _("village not known")
    return row_pieces(
        [
            Cell(person.name, 6, "strong"),
            Cell(person.number, 18),
            Cell(_("born {year}").format(year=person.birth_year), 10),
            Cell(address, role="" if person.address else "dim"),
        ],
        cells,
        gap=2,
    )
