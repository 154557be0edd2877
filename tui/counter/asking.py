"""What is asked over the page. An answer goes into the visit it was asked for, if that is still at the window."""

from functools import partial
from pathlib import Path

from backend.guide.steps import Need
from tui.client import ClientError, new_operation, told
from tui.counter.dialogs.evaluation import EvaluationModal
from tui.counter.dialogs.known_table import KnownTableModal, Rows
from tui.counter.dialogs.questions import REASONS, WordsModal
from tui.counter.dialogs.table import TableModal
from tui.counter.pages.review_rows import COURIER, parcel_goes_to
from tui.counter.scans.file_picker import FilePicker
from tui.counter.scans.preview import ScanModal
from tui.counter.visit import Visit
from tui.counter.visit.entry_lines import EntryLine
from tui.counter.walk import Walk
from tui.counter.words import said
from tui.locale import _
from tui.widgets import ConfirmModal


class Asking:
    def __init__(self, walk: Walk, scan_folder: Path) -> None:
        self.walk = walk
        self._scan_folder = scan_folder

    def leave_out(self) -> None:
        visit, code = self.walk.visit, self.walk.screen.basket.at
        if visit is None or not visit.has(code):
            return

        def answered(yes: bool | None) -> None:
            if yes and self.walk.visit is visit:
                visit.leave_out(code)
                self.walk.screen.focus_page()
                self.walk.changed()
                self.walk.advance()

        name = visit.item(code).name
        question = ConfirmModal(
            lambda: _("Leave {name} out of this visit?").format(name=said(name)),
            lambda: _("What was answered stays known for the other items of this visit."),
            yes=lambda: _("Leave out"),
        )
        self.walk.screen.app.push_screen(question, answered)

    def deliver(self, code: str, way: str) -> None:
        """A parcel goes to where the applicant lives; chosen again, or where that is unknown, the address is asked."""
        visit = self.walk.visit
        taken = None if visit is None else next((item for item in visit.items if item.code == code), None)
        if visit is None or taken is None:
            return
        again = taken.delivery == way
        if not again:
            visit.deliver(code, way)
            self.walk.changed()
        if way == COURIER and (again or not parcel_goes_to(visit, taken)):
            self._ask_address(code)

    def _ask_address(self, code: str) -> None:
        visit = self.walk.visit

        def answered(address: str | None) -> None:
            if address and visit is not None and self.walk.visit is visit and visit.has(code) and not visit.in_flight:
                visit.deliver(code, COURIER, address)
                self.walk.changed()

        modal = WordsModal(
            lambda: _("Where is the result sent?"), lambda: _("Name, street and telephone as on a parcel."), []
        )
        self.walk.screen.app.push_screen(modal, answered)

    def reason(self, line: EntryLine, value: object) -> None:
        visit = self.walk.visit
        if visit is None:
            return

        def answered(reason: str | None) -> None:
            if reason is None or self.walk.visit is not visit:
                self.walk.pages.entry.stop_correcting()
                return
            visit.correct(line.code, value, reason, self.walk.station.clock())  # type: ignore[arg-type] # a fact's value
            self.walk.pages.entry.stop_correcting()
            self.walk.changed()
            self.walk.advance(Need(line.step, line.item, line.code))

        question = WordsModal(
            lambda: _("Why is “{label}” different?").format(label=said(line.label)),
            lambda: _("The reason goes to the department whose record it is. The record itself is not changed."),
            REASONS,
        )
        self.walk.screen.app.push_screen(question, answered)

    def table(self, line: EntryLine) -> None:
        """A corrected table goes as a whole: its rows have no names of their own, and the department that reads it has
        to see what holds, not what it would have to lay over rows that may have changed meanwhile."""
        visit = self.walk.visit
        if visit is None:
            return
        held = line.known.value if line.known is not None else None
        unseen = line.known is not None and line.known.withheld

        def answered(taken: list[list[str]] | None) -> None:
            if taken is None or self.walk.visit is not visit or (unseen and not taken):
                return
            if line.from_data:
                self.reason(line, taken)
                return
            visit.fill(line.code, taken, self.walk.station.clock())
            self.walk.changed()
            self.walk.advance(Need(line.step, line.item, line.code))

        rows = held if isinstance(held, list) else []
        modal = KnownTableModal(line.fact, partial(self._rows_of, line)) if unseen else TableModal(line.fact, rows)
        self.walk.screen.app.push_screen(modal, answered)

    async def _rows_of(self, line: EntryLine) -> tuple[Rows, int] | None:
        sitting = self.walk.sitting
        revealed = None if sitting is None else await sitting.reveal([line.code], "amend")
        return None if revealed is None else (revealed.facts[0].rows, revealed.seconds)

    def file(self, material: str) -> None:
        sitting = self.walk.sitting
        found = self.walk.pages.papers.current
        if sitting is None or found is None:
            return

        def answered(path: Path | None) -> None:
            if path is not None:
                sitting.start(sitting.attach(material, path))

        name = found[1].material.name
        picker = FilePicker(lambda: _("Attach a scan: {name}").format(name=said(name)), self._scan_folder)
        self.walk.screen.app.push_screen(picker, answered)

    def look_at(self, material: str) -> None:
        """At the newest scan of this paper; one attached elsewhere or earlier comes from the node."""
        sitting, found = self.walk.sitting, self.walk.pages.papers.current
        files = () if sitting is None else sitting.visit.paper(material).files
        if sitting is None or found is None or not files:
            return
        scan = sitting.scans.find(files[-1]) or partial(sitting.fetch_scan, files[-1])
        name = found[1].material.name
        self.walk.screen.app.push_screen(ScanModal(lambda: said(name), scan))

    def evaluation(self) -> None:
        """The citizen says it, or turns the screen and presses it: a digit, or Escape for no answer."""
        visit = self.walk.visit

        def answered(grade: int | None) -> None:
            if grade is not None and visit is not None:
                self.walk.screen.run_worker(self._send_evaluation(visit, grade))

        self.walk.screen.app.push_screen(EvaluationModal(), answered)

    async def _send_evaluation(self, visit: Visit, grade: int) -> None:
        try:
            await self.walk.station.node.evaluate(visit.id, grade, new_operation())
        except ClientError as error:
            self.walk.tell(told(error), "problem")
            return
        visit.graded()
        if self.walk.visit is visit:
            self.walk.tell(_("Noted. Thank you."), "done")
            self.walk.changed()
