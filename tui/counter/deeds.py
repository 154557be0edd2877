"""What the keys of the counter do, and what is done about what its pages tell."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from textual.message import Message

from backend.contract.case_numbers import is_case_number
from backend.guide.steps import Need, Step
from card_reader.credit_codes import credit_code_in
from tui.counter.arrivals.finding import Finding
from tui.counter.arrivals.kept_visits import KeptVisits
from tui.counter.arrivals.reception import Reception
from tui.counter.asking import Asking
from tui.counter.cases.opening_cases import OpeningCases
from tui.counter.dialogs.demo_drawer import DemoDrawer, Taken, lay_card
from tui.counter.dialogs.open_things import OpenThings, open_things
from tui.counter.pages.choose import ChoosePage
from tui.counter.pages.entry import EntryPage
from tui.counter.pages.identify import IdentifyPage
from tui.counter.pages.papers import PapersPage
from tui.counter.pages.receipt import ReceiptPage
from tui.counter.pages.review import ReviewPage
from tui.counter.printed.prints import Prints
from tui.counter.reading import Reading
from tui.counter.revealing import Revealing
from tui.counter.taking import Taking
from tui.counter.visit import Visit
from tui.counter.walk import Walk
from tui.counter.words import in_a_row, named
from tui.locale import _
from tui.settings import StationSettings
from tui.widgets import ConfirmModal, Modal


class Deeds:
    """`lock` locks the station; everything else is between walk, reception and node."""

    def __init__(
        self, walk: Walk, reception: Reception, kept: KeptVisits, settings: StationSettings, *, lock: Callable[[], None]
    ) -> None:
        self.walk = walk
        self.reception = reception
        self.kept = kept
        self._settings = settings
        self.taking = Taking(walk)
        self._asking = Asking(walk, settings.scan_folder)
        self._prints = Prints(walk, settings)
        self._reading = Reading(walk, self._prints)
        self._revealing = Revealing(walk)
        self._finding = Finding(walk, reception)
        self.opening = OpeningCases(walk, self._prints, settings.scan_folder)
        self._deeds: dict[str, Callable[[], None]] = {
            "add_item": walk.add_item,
            "papers": lambda: walk.goto(Step.PAPERS),
            "open_things": self._open_things,
            "review": lambda: walk.goto(Step.REVIEW),
            "hand_over": self._hand_over,
            "about_item": self._reading.guide,
            "slip": self._reading.slip,
            "ask_again": self._ask_again,
            "reveal": self._revealing.toggle,
            "print": self._print,
            "evaluate": self._asking.evaluation,
            "cases": self.opening.choose,
            "demo_people": self._demo_people,
            "lock": lock,
            "leave_out": self._asking.leave_out,
            "back": self._back,
        }
        if settings.printer:
            walk.on_receipt = self._print

    # Keys

    def can(self, deed: str) -> bool:
        """Whether a key does something now: what the key bar shows, and what the key does, are one thing."""
        walk, visit = self.walk, self.walk.visit
        match deed:
            case "back":
                return walk.step is not Step.HAND_OVER and (walk.step is not Step.IDENTIFY or visit is not None)
            case "cases" | "lock":
                return walk.station.line.signed_in
            case "demo_people":
                return self._settings.demo_control is not None
            case "reveal":
                return walk.step is Step.REVIEW
            case _:
                return visit is not None and self._can_for(visit, deed)

    def _can_for(self, visit: Visit, deed: str) -> bool:
        walk, is_open = self.walk, visit.receipt is None
        may_change = is_open and not visit.in_flight
        match deed:
            case "add_item":
                return may_change and walk.step is not Step.CHOOSE
            case "open_things" | "hand_over":
                return may_change and bool(visit.items)
            case "papers":
                return may_change and bool(visit.items) and walk.step is not Step.PAPERS
            case "ask_again":
                return may_change and bool(visit.silent)
            case "leave_out":
                return may_change and walk.screen.basket.has_focus
            case "review":
                return is_open and bool(visit.items) and walk.step is not Step.REVIEW
            case "about_item":
                return is_open and bool(self._reading.item)
            case "slip":
                return bool(visit.items)
            case "print":
                return walk.step is Step.HAND_OVER or (is_open and walk.step in (Step.PAPERS, Step.REVIEW))
            case "evaluate":
                return walk.step is Step.HAND_OVER and not visit.evaluated
        return False

    def do(self, deed: str) -> None:
        if self.can(deed):
            self._deeds[deed]()

    def retranslate(self) -> None:
        self.reception.show_reader()
        self.kept.show()
        self.walk.retranslate()

    def scanned(self, text: str) -> None:
        """A code from the scanner: a case number opens its case, a person's begins a visit unless a question stands."""
        asked = isinstance(self.walk.screen.app.screen, Modal)
        if is_case_number(text):
            self.opening.open_number(text)
        elif not asked and (code := credit_code_in(text)) is not None:
            self.reception.scanned(code)
        elif not asked and self.walk.step is Step.IDENTIFY:
            self._typed(text)
        else:
            self.walk.tell(_("This code is no case number: nothing was done with it."), "caution")

    def _back(self) -> None:
        if self.walk.visit is None or not self.walk.visit.in_flight:
            self.walk.screen.say("")
        self.walk.back()
        if self.walk.step is Step.IDENTIFY:
            self.kept.show()

    def _hand_over(self) -> None:
        """From the review: send. From anywhere else: show the review first, or what is still open."""
        walk, visit, sitting = self.walk, self.walk.visit, self.walk.sitting
        if visit is None or sitting is None or visit.in_flight:
            return
        if not visit.can_hand_over():
            if walk.step is not Step.REVIEW and walk.open_needs():
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

    def _ask_again(self) -> None:
        """Systems that did not answer are asked once more; what was said meanwhile stays."""
        visit, catalogue = self.walk.visit, self.walk.station.catalogue
        if visit is None:
            return
        names = catalogue.system_names if catalogue is not None else {}
        silent = visit.silent
        visit.ask_again()
        self.walk.tell(
            lambda: _("Asked again: {names}").format(names=in_a_row(named(system, names) for system in silent)), "info"
        )
        self.walk.changed()

    def _print(self) -> None:
        """The receipt; before there is one, the forms to be signed."""
        is_over = self.walk.step is Step.HAND_OVER
        self._work(self._prints.print_receipt() if is_over else self._prints.print_forms())

    def _demo_people(self) -> None:
        people, control = self._settings.demo_people, self._settings.demo_control
        if control is None:
            return

        def chosen(taken: Taken | None) -> None:
            if isinstance(taken, str):
                self._typed(taken)
            elif taken is not None:
                self._work(self._lay(control, taken))

        self.walk.screen.app.push_screen(DemoDrawer(people), chosen)

    async def _lay(self, control: Path, card: dict[str, str]) -> None:
        problem = await lay_card(control, card)
        if problem:
            self.walk.tell(problem, "problem")

    # What the pages tell

    def hear(self, message: Message) -> None:
        walk = self.walk
        match message:
            case IdentifyPage.Typed(text=text):
                if not self._finding.sought(text):
                    self._typed(text)
            case IdentifyPage.Resumed(visit=visit):
                self.kept.resume(visit)
            case IdentifyPage.Dropped(visit=visit):
                self._drop(visit)
            case IdentifyPage.WentOn():
                self._back()
            case ChoosePage.Identified(text=text):
                self._typed(text)
            case ChoosePage.Chosen(code=code):
                self.taking.take(code)
            case EntryPage.Changed(typing=typing):
                walk.changed(typing=typing)
            case PapersPage.Changed(only_place=only_place):
                walk.changed(typing=only_place)
            case EntryPage.Advance(after=after) | PapersPage.Advance(after=after):
                walk.screen.say("")
                walk.advance(after)
            case EntryPage.Problem(words=words):
                walk.tell(words, "problem")
            case EntryPage.WantsReason(line=line, value=value):
                self._asking.reason(line, value)
            case EntryPage.WantsTable(line=line):
                self._asking.table(line)
            case PapersPage.WantsFile(material=material):
                self._asking.file(material)
            case PapersPage.WantsLook(material=material):
                self._asking.look_at(material)
            case ReviewPage.Delivered(item=item, way=way):
                self._asking.deliver(item, way)
            case ReviewPage.Advance():
                self._from_review()
            case ReceiptPage.NextCitizen():
                self.kept.finish()
            case ReceiptPage.OpenCase(case=case):
                self.opening.open_case(case)

    def _typed(self, text: str) -> None:
        number = self.reception.typed(text)
        if number is not None:
            self.opening.open_number(number)

    def _drop(self, visit: str) -> None:
        if self.kept.is_unsent(visit):
            self.walk.tell(_("This visit was handed over and is not answered yet: it is kept until it is."), "caution")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.kept.drop(visit)

        question = ConfirmModal(
            lambda: _("Forget this draft?"),
            lambda: _("What was typed in it is gone then."),
            yes=lambda: _("Forget"),
            grave=True,
        )
        self.walk.screen.app.push_screen(question, answered)

    def _from_review(self) -> None:
        if self.walk.visit is not None and self.walk.visit.in_flight:
            return
        if self.walk.open_needs():
            self.walk.advance()
        elif self.walk.visit is not None and self.walk.visit.can_hand_over():
            self.walk.tell(_("Read it aloud, then F12 hands it over."), "info")

    def _work(self, errand: Coroutine[Any, Any, None]) -> None:
        self.walk.screen.run_worker(errand, exit_on_error=True)
