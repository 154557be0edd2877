"""The drawer of demo people: choosing one lays that person's card on the virtual reader. Demo only.

The card goes the way every card goes: over the reader's line, read by the real reader code.
"""

from pathlib import Path
from typing import Any

import httpx
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key

from card_reader.errors import ControlError
from tui.locale import N_, _, language
from tui.widgets import Cell, KeyBar, Modal, PickList, Piece, Plain, row_pieces

Person = dict[str, Any]


class DemoDrawer(Modal[dict[str, str]]):
    DEFAULT_CSS = """
    DemoDrawer {
        & > .modal--frame { width: 110; }
        & PickList { height: 16; margin: 1 0 0 0; }
        & #story { height: 3; color: $text-muted; }
    }
    """

    def __init__(self, url: str | None) -> None:
        super().__init__()
        self._url = url
        self.list: PickList[Person] = PickList(paint=_paint, nothing=N_("Asking the county for its people …"))
        self.story = Plain(id="story")
        self._hasty = False
        """Enter was pressed before the people were there: it counts when they are."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="modal--frame"):
            yield Plain(_("Demo: whose card is laid on the reader?"), classes="modal--heading")
            yield self.list
            yield self.story
            yield KeyBar(always=("escape",))

    def on_mount(self) -> None:
        self.list.focus()
        self._fetch()

    @work(exclusive=True)
    async def _fetch(self) -> None:
        people: list[Person] = []
        if self._url:
            try:
                async with httpx.AsyncClient(trust_env=False, timeout=4.0) as client:
                    people = (await client.get(self._url)).raise_for_status().json()
            except (httpx.HTTPError, ValueError):
                self.story.say(_("The simulated county does not answer."))
        self.list.set_rows(people)
        self._tell()
        if self._hasty:
            self.list.action_choose()

    def on_key(self, event: Key) -> None:
        self._hasty = event.key == "enter" and self.list.current is None

    def on_pick_list_moved(self, event: PickList.Moved[Person]) -> None:
        event.stop()
        self._tell()

    def _tell(self) -> None:
        person = self.list.current
        if person is not None:
            self.story.say(str(person.get(f"story_{_ending()}", "")))

    def on_pick_list_chosen(self, event: PickList.Chosen[Person]) -> None:
        event.stop()
        self.dismiss({name: str(value) for name, value in event.row["card"].items() if value is not None})


def _ending() -> str:
    return "en" if language() == "en" else "zh"


def _paint(person: Person, cells: int) -> list[Piece]:
    label = str(person.get(f"label_{_ending()}", ""))
    return row_pieces([Cell(label)], cells)


async def lay_card(control: Path, card: dict[str, str]) -> str:
    """Lift what lies on the virtual reader and lay this card there; what went wrong in words, or nothing."""
    from card_reader.virtual import VirtualReaderControl

    reader = VirtualReaderControl(control)
    try:
        await reader.remove()
        await reader.insert(card)
    except ControlError as error:
        return _("The virtual reader did not take the card ({code}).").format(code=error.code)
    return ""
