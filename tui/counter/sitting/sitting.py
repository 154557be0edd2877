"""A visit at the window: opened, shown its papers, handed over and kept, all of it at the node."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from backend.contract import DraftBody, OpenVisit, Receipt, Revealed
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
)
from tui.counter.scans.attachment import BadFile, Scan, ScansAtHand, read_to_send, scan_of
from tui.counter.sitting.company import Company
from tui.counter.sitting.errands import Errands, Tell
from tui.counter.sitting.look_ups import LookUps
from tui.counter.visit import Visit
from tui.counter.visit.draft import Whereabouts, draft_of
from tui.counter.visit.hand_over import submission_of
from tui.locale import _

_LONG = 4.0
"""Seconds without an answer to a hand-over after which something is said."""

_UNCLEAR = (Unreachable, NotUnderstood, InFlight, NotNow, SessionLocked, NotSignedIn)
"""After these nobody knows whether it was done, or it may be done later: the same operation is sent again."""


class Sitting(Errands):
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
        super().__init__(tell, interrupted)
        self.station = station
        self.visit = visit
        self.where = Whereabouts()
        self.scans = ScansAtHand()
        self._changed = changed
        self._look_ups = LookUps(station, visit, self, changed)
        self.company = Company(visit, tell, changed)
        self._opening = False
        self._sending = False
        self._not_opened = False
        """The node could not take the visit just now, for reasons of its own."""

    def close(self) -> None:
        self.company.close()
        super().close()

    def carry_on(self) -> None:
        """Do whatever is not done yet: also after the node came back, or somebody signed in again."""
        if not self.station.line.signed_in or self.visit.card is None:
            return
        if self.visit.in_flight:
            self.start(self.send())
        elif self.visit.receipt is None:
            if not self.visit.opened:
                self.start(self.open())
            self._look_ups.ask_anew()

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
                self.failed(error, again=True)
            self._not_opened = _passes(error)
            return
        finally:
            self._opening = False
        if self._not_opened:
            self._not_opened = False
            self.tell(_("The node works again; what it knows is being asked for."), "done")
        self.visit.welcome(profile)
        self._changed()
        self.company.found(self.visit.elsewhere)
        self.look_up()

    def look_up(self) -> None:
        """Ask every department system that can still answer something."""
        self._look_ups.ask()

    # Papers

    async def attach(self, material: str, path: Path) -> None:
        """Send a scan to the node and note it with the paper. Refused here first when it cannot be right."""
        self.tell(_("The file is being looked at …"), "info")
        try:
            scan = await read_to_send(path)
        except BadFile as bad:
            self.tell(bad.sentence(), "problem")
            return
        self.tell(_("Sending {name} …").format(name=scan.name), "info")
        try:
            kept = await self.station.node.attach(self.visit.id, scan.name, scan.content, scan.kind, new_operation())
        except ClientError as error:
            self.failed(error)
            return
        paper = self.visit.paper(material)
        self.scans.keep(kept.digest, scan)
        files = tuple(dict.fromkeys((*paper.files, kept.digest)))
        self.visit.put_paper(material, paper.model_copy(update={"files": files, "absent": False}))
        self.tell(_("{name} is attached.").format(name=scan.name), "done")
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
            self._accepted(await self.station.node.submit(visit.id, visit.submission, visit.operation))
        except AlreadySubmitted:
            await self._fetch_receipt()
        except _UNCLEAR as error:
            self._kept(error)
        except Refused as error:
            visit.hand_over_failed()
            self.failed(error)
            if isinstance(error, CatalogueOutdated):
                self.start(self._renew_catalogue())
        finally:
            slow.cancel()
            self._sending = False
        self.save()
        self._changed()

    def _still_sending(self) -> None:
        words = _("The answer takes long. Everything is kept here; the next citizen may come meanwhile.")
        self.tell(words, "caution")

    async def _fetch_receipt(self) -> None:
        """Of a hand-over that came from another window, or whose answer never came here."""
        try:
            self._accepted(await self.station.node.receipt(self.visit.id))
        except ClientError as error:
            self._kept(error)

    def _accepted(self, receipt: Receipt) -> None:
        self.visit.accepted(receipt)
        self.station.withdraw_draft(self.visit.id)

    def _kept(self, error: ClientError) -> None:
        self.tell(
            _("Not answered yet: everything is kept here and is sent again by itself. It cannot be done twice."),
            "caution",
        )
        self.ask_to_sign_in(error)

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
            self.failed(error)
            return None

    # Keeping

    def save(self) -> Future[None]:
        """Keep the visit as it stands; the future is done when it is on the disk."""
        body = draft_of(self.visit, self.where)
        if self.visit.opened and self.visit.receipt is None:
            draft = DraftBody(visit=self.visit.id, saved_at=self.station.clock(), body=body)
            self.station.push_later(draft, self.company.kept)
        return self.station.drafts.save(self.visit.id, body)

    def finish(self) -> None:
        """The visit is over: nothing of it stays at this station."""
        self.close()
        self.station.drop_draft(self.visit.id)


def _passes(error: ClientError) -> bool:
    """Whether the same request may well succeed a little later."""
    if isinstance(error, NotUnderstood | InFlight | NotNow | StorageTrouble):
        return True
    return isinstance(error, Refused) and error.problem.status >= 500
