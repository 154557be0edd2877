"""What the keys of the counter do, and what is done about what its pages tell."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from textual.message import Message

from backend.contract import CaseView
from backend.guide.masking import mask_known
from tui.client import ClientError, NotFound, new_operation, told
from tui.counter.about_item import about_item
from tui.counter.case_screen import CaseScreen
from tui.counter.cases_screen import CasesScreen
from tui.counter.choose_page import ChoosePage
from tui.counter.demo_drawer import DemoDrawer, lay_card
from tui.counter.entry_lines import EntryLine
from tui.counter.entry_page import EntryPage
from tui.counter.evaluation import EvaluationModal
from tui.counter.hand_over import held_by_node
from tui.counter.identify_page import IdentifyPage
from tui.counter.needs import Need
from tui.counter.open_things import OpenThings, open_things
from tui.counter.papers_page import PapersPage
from tui.counter.printing import put_on_paper
from tui.counter.questions import FilePicker, TableModal, WordsModal, reasons
from tui.counter.receipt_page import ReceiptPage
from tui.counter.receipt_text import is_case_number, plain_number, receipt_text
from tui.counter.reception import Reception
from tui.counter.review_page import ReviewPage
from tui.counter.review_rows import COURIER, parcel_goes_to
from tui.counter.steps import Step
from tui.counter.visit import Visit
from tui.counter.walk import Walk
from tui.counter.words import said, value_words
from tui.locale import _
from tui.settings import StationSettings
from tui.widgets import ConfirmModal, FieldInput, Level, Modal, Reader
from tui.widgets.refusals import refusal_sentence


class Deeds:
    """`lock` locks the station; everything else is between walk, reception and node."""

    def __init__(
        self, walk: Walk, reception: Reception, settings: StationSettings, *, lock: Callable[[], None]
    ) -> None:
        self.walk = walk
        self.reception = reception
        self._settings = settings
        self._lock = lock
        if settings.printer:
            walk.on_receipt = self._print

    # Keys

    def can(self, action: str) -> bool:
        """Whether a key does something now: what the key bar shows, and what the key does, are one thing."""
        walk, visit = self.walk, self.walk.visit
        open_visit = visit is not None and visit.receipt is None
        match action:
            case "add_item":
                return open_visit and visit is not None and not visit.in_flight and walk.step is not Step.CHOOSE
            case "papers" | "open_things" | "hand_over":
                return open_visit and visit is not None and not visit.in_flight and bool(visit.items)
            case "review" | "about_item":
                return open_visit and visit is not None and bool(visit.items)
            case "ask_again":
                return open_visit and visit is not None and not visit.in_flight and bool(visit.silent)
            case "reveal":
                return walk.step is Step.REVIEW
            case "print":
                return walk.step is Step.HAND_OVER
            case "evaluate":
                return walk.step is Step.HAND_OVER and visit is not None and not visit.evaluated
            case "cases" | "lock":
                return walk.station.line.signed_in
            case "demo_people":
                return self._settings.demo_control is not None
            case "leave_out":
                return open_visit and visit is not None and not visit.in_flight and walk.screen.basket.has_focus
            case "back":
                return walk.step is not Step.IDENTIFY or visit is not None
        return False

    def do(self, action: str) -> None:
        if self.can(action):
            getattr(self, f"_{action}")()

    def retranslate(self) -> None:
        self.reception.show_reader()
        self.reception.show_kept()
        self.walk.retranslate()

    def scanned(self, text: str) -> None:
        """A code from the scanner: a case number opens its case, a person's begins a visit unless a question stands."""
        if is_case_number(text):
            self._open_number(text)
        elif self.walk.step is Step.IDENTIFY and not isinstance(self.walk.screen.app.screen, Modal):
            self._typed(text)
        else:
            self.walk.tell(_("This code is no case number: nothing was done with it."), "caution")

    def _add_item(self) -> None:
        self.walk.add_item()

    def _papers(self) -> None:
        self.walk.goto(Step.PAPERS)

    def _review(self) -> None:
        self.walk.goto(Step.REVIEW)

    def _back(self) -> None:
        if self.walk.visit is None or not self.walk.visit.in_flight:
            self.walk.screen.say("")
        self.walk.back()
        if self.walk.step is Step.IDENTIFY:
            self.reception.show_kept()

    def _hand_over(self) -> None:
        """From the review: send. From anywhere else: show the review first, or what is still open."""
        walk, visit, sitting = self.walk, self.walk.visit, self.walk.sitting
        if visit is None or sitting is None or visit.in_flight:
            return
        if not visit.can_hand_over():
            walk.tell(_("Not yet: something is still open. Enter leads to it, F5 lists it."), "caution")
            if walk.step is Step.REVIEW or not walk.open_needs():
                return
            walk.advance()
            walk.tell(_("Not yet: something is still open. Enter leads to it, F5 lists it."), "caution")
        elif walk.step is not Step.REVIEW:
            walk.goto(Step.REVIEW)
        else:
            walk.tell(_("Being sent …"), "info")
            sitting.start(sitting.hand_over())

    def _open_things(self) -> None:
        visit = self.walk.visit
        if visit is None:
            return

        def chosen(need: Need | None) -> None:
            if need is not None:
                self.walk.goto(need.step, need.code)

        self.walk.screen.app.push_screen(OpenThings(open_things(visit)), chosen)

    def _about_item(self) -> None:
        visit, code = self.walk.visit, self.walk.current_item
        if visit is not None and code:
            item = visit.item(code)
            text = about_item(item, visit.assessment(code), visit.catalogue)
            self.walk.screen.app.push_screen(Reader(f"{item.code} {said(item.name)}", text))

    def _leave_out(self) -> None:
        visit, code = self.walk.visit, self.walk.screen.basket.at
        if visit is None or not visit.has(code):
            return

        def answered(yes: bool | None) -> None:
            if yes and self.walk.visit is visit:
                visit.leave_out(code)
                self.walk.screen.focus_page()
                self.walk.changed()
                self.walk.advance()

        name = said(visit.item(code).name)
        body = _("What was answered stays known for the other items of this visit.")
        question = _("Leave {name} out of this visit?").format(name=name)
        self.walk.screen.app.push_screen(ConfirmModal(question, body, yes=_("Leave out")), answered)

    def _ask_again(self) -> None:
        """Systems that did not answer are asked once more; what was said meanwhile stays."""
        visit, catalogue = self.walk.visit, self.walk.station.catalogue
        if visit is None:
            return
        names = catalogue.system_names if catalogue is not None else {}
        asked = ", ".join(said(names[system]) if system in names else system for system in visit.silent)
        visit.ask_again()
        self.walk.tell(_("Asked again: {names}").format(names=asked), "info")
        self.walk.changed()

    def _reveal(self) -> None:
        """Full values for a minute; the node writes down who looked, at what, and why."""
        visit = self.walk.visit
        if visit is None or self.walk.revealed:
            self.walk.revealed.clear()
            self.walk.show_review()
            return
        self._work(self._show_revealed())

    async def _show_revealed(self) -> None:
        visit, sitting = self.walk.visit, self.walk.sitting
        if visit is None or sitting is None:
            return
        declared = visit.declared
        held = {code: known for code, known in visit.book.known.items() if code in declared and held_by_node(known)}
        masked = [code for code, known in held.items() if mask_known(declared[code], known) is not None]
        revealed = await sitting.reveal(masked, "review")
        if revealed is None or self.walk.visit is not visit:
            return
        self.walk.revealed = {fact.fact: fact.value for fact in revealed.facts}
        self.walk.revealed |= {
            code: value_words(declared[code], known.value)
            for code, known in visit.everything_known().items()
            if code in declared and known.value is not None
        }
        self.walk.show_review()
        self.walk.screen.set_timer(revealed.seconds, self._mask_again)

    def _mask_again(self) -> None:
        self.walk.revealed.clear()
        if self.walk.step is Step.REVIEW:
            self.walk.show_review()

    def _print(self) -> None:
        self._work(self.print_receipt())

    async def print_receipt(self) -> None:
        """The receipt on paper, as often as wanted; a plain text when the node cannot typeset it now."""
        visit = self.walk.visit
        if visit is None or visit.receipt is None:
            return
        name, content = f"{visit.receipt.cases[0].number if visit.receipt.cases else visit.id}.pdf", b""
        try:
            content = await self.walk.station.node.receipt_pdf(visit.id)
        except ClientError:
            name, content = name.replace(".pdf", ".txt"), receipt_text(visit.receipt).encode()
        self.walk.tell(*await put_on_paper(content, name, self._settings))

    async def print_slip(self, view: CaseView) -> tuple[str, Level]:
        """The slip that goes with a result, with the address of the parcel; what became of it in words."""
        try:
            content = await self.walk.station.node.result_pdf(view.brief.id)
        except ClientError as error:
            return told(error), "problem"
        return await put_on_paper(content, f"{view.brief.number}-result.pdf", self._settings)

    def _evaluate(self) -> None:
        """The citizen says it, or turns the screen and presses it: a digit, or Escape for no answer."""
        visit = self.walk.visit

        def answered(grade: int | None) -> None:
            if grade is not None and visit is not None:
                self._work(self._send_evaluation(visit, grade))

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

    def _cases(self) -> None:
        self.walk.screen.app.push_screen(CasesScreen(self.walk.station), self._open_chosen)

    def _open_chosen(self, number: str | None) -> None:
        if number:
            self._open_number(number)

    def _demo_people(self) -> None:
        people, control = self._settings.demo_people, self._settings.demo_control
        if control is None:
            return

        def chosen(card: dict[str, str] | None) -> None:
            if card is not None:
                self._work(self._lay(control, card))

        self.walk.screen.app.push_screen(DemoDrawer(people), chosen)

    async def _lay(self, control: Path, card: dict[str, str]) -> None:
        problem = await lay_card(control, card)
        if problem:
            self.walk.tell(problem, "problem")

    # Cases

    def open_case(self, case: str) -> None:
        self._show_case(case=case)

    def _open_number(self, text: str) -> None:
        self._work(self._find_case(plain_number(text)))

    async def _find_case(self, number: str) -> None:
        try:
            view = await self.walk.station.node.case_by_number(number)
        except NotFound:
            self.walk.tell(_("No case with this number here. Compare it, or ask the hall that gave it."), "problem")
        except ClientError as error:
            self.walk.tell(told(error), "problem")
        else:
            self.walk.screen.identify.number.value = ""
            self._show_case(view=view)

    def _show_case(self, *, case: str = "", view: CaseView | None = None) -> None:
        scans, station = self._settings.scan_folder, self.walk.station
        screen = CaseScreen(station, case=case, view=view, print_slip=self.print_slip, scans=scans)
        self.walk.screen.app.push_screen(screen)

    # What the pages tell

    def hear(self, message: Message) -> None:
        walk = self.walk
        match message:
            case IdentifyPage.Typed(text=text):
                self._typed(text)
            case IdentifyPage.Resumed(visit=visit):
                self.reception.resume(visit)
            case IdentifyPage.Dropped(visit=visit):
                self._drop(visit)
            case ChoosePage.Chosen(code=code):
                walk.take(code)
            case EntryPage.Changed(typing=typing):
                walk.changed(typing=typing)
            case PapersPage.Changed():
                walk.changed()
            case EntryPage.Advance(after=after) | PapersPage.Advance(after=after):
                walk.screen.say("")
                walk.advance(after)
            case EntryPage.Problem(sentence=sentence):
                walk.tell(sentence, "problem")
            case EntryPage.WantsReason(line=line, value=value):
                self._ask_reason(line, value)
            case EntryPage.WantsTable(line=line):
                self._open_table(line)
            case PapersPage.WantsFile(material=material):
                self._pick_file(material)
            case ReviewPage.Delivered(item=item, way=way):
                self._deliver(item, way)
            case ReviewPage.Advance():
                self._from_review()
            case ReceiptPage.NextCitizen():
                self.reception.finish()
            case ReceiptPage.OpenCase(case=case):
                self.open_case(case)
            case FieldInput.Refused(reason=reason, params=params):
                walk.tell(refusal_sentence(reason, params), "caution")

    def _typed(self, text: str) -> None:
        number = self.reception.typed(text)
        if number is not None:
            self._open_number(number)

    def _drop(self, visit: str) -> None:
        if self.reception.is_unsent(visit):
            self.walk.tell(_("This visit was handed over and is not answered yet: it is kept until it is."), "caution")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.reception.drop(visit)

        question = ConfirmModal(
            _("Forget this draft?"), _("What was typed in it is gone then."), yes=_("Forget"), grave=True
        )
        self.walk.screen.app.push_screen(question, answered)

    def _deliver(self, code: str, way: str) -> None:
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

        modal = WordsModal(_("Where is the result sent?"), _("Name, street and telephone as on a parcel."), [])
        self.walk.screen.app.push_screen(modal, answered)

    def _from_review(self) -> None:
        if self.walk.visit is not None and self.walk.visit.in_flight:
            return
        if self.walk.open_needs():
            self.walk.advance()
        elif self.walk.visit is not None and self.walk.visit.can_hand_over():
            self.walk.tell(_("Read it aloud, then F12 hands it over."), "info")

    def _ask_reason(self, line: EntryLine, value: object) -> None:
        visit = self.walk.visit
        if visit is None:
            return
        heading = _("Why is “{label}” different?").format(label=said(line.label))
        body = _("The reason goes to the department whose record it is. The record itself is not changed.")

        def answered(reason: str | None) -> None:
            if reason is None or self.walk.visit is not visit:
                self.walk.entry.stop_correcting()
                return
            visit.correct(line.code, value, reason, self.walk.station.clock())  # type: ignore[arg-type] # a fact's value
            self.walk.entry.stop_correcting()
            self.walk.changed()
            self.walk.advance(Need(line.step, line.item, line.code))

        self.walk.screen.app.push_screen(WordsModal(heading, body, reasons()), answered)

    def _open_table(self, line: EntryLine) -> None:
        visit = self.walk.visit
        if visit is None:
            return
        held = line.known.value if line.known is not None else None
        rows = held if isinstance(held, list) else []

        def answered(taken: list[list[str]] | None) -> None:
            if taken is None or self.walk.visit is not visit:
                return
            if line.from_data:
                self._ask_reason(line, taken)
                return
            visit.fill(line.code, taken, self.walk.station.clock())
            self.walk.changed()
            self.walk.advance(Need(line.step, line.item, line.code))

        self.walk.screen.app.push_screen(TableModal(line.fact, rows), answered)

    def _pick_file(self, material: str) -> None:
        sitting = self.walk.sitting
        found = self.walk.papers.current
        if sitting is None or found is None:
            return

        def answered(path: Path | None) -> None:
            if path is not None:
                sitting.start(sitting.attach(material, path))

        heading = _("Attach a scan: {name}").format(name=said(found[1].material.name))
        self.walk.screen.app.push_screen(FilePicker(heading, self._settings.scan_folder), answered)

    def _work(self, errand: Coroutine[Any, Any, None]) -> None:
        self.walk.screen.run_worker(errand, exit_on_error=True)
