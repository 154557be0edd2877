"""The drawer of demo people and organisations. Demo only.

Choosing a person lays that card on the virtual reader: it goes the way every card goes, over the reader's line, read by
the real reader code. Choosing an organisation types its credit code, as an operator would from the licence.
"""

from pathlib import Path
from typing import Any

import httpx
from textual import work
from textual.app import ComposeResult
from textual.events import Key

from card_reader.errors import ControlError
from tui.locale import N_, _, language
from tui.widgets import Cell, Modal, PickList, Piece, Plain, row_pieces
from tui.widgets.cells import width

Person = dict[str, Any]
"""A person, with a card; or an organisation, with its credit code as `number`."""
Taken = dict[str, str] | str
"""A card to lay, or a code to type."""


class DemoDrawer(Modal[Taken]):
    HELP = N_(
        "Who may come, in the demo. Enter lays that person's card on the virtual reader, or types the organisation's "
        "credit code; below stands what brings them."
    )
    DEFAULT_CSS = """
    DemoDrawer {
        & > .modal--frame { width: 110; }
        & PickList { height: 16; margin: 1 0 0 0; }
        & #story { height: 3; color: $text-muted; }
    }
    """

    def __init__(self, url: str | None) -> None:
        super().__init__(lambda: _("Demo: who comes to the window?"))
        self._url = url
        self.list: PickList[Person] = PickList(paint=_paint, nothing=N_("Asking the county for its people …"))
        self.story = Plain(id="story")
        self._hasty = False
        """Enter was pressed before the people were there: it counts when they are."""

    def inside(self) -> ComposeResult:
        yield self.list
        yield self.story

    def on_mount(self) -> None:
        self.list.focus()
        self._fetch()

    @work(exclusive=True)
    async def _fetch(self) -> None:
        found: list[Person] = []
        if self._url:
            try:
                async with httpx.AsyncClient(trust_env=False, timeout=4.0) as client:
                    for url in (self._url, httpx.URL(self._url).join("organisations")):
                        found += (await client.get(url)).raise_for_status().json()
            except (httpx.HTTPError, ValueError):
                self.story.say(lambda: _("The simulated county does not answer."))
        self.list.set_rows(found)
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
            self.story.say(lambda: str(person.get(f"story_{_ending()}", "")))

    def on_pick_list_chosen(self, event: PickList.Chosen[Person]) -> None:
        event.stop()
        card: Person | None = event.row.get("card")
        if card is None:
            self.dismiss(str(event.row["number"]))
        else:
            self.dismiss({name: str(value) for name, value in card.items() if value is not None})


def _ending() -> str:
    return "en" if language() == "en" else "zh"


def _paint(person: Person, cells: int) -> list[Piece]:
    label, code = str(person.get(f"label_{_ending()}", "")), str(person.get("number", ""))
    return row_pieces([Cell(label), Cell(code, width(code), "dim")], cells)


async def lay_card(control: Path, card: dict[str, str]) -> str:
    """Lift what lies on the virtual reader and lay this card there; what went wrong in words, or nothing."""
    from card_reader.virtual import VirtualReaderControl

    try:
        await VirtualReaderControl(control).exchange(card)
    except ControlError as error:
        return _("The virtual reader did not take the card ({code}).").format(code=error.code)
    return ""
