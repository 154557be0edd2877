"""One case as it stands, moved by events without being asked; what may be done about it is done with a digit."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from backend.contract import CaseAction, CaseActionRequest, CaseView, PaperView
from backend.guide.item import Item
from tui.client import ClientError, SessionLocked, Station, new_operation, told
from tui.counter.cases.brought import Begun, Brought
from tui.counter.cases.case_rows import act_words, case_rows
from tui.counter.cases.supplement import SupplementModal
from tui.counter.dialogs.questions import ChoiceModal, WordsModal
from tui.counter.digit_keys import digit_keys
from tui.counter.scans.attachment import Scan, read_to_send, scan_of
from tui.counter.scans.preview import ScanModal
from tui.counter.words import either
from tui.locale import N_, Words, _
from tui.locale.codes import said_code
from tui.preview import shows_pictures
from tui.widgets import KeyBar, Level, Notice, WorkScreen
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_rows import Row, row

PrintSlip = Callable[[CaseView], Awaitable[tuple[str, Level]]]
"""Puts the slip of a result on paper; what became of it in words."""
_WITH_SLIP = frozenset({"decided", "produced", "delivered", "closed"})
_BRINGS = frozenset({"supplement", "resubmit"})
_ASKED_FOR = {
    "has_it": N_("{action}: under what number of its own?"),
    "send_anew": N_("{action}: who there said so?"),
}
"""Words an action wants that are not the citizen's."""


class CaseScreen(WorkScreen[None]):
    TITLE = N_("A case")
    HELP = N_(
        "A case as it stands now. It changes by itself when a department answers. What may be done is listed at the "
        "foot, each with its digit. A result is handed out first, then the case is closed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_keys("do"),
        Binding("ctrl+t", "fetch", N_("Ask again")),
        Binding("f8", "look", N_("Look at a scan"), priority=True),
        Binding("ctrl+p", "print", N_("Print"), priority=True),
        Binding("escape", "leave", N_("Back")),
    ]
    DEFAULT_CSS = """
    CaseScreen {
        & #case { margin: 1 0 0 0; }
        & #actions { height: 2; }
    }
    """

    def __init__(
        self,
        station: Station,
        *,
        case: str = "",
        view: CaseView | None = None,
        print_slip: PrintSlip | None = None,
        scans: Path | None = None,
    ) -> None:
        super().__init__()
        self._station = station
        self._print_slip = print_slip
        self._scans = scans
        self.case = view.brief.id if view is not None else case
        self.view = view
        self.sheet = Sheet(id="case")
        self.sheet.paint = self._rows
        self.actions = Sheet(id="actions")
        self.actions.can_focus = False
        self.actions.paint = self._action_rows
        self.notice = Notice()
        self._doing = False
        self._stale = ""
        """What was said when this page could not be fetched, until it is."""
        self._done: Callable[[], str] = str
        """What was said of the newest act, until the case has gone on."""
        self._item: Item | None = None
        """As it was when the case was made."""

    def compose(self) -> ComposeResult:
        yield self.sheet
        yield self.actions
        yield self.notice
        yield KeyBar(always=("escape", "f1"))

    def on_mount(self) -> None:
        self.sheet.focus()
        if self.view is None:
            self.action_fetch()
        else:
            self._show(self.view)

    def show(self, view: CaseView) -> None:
        if self.view is not None and view.brief.state != self.view.brief.state:
            self.withdraw(self._done())
        self.view = view
        self.sheet.redraw()
        self.actions.redraw()
        self.refresh_bindings()

    def happened(self, subject: str) -> None:
        """Something about a case was told: fetch it when it is this one."""
        if subject == self.case:
            self.action_fetch()

    def systems_changed(self) -> None:
        """A department stopped or resumed answering."""
        self.sheet.redraw()

    def _rows(self, room: int) -> list[Row]:
        if self.view is None:
            return [row(("  " + (_("Not fetched yet.") if self._stale else _("Being fetched from the node …")), "dim"))]
        hall = self._station.hall
        systems = [] if hall is None else hall.systems
        silent = {system.system: system.since for system in systems if not system.answering}
        return case_rows(self.view, self._station.catalogue, room, silent, self._item)

    def _action_rows(self, room: int) -> list[Row]:
        if self.view is None or not self.view.actions:
            return []
        spans: list[tuple[str, str]] = [(" ", "")]
        for digit, action in enumerate(self.view.actions, start=1):
            spans += [(f"{digit} ", "key"), (f"{action_name(action)}   ", "")]
        return [Row(), Row(tuple(spans))]

    @work(exclusive=True, group="fetch")
    async def action_fetch(self) -> None:
        try:
            await self._learn(await self._station.node.case(self.case))
            self.withdraw(self._stale)
        except ClientError as error:
            self._failed(error)

    def _failed(self, error: ClientError) -> None:
        self._stale = told(error, again=True)
        self.notice.say(self._stale, "problem")
        self.sheet.redraw()

    @work(exclusive=True, group="fetch")
    async def _show(self, view: CaseView) -> None:
        await self._learn(view)

    async def _learn(self, view: CaseView) -> None:
        self._item = await self._station.item_of(view.catalogue_version, view.brief.item)
        if not self._is_older(view):
            self.show(view)

    def _is_older(self, view: CaseView) -> bool:
        """Than what is shown: answers may overtake one another on the line."""
        return self.view is not None and len(view.history) < len(self.view.history)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "print":
            return self._print_slip is not None and self.view is not None and self.view.brief.state in _WITH_SLIP
        if action == "look":
            return bool(self._attached()) and shows_pictures(self.app)
        return super().check_action(action, parameters)

    @work(exclusive=True, group="print")
    async def action_print(self) -> None:
        if self._print_slip is not None and self.view is not None:
            self.notice.say(_("Being printed …"))
            self.notice.say(*await self._print_slip(self.view))

    def _attached(self) -> dict[str, Words]:
        """The scans of the case by their digests, each with the name of its paper."""
        return {
            digest: partial(_scan_name, paper, place)
            for paper in ([] if self.view is None else self.view.papers)
            for place, digest in enumerate(paper.files, start=1)
        }

    def action_look(self) -> None:
        """At the only scan, or at one of several."""
        attached = self._attached()
        if len(attached) == 1:
            self._look_at(next(iter(attached)))
        else:
            options = list(attached.items())
            self.app.push_screen(ChoiceModal(lambda: _("Look at which scan?"), "", options), self._look_at)

    def _look_at(self, digest: str | None) -> None:
        if digest is not None and (name := self._attached().get(digest)) is not None:
            self.app.push_screen(ScanModal(name, partial(self._fetch_scan, digest)))

    async def _fetch_scan(self, digest: str) -> Scan:
        return scan_of(await self._station.node.case_file(self.case, digest, "case"))

    def action_do(self, digit: int) -> None:
        if self.view is None or self._doing or digit > len(self.view.actions):
            return
        action = self.view.actions[digit - 1]
        if action.action in _BRINGS:
            self._bring(action, self.view)
        elif action.needs_words:
            asked = _ASKED_FOR.get(action.action, N_("{action}: what did the citizen say?"))
            question = WordsModal(lambda: _(asked).format(action=action_name(action)), "", [])
            self.app.push_screen(question, lambda words: self._start(action, words))
        else:
            self._start(action, None)

    def _bring(self, action: CaseAction, view: CaseView) -> None:
        """Papers and corrected values go with the action."""

        def answered(brought: Brought | None) -> None:
            if brought is not None:
                self._begin(_request_of(action, brought))

        async def attach(path: Path) -> str:
            scan = await read_to_send(path)
            node = self._station.node
            return (await node.attach(view.visit, scan.name, scan.content, scan.kind, new_operation())).digest

        may_attach = attach if view.visit else None
        heading, begun = partial(action_name, action), Begun(self._station, view)
        modal = SupplementModal(heading, view, self._item, begun, attach=may_attach, folder=self._scans)
        self.app.push_screen(modal, answered)

    def _start(self, action: CaseAction, words: str | None) -> None:
        if not action.needs_words or words:
            self._begin(CaseActionRequest(action=action.action, words=words))

    def _begin(self, request: CaseActionRequest) -> None:
        """Once: a second press of the key while the first is under way does nothing."""
        if not self._doing:
            self._doing = True
            self.run_worker(self._act(request), group="act")

    async def _act(self, request: CaseActionRequest) -> None:
        try:
            view = await self._station.node.act(self.case, request, new_operation())
            self._station.begun.drop(self.case)
            if not self._is_older(view):
                self.show(view)
                self._done = partial(act_words, request.action)
                self.notice.say(self._done, "done")
        except SessionLocked as error:
            self._failed(error)
        except ClientError as error:
            self.notice.say(told(error), "problem")
        finally:
            self._doing = False

    def retranslate(self) -> None:
        self.show(self.view) if self.view is not None else None

    def action_leave(self) -> None:
        self.dismiss(None)


def _request_of(action: CaseAction, brought: Brought) -> CaseActionRequest:
    return CaseActionRequest(action=action.action, papers=brought.papers, facts=brought.facts, words=brought.words)


def _scan_name(paper: PaperView, place: int) -> str:
    name = either(paper.name, paper.name_en)
    return name if len(paper.files) == 1 else f"{name} {place}/{len(paper.files)}"


def action_name(action: CaseAction) -> str:
    return said_code(action.action)
