"""Reading the cards of one reader, in a thread of its own: an exchange with a card cannot be interrupted."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from card_reader.cards import IdentityRead, SocialSecurityCard
from card_reader.errors import ProtocolError
from card_reader.events import CardPresent, CardRemoved, PartlyRead, ReaderEvent, ReadFailed, ReadOk
from card_reader.faults import Fault
from card_reader.pcsc import service, service_faults
from card_reader.pcsc.apdu import Command, Response
from card_reader.pcsc.decoding import decode_records
from card_reader.pcsc.options import PcscOptions
from card_reader.pcsc.reading import USUAL, CardRecords, read_card
from card_reader.pcsc.service import Connection, Context, ServiceError
from card_reader.pcsc.status import GARBLED, OK, AttemptFailed, Setback

_LOG: Final = logging.getLogger(__name__)
_MOST_ATTEMPTS: Final = 3
_STEP: Final = 0.02
_OK: Final = list(OK.to_bytes(2, "big"))
_UNFORESEEN: Final = Setback(Fault.READER_BROKEN, 0, True)


@dataclass(slots=True, eq=False)
class _Presentation:
    """One card in the reader, from insertion to removal. `told`: its outcome was published."""

    told: bool = False
    told_claimed: bool = False
    failures: Counter[Fault] = field(default_factory=Counter)


class CardWorker:
    """Publishes one outcome for each card it is given, and none for a card that has left.

    That another program has the reader is told at once and is no outcome: the card is read when it lets go.
    """

    def __init__(self, reader: str, name: str, publish: Callable[[ReaderEvent], None], options: PcscOptions) -> None:
        """`reader` is what events call it, `name` what the service calls it."""
        self._reader = reader
        self._name = name
        self._publish = publish
        self._options = options
        self._changed = threading.Condition()
        self._presentation: _Presentation | None = None
        self._stopping = False
        self._blocked: tuple[Fault, float] | None = None
        self._context: Context | None = None
        self._thread = threading.Thread(target=self._run, name=f"card reader {name}", daemon=True)
        self._thread.start()

    # -- called by the supervisor

    def card_arrived(self) -> None:
        with self._changed:
            self._presentation = _Presentation()
            self._publish(CardPresent(self._reader))
            self._changed.notify()

    def card_left(self) -> None:
        """Tell that it left, and before that, that it was not read, if nothing was told of it."""
        with self._changed:
            presentation, self._presentation = self._presentation, None
            if presentation is None:
                return
            if not (presentation.told or presentation.told_claimed):
                self._publish(ReadFailed(self._reader, Fault.CARD_PULLED, retryable=True))
            self._publish(CardRemoved(self._reader))

    def refuse(self, fault: Fault) -> None:
        """Tell without trying that this card is none of ours."""
        with self._changed:
            if self._presentation is not None and not self._presentation.told:
                self._presentation.told = True
                self._publish(ReadFailed(self._reader, fault, retryable=False))

    def look_after(self) -> None:
        """The watchdog: an exchange that goes on for too long is told, once for each card."""
        blocked, presentation = self._blocked, self._presentation
        if blocked is None or presentation is None or time.monotonic() - blocked[1] <= self._options.hang:
            return
        if blocked[0] is Fault.PORT_BUSY:
            self._say_claimed(presentation)
        else:
            self._tell(presentation, ReadFailed(self._reader, blocked[0], retryable=True))

    def stop(self) -> None:
        """Forget the card and end as soon as the thread is free."""
        with self._changed:
            self._presentation = None
            self._stopping = True
            self._changed.notify()

    def join(self, timeout: float) -> bool:
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def is_busy(self) -> bool:
        presentation = self._presentation
        return presentation is not None and not presentation.told

    @property
    def is_stuck(self) -> bool:
        """Whether the card it was given last has left it waiting for ever; it is of no use for the next one."""
        return self._blocked is not None and not self.is_busy

    # -- the thread

    def _run(self) -> None:
        try:
            while (presentation := self._next()) is not None:
                self._try(presentation)
        finally:
            self._drop_context()

    def _next(self) -> _Presentation | None:
        with self._changed:
            while not self._stopping:
                if self._presentation is not None and not self._presentation.told:
                    return self._presentation
                self._changed.wait()
        return None

    def _is_current(self, presentation: _Presentation) -> bool:
        return self._presentation is presentation and not self._stopping

    def _try(self, presentation: _Presentation) -> None:
        try:
            self._attempt(presentation)
        except AttemptFailed as failed:
            self._failed(presentation, failed.setback)
        except ServiceError as error:
            self._drop_context()
            setback = service_faults.setback_of(error.code)
            self._failed(presentation, setback)
            if setback is service_faults.INTERRUPTED and self.is_busy:
                pauses = self._options.bounce
                self._pause(pauses[min(presentation.failures[setback.fault], len(pauses)) - 1])
        except Exception as error:
            # The message of an unforeseen error may quote what it choked on, so only its type is logged.
            _LOG.error("reader %s: %s", self._reader, type(error).__name__)
            self._drop_context()
            self._failed(presentation, _UNFORESEEN)

    def _failed(self, presentation: _Presentation, setback: Setback) -> None:
        presentation.failures[setback.fault] += 1
        exhausted = presentation.failures[setback.fault] > setback.more_attempts
        if exhausted or presentation.failures.total() >= _MOST_ATTEMPTS:
            self._tell(presentation, ReadFailed(self._reader, setback.fault, setback.retryable))

    def _tell(self, presentation: _Presentation, outcome: ReaderEvent) -> None:
        with self._changed:
            if self._is_current(presentation) and not presentation.told:
                presentation.told = True
                self._publish(outcome)

    def _say_claimed(self, presentation: _Presentation) -> None:
        with self._changed:
            if self._is_current(presentation) and not presentation.told_claimed:
                presentation.told_claimed = True
                self._publish(ReadFailed(self._reader, Fault.PORT_BUSY, retryable=True))

    def _attempt(self, presentation: _Presentation) -> None:
        """One connection, one conversation. Nothing of an earlier attempt is known here.

        What was read is told before the connection is closed: that takes time and changes nothing any more.
        """
        connection = self._connect(presentation)
        try:
            records = self._converse(connection)
            try:
                outcome = decode_records(records, read_at=datetime.now(UTC).astimezone())
            finally:
                records.wipe()
            self._tell(presentation, self._event(outcome))
        finally:
            connection.close()

    def _event(self, outcome: IdentityRead | SocialSecurityCard) -> ReaderEvent:
        if isinstance(outcome, IdentityRead):
            return ReadOk(self._reader, outcome)
        return PartlyRead(self._reader, Fault.NEEDS_AUTHENTICATION, False, outcome)

    def _connect(self, presentation: _Presentation) -> Connection:
        """Wait for a card that is still powering up, and for a reader that another program has to itself."""
        if self._context is None:
            self._context = Context()
        begun = time.monotonic()
        while True:
            try:
                with self._blocking(Fault.PORT_BUSY):
                    return self._context.connect(self._name)
            except ServiceError as error:
                waited = time.monotonic() - begun
                if error.code == service.SHARING_VIOLATION and self._is_current(presentation):
                    self._pause(_STEP if waited < self._options.claimed else self._options.claimed)
                    if waited >= self._options.claimed:
                        self._say_claimed(presentation)
                elif error.code == service.UNPOWERED and waited < self._options.power_up:
                    self._pause(_STEP)
                else:
                    raise

    def _pause(self, seconds: float) -> None:
        """Shorter when something changes."""
        with self._changed:
            self._changed.wait(seconds)

    def _converse(self, connection: Connection) -> CardRecords:
        with self._blocking(Fault.PORT_BUSY):
            connection.begin()
        answers: list[list[int]] = []
        try:
            self._ask_ahead(connection, answers)
            return self._hear(connection, answers)
        except ProtocolError:
            raise AttemptFailed(GARBLED) from None
        finally:
            self._blocked = None
            connection.end()
            for answer in answers:
                service.discard(answer)

    def _ask_ahead(self, connection: Connection, answers: list[list[int]]) -> None:
        """What the conversation will ask, for as long as the card simply answers: the reading is sooner over."""
        for command in USUAL:
            answer = self._transmit(connection, command)
            answers.append(answer)
            if answer[-2:] != _OK:
                return

    def _hear(self, connection: Connection, answers: Sequence[list[int]]) -> CardRecords:
        """The conversation, told the answers there are, and asked on from there."""
        conversation = read_card()
        try:
            command = next(conversation)
            for asked, answer in zip(USUAL, answers, strict=False):
                if command != asked:
                    raise AttemptFailed(GARBLED)
                command = conversation.send(Response.from_buffer(service.taken(answer)))
            while True:
                answer = self._transmit(connection, command)
                command = conversation.send(Response.from_buffer(service.taken(answer)))
        except StopIteration as end:
            records: CardRecords = end.value
            return records

    def _transmit(self, connection: Connection, command: Command) -> list[int]:
        self._blocked = (Fault.CARD_HANGS, time.monotonic())
        return connection.transmit(command.octets)

    @contextmanager
    def _blocking(self, fault: Fault) -> Iterator[None]:
        """What it means when this takes for ever."""
        self._blocked = (fault, time.monotonic())
        try:
            yield
        finally:
            self._blocked = None

    def _drop_context(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            context.release()
