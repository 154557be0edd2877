"""Opening a case at the counter: from the list, by its number typed or scanned, or from the receipt."""

from pathlib import Path

from backend.contract import CaseView
from backend.contract.case_numbers import grouped, hall_of, plain_number
from tui.client import ClientError, NotFound, Refused, told
from tui.counter.cases.case_screen import CaseScreen
from tui.counter.cases.cases_screen import CasesScreen
from tui.counter.printed.prints import Prints
from tui.counter.walk import Walk
from tui.locale import _


class OpeningCases:
    def __init__(self, walk: Walk, prints: Prints, scan_folder: Path) -> None:
        self.walk = walk
        self._prints = prints
        self._scan_folder = scan_folder

    def choose(self) -> None:
        self.walk.screen.app.push_screen(CasesScreen(self.walk.station), self._open_chosen)

    def _open_chosen(self, number: str | None) -> None:
        if number:
            self.open_number(number)

    def open_case(self, case: str) -> None:
        self._show_case(case=case)

    def open_number(self, text: str) -> None:
        self.walk.screen.run_worker(self._find_case(plain_number(text)))

    async def _find_case(self, number: str) -> None:
        looking = _("The case is being looked for …")
        self.walk.tell(looking, "info")
        try:
            view = await self.walk.station.node.case_by_number(number)
        except NotFound:
            self.walk.tell(self._not_here(number), "problem")
        except ClientError as error:
            slip = isinstance(error, Refused) and error.code == "invalid_request"  # nothing else was asked
            self.walk.tell(_slip_words() if slip else told(error), "problem")
        else:
            self.walk.screen.withdraw(looking)
            self.walk.screen.identify.number.value = ""
            self._show_case(view=view)

    def _not_here(self, number: str) -> str:
        hall = self.walk.station.hall
        if hall is None or hall_of(number) == hall.hall:
            return _("No case with this number here. Compare it, or ask the hall that gave it.")
        words = _(
            "This number was given by another hall: numbers of this hall begin with {ours}, this one with {theirs}. "
            "Its cases are looked at there, not here: send the citizen there, or call that hall."
        )
        return words.format(ours=grouped(hall.hall), theirs=grouped(hall_of(number)))

    def _show_case(self, *, case: str = "", view: CaseView | None = None) -> None:
        scans, station = self._scan_folder, self.walk.station
        screen = CaseScreen(station, case=case, view=view, print_slip=self._prints.print_result, scans=scans)
        self.walk.screen.app.push_screen(screen)


def _slip_words() -> str:
    return _("There is a slip in this case number: its check character does not fit. Compare it with the receipt.")
