"""The client's side of the SAM line as pure code: what to do next, and what each outcome means.

No I/O and no clock. A driver looks at `action`, does it, and reports the outcome by exactly one call; each call
returns the events that follow from it. A reading counts only when find, select and read of one pass succeeded.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto

from card_reader.cards import CardWarning, IdentityRead
from card_reader.errors import ProtocolError, UnreadableCard
from card_reader.events import (
    CardPresent,
    CardRemoved,
    ReaderDown,
    ReaderEvent,
    ReaderUp,
    ReadFailed,
    ReadOk,
)
from card_reader.faults import Fault
from card_reader.sam import frames, status
from card_reader.sam.actions import Action, Ask, Close, Open, Pause, Silence
from card_reader.sam.frames import Answer, Request
from card_reader.sam.options import SamOptions
from card_reader.sam.payload import CardContent, newest_address_block, split_read_answer
from card_reader.sam.status import Setback, Sw3
from card_reader.sam.text_block import decode_text_block
from card_reader.wiping import wipe

Events = tuple[ReaderEvent, ...]

MISSES_BEFORE_PROBE = 3
SILENCES_BEFORE_REOPEN = 3


class State(Enum):
    CLOSED = auto()
    PROBE = auto()
    FAULT = auto()
    RESET = auto()
    FIND = auto()
    SELECT = auto()
    READ = auto()
    NEWEST_ADDRESS = auto()


@dataclass(slots=True)
class _Presentation:
    """One card lying on the reader, from the first time it is found until it is no longer found.

    Settled means its outcome was told: the card is left alone until it was away.
    """

    failed_passes: Counter[State] = field(default_factory=Counter)
    last_fault: Fault | None = None
    settled: bool = False


class SamMachine:
    """State machine of one reader."""

    def __init__(self, reader: str, options: SamOptions) -> None:
        self._reader = reader
        self._options = options
        self._state = State.CLOSED
        self._action: Action = Open()
        self._told: Fault | bool | None = None
        self._presentation: _Presentation | None = None
        self._content: CardContent | None = None
        self._reopenings = 0
        self._misses = 0
        self._silences = 0
        self._asks_newest_address = options.newest_address
        self._needs_reset = False

    @property
    def action(self) -> Action:
        return self._action

    @property
    def state(self) -> State:
        return self._state

    def opened(self) -> Events:
        return self._probe()

    def lost(self, reason: Fault) -> Events:
        """The port could not be opened, or it failed and the driver closed it."""
        self._close()
        return self._down(reason)

    def closed(self) -> Events:
        self._close()
        return ()

    def paused(self) -> Events:
        if self._state is State.CLOSED:
            self._action = Open()
            return ()
        if self._state is State.FAULT:
            return self._reset() if self._needs_reset else self._probe()
        return self._ask(State.FIND, frames.FIND, self._options.timing.find)

    def answered(self, answer: Answer, at: datetime) -> Events:
        """`at` becomes the time of the reading, if this answer completes one. The answer is wiped."""
        try:
            broken = status.READER_FAULTS.get(answer.sw3)
            if broken is not None and self._state is not State.RESET:
                return self._fault(broken)
            return self._handlers[self._state](self, answer, at)
        finally:
            answer.wipe()

    def unanswered(self, why: Silence) -> Events:
        setback = status.NO_ANSWER if why is Silence.TIMEOUT else status.GARBLED_ANSWER
        if self._state is State.PROBE:
            return self._silent()
        if self._state is State.RESET:
            return self._probe()
        if self._state is State.FIND:
            return self._missed()
        if self._state is State.NEWEST_ADDRESS:
            return self._newest_address_failed(setback)
        return self._pass_failed(setback)

    # -- port and reader

    def _close(self) -> None:
        backoff = self._options.timing.reopen
        self._action = Pause(backoff[min(self._reopenings, len(backoff) - 1)])
        self._reopenings += 1
        self._state = State.CLOSED
        self._presentation = None
        self._forget_content()
        self._misses = self._silences = 0
        self._needs_reset = False
        self._asks_newest_address = self._options.newest_address

    def _probe(self) -> Events:
        self._misses = 0
        return self._ask(State.PROBE, frames.STATUS, self._options.timing.status)

    def _reset(self) -> Events:
        self._needs_reset = False
        return self._ask(State.RESET, frames.RESET, self._options.timing.status)

    def _on_probe(self, answer: Answer, _at: datetime) -> Events:
        if answer.sw3 != Sw3.OK:
            return self._fault(Fault.UNKNOWN_STATUS)
        self._reopenings = self._silences = 0
        events: Events = () if self._told is True else (ReaderUp(self._reader),)
        self._told = True
        self._ask(State.FIND, frames.FIND, self._options.timing.find)
        return events

    def _on_reset(self, _answer: Answer, _at: datetime) -> Events:
        return self._probe()

    def _silent(self) -> Events:
        self._silences += 1
        if self._silences < SILENCES_BEFORE_REOPEN:
            return self._fault(Fault.READER_SILENT)
        self._state, self._action = State.CLOSED, Close()
        return self._down(Fault.READER_SILENT)

    def _fault(self, reason: Fault) -> Events:
        self._needs_reset = reason is Fault.SELF_TEST_FAILED
        if reason is not Fault.READER_SILENT:
            self._presentation = None  # its security module starts over, and so does the card
        self._state, self._action = State.FAULT, Pause(self._options.timing.fault)
        return self._down(reason)

    def _down(self, reason: Fault) -> Events:
        self._forget_content()
        if self._presentation is not None and not self._presentation.settled:
            self._presentation = None
        if self._told is reason:
            return ()
        self._told = reason
        return (ReaderDown(self._reader, reason),)

    # -- presence

    def _on_find(self, answer: Answer, _at: datetime) -> Events:
        if answer.sw3 == Sw3.NO_CARD:
            return self._no_card()
        if answer.sw3 != Sw3.FOUND:
            return self._missed()
        self._misses = 0
        if self._presentation is not None and self._presentation.settled:
            return self._rest()
        events: Events = () if self._presentation else (CardPresent(self._reader),)
        self._presentation = self._presentation or _Presentation()
        self._ask(State.SELECT, frames.SELECT, self._options.timing.select)
        return events

    def _no_card(self) -> Events:
        self._misses = 0
        gone, self._presentation = self._presentation, None
        self._rest()
        if gone is None:
            return ()
        if gone.settled or gone.last_fault is None:
            return (CardRemoved(self._reader),)
        return (ReadFailed(self._reader, gone.last_fault, retryable=True), CardRemoved(self._reader))

    def _missed(self) -> Events:
        self._misses += 1
        return self._probe() if self._misses >= MISSES_BEFORE_PROBE else self._rest()

    def _rest(self) -> Events:
        self._state, self._action = State.FIND, Pause(self._options.timing.poll)
        return ()

    # -- one pass

    def _on_select(self, answer: Answer, _at: datetime) -> Events:
        if answer.sw3 != Sw3.OK:
            return self._pass_failed(status.setback(answer.sw3))
        return self._ask(State.READ, frames.READ, self._options.timing.read)

    def _on_read(self, answer: Answer, at: datetime) -> Events:
        if answer.sw3 != Sw3.OK:
            return self._pass_failed(status.setback(answer.sw3))
        try:
            self._content = split_read_answer(answer.data)
        except ProtocolError:
            return self._pass_failed(status.GARBLED_ANSWER)
        if self._asks_newest_address and not self._is_last_newest_address_attempt:
            return self._ask(State.NEWEST_ADDRESS, frames.NEWEST_ADDRESS, self._options.timing.newest_address)
        return self._finish(at, None)

    @property
    def _is_last_newest_address_attempt(self) -> bool:
        """After two passes spoilt by the newest address alone, the third goes without it."""
        return self._current.failed_passes[State.NEWEST_ADDRESS] >= 2

    def _on_newest_address(self, answer: Answer, at: datetime) -> Events:
        if answer.sw3 in (Sw3.UNKNOWN_COMMAND, Sw3.NOT_PERMITTED):
            self._asks_newest_address = False
            return self._again()
        if answer.sw3 not in (Sw3.OK, Sw3.EMPTY_ITEM):
            return self._newest_address_failed(status.setback(answer.sw3))
        try:
            newest = newest_address_block(answer.data) if answer.sw3 == Sw3.OK else bytearray()
        except ProtocolError:
            return self._newest_address_failed(status.GARBLED_ANSWER)
        try:
            return self._finish(at, newest)
        finally:
            wipe(newest)

    def _newest_address_failed(self, setback: Setback) -> Events:
        self._current.failed_passes[State.NEWEST_ADDRESS] += 1
        self._current.last_fault = setback.fault
        return self._again()

    def _finish(self, at: datetime, newest_address: bytearray | None) -> Events:
        try:
            identity = self._decode(at, newest_address)
        except UnreadableCard:
            self._state = State.READ
            return self._pass_failed(status.UNREADABLE_CARD)
        self._current.settled = True
        self._forget_content()
        self._rest()
        return (ReadOk(self._reader, identity),)

    def _decode(self, at: datetime, newest_address: bytearray | None) -> IdentityRead:
        if self._content is None:
            raise UnreadableCard("nothing_read")
        identity = decode_text_block(
            self._content.text,
            read_at=at,
            newest_address=newest_address or None,
            photo=bytes(self._content.photo) if self._options.keep_photo else None,
        )
        if newest_address is None and self._options.newest_address:
            return replace(identity, warnings=(*identity.warnings, CardWarning.NEWEST_ADDRESS_UNREAD))
        return identity

    def _pass_failed(self, setback: Setback) -> Events:
        presentation = self._current
        presentation.last_fault = setback.fault
        presentation.failed_passes[self._state] += 1
        if presentation.failed_passes[self._state] <= setback.more_passes:
            return self._again()
        presentation.settled = True
        self._forget_content()
        self._rest()
        return (ReadFailed(self._reader, setback.fault, setback.retryable),)

    def _forget_content(self) -> None:
        content, self._content = self._content, None
        if content is not None:
            content.wipe()

    def _again(self) -> Events:
        """A new pass, always from find: what the broken one brought is forgotten."""
        self._forget_content()
        return self._ask(State.FIND, frames.FIND, self._options.timing.find)

    @property
    def _current(self) -> _Presentation:
        if self._presentation is None:
            self._presentation = _Presentation()
        return self._presentation

    def _ask(self, state: State, request: Request, timeout: float) -> Events:
        self._state, self._action = state, Ask(request, timeout)
        return ()

    _handlers: dict[State, Callable[["SamMachine", Answer, datetime], Events]] = {
        State.PROBE: _on_probe,
        State.RESET: _on_reset,
        State.FIND: _on_find,
        State.SELECT: _on_select,
        State.READ: _on_read,
        State.NEWEST_ADDRESS: _on_newest_address,
    }
