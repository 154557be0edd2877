"""Department systems asked about a visit, all at once; one that is silent holds nobody up."""

from collections.abc import Callable

from backend.contract import LookUp, LookUpAnswer, LookUpStatus
from tui.client import ClientError, Station, new_operation
from tui.counter.sitting.errands import Errands
from tui.counter.visit import Visit
from tui.locale import ngettext


class LookUps:
    def __init__(self, station: Station, visit: Visit, errands: Errands, changed: Callable[[], None]) -> None:
        self._station = station
        self._visit = visit
        self._errands = errands
        self._changed = changed
        self._told_silent: set[str] = set()
        self._failure: ClientError | None = None
        """Why the node itself could ask nobody."""
        self._unasked: set[str] = set()
        """Systems the node could not ask: no answer of theirs, so they are asked when it can."""

    def ask(self) -> None:
        """Ask every system that can still answer something."""
        if not (self._visit.opened and self._station.line.signed_in):
            return
        for system, items in self._visit.to_ask().items():
            look_up = new_operation()
            self._visit.asking(system, look_up, items)
            self._errands.start(self._ask(LookUp(look_up=look_up, system=system, items=list(items))))

    def ask_anew(self) -> None:
        """The node is there again, or who works at it."""
        if self._unasked:
            self._visit.ask_again(self._unasked)
            self._unasked.clear()
        self.ask()

    async def _ask(self, request: LookUp) -> None:
        try:
            answer = await self._station.node.look_up(self._visit.id, request)
        except ClientError as error:
            answer = LookUpAnswer(
                look_up=request.look_up, system=request.system, status=LookUpStatus.UNAVAILABLE, took_ms=0
            )
            self._unasked.add(request.system)
            if not self._errands.ask_to_sign_in(error):
                self._failure = error
        self._visit.heard(answer, self._station.clock())
        self._changed()
        self.ask()
        self._tell_silent()

    def _tell_silent(self) -> None:
        """Once all have answered or not: what cannot be looked up now, and what to do instead."""
        silent = set(self._visit.silent)
        if self._visit.book.pending:
            return
        if self._failure is not None:
            self._errands.failed(self._failure, again=True)
            self._failure = None
            return
        if silent <= self._told_silent:
            return
        self._told_silent = silent
        words = ngettext(
            "{count} department system gives no answer: ask the citizen what is still marked. Ctrl+T asks it again.",
            "{count} department systems give no answer: ask the citizen what is still marked. Ctrl+T asks them again.",
            len(silent),
        )
        self._errands.tell(words.format(count=len(silent)), "caution")
