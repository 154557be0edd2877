"""The work of a visit with everybody else: the node, the department systems, the draft box. Knows no screen.

Nothing here waits for the operator, and the operator waits for nothing here: each errand is a task, and what comes
of it changes the visit and is told.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from backend.contract import (
    DraftBody,
    DraftKept,
    LookUp,
    LookUpAnswer,
    LookUpStatus,
    OpenVisit,
    Revealed,
    ServedElsewhere,
)
from tui.client import (
    AlreadySubmitted,
    CatalogueOutdated,
    ClientError,
    InFlight,
    NotNow,
    NotSignedIn,
    NotUnderstood,
    Refused,
    SessionLocked,
    Station,
    StorageTrouble,
    Unreachable,
    new_operation,
    told,
)
from tui.counter.scans.attachment import BadFile, Scan, ScansAtHand, read_to_send, scan_of
from tui.counter.visit import Visit
from tui.counter.visit.draft import Whereabouts, draft_of
from tui.counter.visit.hand_over import submission_of
from tui.counter.words import same_window, time_words, window_words
from tui.locale import _, ngettext
from tui.widgets import Level

log = logging.getLogger(__name__)

Tell = Callable[[str, Level], None]

_LONG = 4.0
"""Seconds without an answer to a hand-over after which something is said."""

_UNCLEAR = (Unreachable, NotUnderstood, InFlight, NotNow, SessionLocked, NotSignedIn)
"""After these nobody knows whether it was done, or it may be done later: the same operation is sent again."""


class Sitting:
    """`changed` is called after every change that came from outside; `interrupted` with what wants signing in again."""

    def __init__(
        self,
        station: Station,
        visit: Visit,
        *,
        changed: Callable[[], None],
        tell: Tell,
        interrupted: Callable[[ClientError], None] = lambda error: None,
    ) -> None:
        self.station = station
        self.visit = visit
        self.where = Whereabouts()
        self.scans = ScansAtHand()
        self._changed = changed
        self._tell = tell
        self._interrupted = interrupted
        self._tasks: set[asyncio.Task[None]] = set()
        self._opening = False
        self._sending = False
        self._not_opened = False
        """The node could not take the visit just now, for reasons of its own."""
        self._told_silent: set[str] = set()
        self._kept_at_node = False
        self._over = False

    # Errands

    def start(self, errand: Coroutine[Any, Any, None]) -> None:
        """Let an errand run; it ends with the sitting."""
        task = asyncio.get_running_loop().create_task(errand)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """An errand that broke is told and written down by its kind only: its words may hold personal data."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an errand of a visit broke: %s", type(error).__name__)
            words = _("Something went wrong in this program ({kind}). Nothing typed is lost: tell support.")
            self._tell(words.format(kind=type(error).__name__), "problem")

    async def quiet(self) -> None:
        """Wait until no errand is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def close(self) -> None:
        self._over = True
        for task in tuple(self._tasks):
            task.cancel()

    def carry_on(self) -> None:
        """Do whatever is not done yet: also after the node came back, or somebody signed in again."""
        if not self.station.line.signed_in or self.visit.card is None:
            return
        if self.visit.in_flight:
            self.start(self.send())
        elif self.visit.receipt is None:
            if not self.visit.opened:
                self.start(self.open())
            self.look_up()

    @property
    def is_waiting(self) -> bool:
        """Whether something is left to be tried again."""
        return self.visit.in_flight or (self._not_opened and not self.visit.opened)

    # Who

    async def open(self) -> None:
        """Tell the node who is here, and learn what it knows."""
        card = self.visit.card
        if card is None or self._opening:
            return
        self._opening = True
        request = OpenVisit(
            visit=self.visit.id, card=card, agent=self.visit.agent, agent_relation=self.visit.agent_relation
        )
        try:
            profile = await self.station.node.open_visit(request, new_operation())
        except ClientError as error:
            if not self._not_opened:
                self._failed(error)
            self._not_opened = _passes(error)
            return
        finally:
            self._opening = False
        if self._not_opened:
            self._not_opened = False
            self._tell(_("The node works again; what it knows is being asked for."), "done")
        self.visit.welcome(profile)
        self._changed()
        for other in self.visit.elsewhere:
            self._tell(_served_words(other), "caution")
        self.look_up()

    # Department systems

    def look_up(self) -> None:
        """Ask every system that can still answer something, all at once."""
        if not (self.visit.opened and self.station.line.signed_in):
            return
        for system, items in self.visit.to_ask().items():
            look_up = new_operation()
            self.visit.asking(system, look_up, items)
            self.start(self._ask(LookUp(look_up=look_up, system=system, items=list(items))))

    async def _ask(self, request: LookUp) -> None:
        try:
            answer = await self.station.node.look_up(self.visit.id, request)
        except ClientError as error:
            answer = LookUpAnswer(
                look_up=request.look_up, system=request.system, status=LookUpStatus.UNAVAILABLE, took_ms=0
            )
            if isinstance(error, SessionLocked | NotSignedIn):
                self._interrupted(error)
        self.visit.heard(answer, self.station.clock())
        self._changed()
        self.look_up()
        self._tell_silent()

    def _tell_silent(self) -> None:
        """Once all have answered or not: what cannot be looked up now, and what to do instead."""
        silent = set(self.visit.silent)
        if silent <= self._told_silent or self.visit.book.pending:
            return
        self._told_silent = silent
        words = ngettext(
            "{count} department system gives no answer: ask the citizen what is still marked. Ctrl+T asks it again.",
            "{count} department systems give no answer: ask the citizen what is still marked. Ctrl+T asks them again.",
            len(silent),
        )
        self._tell(words.format(count=len(silent)), "caution")

    # Papers

    async def attach(self, material: str, path: Path) -> None:
        """Send a scan to the node and note it with the paper. Refused here first when it cannot be right."""
        try:
            scan = await read_to_send(path)
        except BadFile as bad:
            self._tell(bad.sentence(), "problem")
            return
        self._tell(_("Sending {name} …").format(name=scan.name), "info")
        try:
            kept = await self.station.node.attach(self.visit.id, scan.name, scan.content, scan.kind, new_operation())
        except ClientError as error:
            self._failed(error)
            return
        paper = self.visit.paper(material)
        self.scans.keep(kept.digest, scan)
        files = tuple(dict.fromkeys((*paper.files, kept.digest)))
        self.visit.put_paper(material, paper.model_copy(update={"files": files, "absent": False}))
        self._tell(_("Attached: {name}").format(name=scan.name), "done")
        self._changed()

    async def fetch_scan(self, digest: str) -> Scan:
        """A scan of this visit the node keeps. Raises BadFile, ClientError."""
        scan = scan_of(await self.station.node.visit_file(self.visit.id, digest, "intake"))
        self.scans.keep(digest, scan)
        return scan

    # Handing over

    async def hand_over(self) -> None:
        """Send the visit once: its operation id is on the disk before the first byte leaves."""
        catalogue = self.station.catalogue
        if self.visit.operation is not None or catalogue is None or not self.visit.can_hand_over():
            return
        self.visit.hand_over(submission_of(self.visit, catalogue.version), new_operation())
        self._changed()
        await asyncio.wrap_future(self.save())
        await self.send()

    async def send(self) -> None:
        """Send what was handed over, under the id it was given then."""
        visit = self.visit
        if self._sending or not visit.in_flight or visit.submission is None or visit.operation is None:
            return
        self._sending = True
        slow = asyncio.get_running_loop().call_later(_LONG, self._still_sending)
        try:
            if not visit.opened:
                await self.open()
            visit.accepted(await self.station.node.submit(visit.id, visit.submission, visit.operation))
            self.station.withdraw_draft(visit.id)
        except AlreadySubmitted:
            await self._fetch_receipt()
        except _UNCLEAR as error:
            self._kept(error)
        except Refused as error:
            visit.hand_over_failed()
            self._failed(error)
            if isinstance(error, CatalogueOutdated):
                self.start(self._renew_catalogue())
        finally:
            slow.cancel()
            self._sending = False
        self.save()
        self._changed()
        self._tell_whose()

    def _still_sending(self) -> None:
        words = _("The answer takes long. Everything is kept here; the next citizen may come meanwhile.")
        self._tell(words, "caution")

    async def _fetch_receipt(self) -> None:
        """Of a hand-over that came from another window, or whose answer never came here."""
        try:
            self.visit.accepted(await self.station.node.receipt(self.visit.id))
        except ClientError as error:
            self._kept(error)

    def _tell_whose(self) -> None:
        """When the receipt that came is of another window's hand-over."""
        receipt = self.visit.receipt
        if receipt is not None and not same_window(receipt.window, self.station.window):
            words = _(
                "Window {window} handed this visit over already at {time}. This is that receipt: what was changed "
                "here since is not in it."
            )
            self._tell(words.format(window=window_words(receipt.window), time=time_words(receipt.issued_at)), "caution")

    def _kept(self, error: ClientError) -> None:
        self._tell(
            _("Not answered yet: everything is kept here and is sent again by itself. It cannot be done twice."),
            "caution",
        )
        if isinstance(error, SessionLocked | NotSignedIn):
            self._interrupted(error)

    async def _renew_catalogue(self) -> None:
        try:
            await self.station.renew_catalogue()
        except ClientError:
            return
        self.station.use_newest()
        catalogue = self.station.catalogue
        if catalogue is not None:
            self.visit.use(catalogue.items)
            self._changed()

    async def reveal(self, facts: list[str], purpose: str) -> Revealed | None:
        """Full values for a while, as the node allows and writes down."""
        try:
            return await self.station.node.reveal(self.visit.id, facts, purpose, new_operation())
        except ClientError as error:
            self._failed(error)
            return None

    # Keeping

    def save(self) -> Future[None]:
        """Keep the visit as it stands; the future is done when it is on the disk."""
        body = draft_of(self.visit, self.where)
        if self.visit.opened and self.visit.receipt is None:
            draft = DraftBody(visit=self.visit.id, saved_at=self.station.clock(), body=body)
            self.station.push_later(draft, self._kept_by_node)
        return self.station.drafts.save(self.visit.id, body)

    def _kept_by_node(self, kept: DraftKept) -> None:
        """Where else this person is served by now. A visit fetched from another window was left there; one that was
        saved here before and comes back from another window is being worked on at both."""
        for other in kept.served_elsewhere:
            self._has_company(other, _served_words(other))
        if self._kept_at_node and kept.taken_from is not None:
            self.taken_over(kept.taken_from)
        self._kept_at_node = True

    def taken_over(self, by: ServedElsewhere) -> None:
        """Another window works on this very visit. Nothing is taken away here: who hands over first is first."""
        words = _(
            "Window {window} goes on with this visit since {time}. Everything typed here stays here; ask there who "
            "hands over: what is handed over first counts."
        )
        self._has_company(by, words.format(window=window_words(by.window), time=time_words(by.since)))

    def _has_company(self, other: ServedElsewhere, words: str) -> None:
        """Said once of each window."""
        known = any(same_window(other.window, there.window) for there in self.visit.elsewhere)
        if not (known or self._over or self.visit.receipt is not None):
            self.visit.elsewhere = (*self.visit.elsewhere, other)
            self._changed()
            self._tell(words, "caution")

    def finish(self) -> None:
        """The visit is over: nothing of it stays at this station."""
        self.close()
        self.station.drop_draft(self.visit.id)

    def _failed(self, error: ClientError) -> None:
        if isinstance(error, SessionLocked | NotSignedIn):
            self._interrupted(error)
        else:
            self._tell(told(error), "caution" if isinstance(error, Unreachable) else "problem")


def _served_words(other: ServedElsewhere) -> str:
    words = _("This person is being served at window {window} since {time}. You may go on; ask what is done there.")
    return words.format(window=window_words(other.window), time=time_words(other.since))


def _passes(error: ClientError) -> bool:
    """Whether the same request may well succeed a little later."""
    if isinstance(error, NotUnderstood | InFlight | NotNow | StorageTrouble):
        return True
    return isinstance(error, Refused) and error.problem.status >= 500
