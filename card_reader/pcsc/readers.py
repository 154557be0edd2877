"""All chip card readers of the machine, supervised: the service may stop, readers and cards may come and go."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from card_reader.entries import SCHEME
from card_reader.events import ReaderDown, ReaderEvent, ReaderUp
from card_reader.faults import Fault
from card_reader.pcsc import service
from card_reader.pcsc.options import PcscOptions
from card_reader.pcsc.service import Context, Presence, ServiceError, SupportMissing
from card_reader.pcsc.service_faults import service_fault
from card_reader.pcsc.worker import CardWorker

_LOG: Final = logging.getLogger(__name__)
_CANCEL_AGAIN: Final = 0.05


def is_entry(reader: str) -> bool:
    """Whether a configured reader is a chip card reader: `pcsc:*`, or `pcsc:` and a part of the reader's name."""
    return reader.startswith(SCHEME) and len(reader) > len(SCHEME)


def chosen(entries: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Which of the service's readers are meant, by name, and what events call them.

    `pcsc:*` leaves out slots for security modules, which hold a card for ever that is nobody's.
    """
    wanted = [entry.removeprefix(SCHEME).casefold() for entry in entries]
    return {
        name: SCHEME + name
        for name in names
        if any(part in name.casefold() for part in wanted if part != "*")
        or ("*" in wanted and "SAM" not in name.upper().split())
    }


class PcscReaders:
    """Follows every reader `entries` name. `publish` is called from several threads and must not block.

    Trouble that concerns no single reader is told under the entry itself: `pcsc:*` is down while the service is, or
    while it has no reader.
    """

    def __init__(self, entries: Sequence[str], publish: Callable[[ReaderEvent], None], options: PcscOptions) -> None:
        self._entries = tuple(dict.fromkeys(entries))
        self._publish = publish
        self._options = options
        self._workers: dict[str, CardWorker] = {}
        self._seen: dict[str, Presence] = {}
        self._down: dict[str, Fault] = {}
        self._context: Context | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chip card readers", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._cancel()

    def join(self, timeout: float) -> bool:
        """Whether everything ended within `timeout` seconds; a card that never answers keeps its thread."""
        deadline = time.monotonic() + timeout
        while self._thread.is_alive() and (left := deadline - time.monotonic()) > 0:
            self._thread.join(min(left, _CANCEL_AGAIN))
            self._cancel()
        ended = [worker.join(max(0.0, deadline - time.monotonic())) for worker in self._workers.values()]
        return not self._thread.is_alive() and all(ended)

    def _cancel(self) -> None:
        """End a wait for changes. One that was about to begin does not notice, so `join` says it again."""
        context = self._context
        if context is not None:
            context.cancel()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            begun = time.monotonic()
            fault = self._serve_until_broken()
            if self._stopping.is_set():
                break
            self._all_down(fault)
            if fault is Fault.CARD_SUPPORT_MISSING:
                return
            failures = 0 if time.monotonic() - begun > self._options.settle else failures
            pauses = self._options.service_retry
            self._stopping.wait(pauses[min(failures, len(pauses) - 1)])
            failures += 1
        for worker in self._workers.values():
            worker.stop()

    def _serve_until_broken(self) -> Fault:
        try:
            self._context = Context()
            self._serve(self._context)
        except SupportMissing:
            return Fault.CARD_SUPPORT_MISSING
        except ServiceError as error:
            return service_fault(error.code)
        except Exception as error:
            # The message of an unforeseen error may quote what it choked on, so only its type is logged.
            _LOG.error("card service: %s, starting over", type(error).__name__)
            return Fault.READER_BROKEN
        finally:
            context, self._context = self._context, None
            if context is not None:
                context.release()
        return Fault.CARD_SERVICE_DOWN

    def _serve(self, context: Context) -> None:
        begun = time.monotonic()
        while not self._stopping.is_set():
            readers = chosen(self._entries, context.readers())
            self._readers_are(readers)
            if readers or time.monotonic() - begun > self._options.settle:
                self._entries_are(readers)
            self._follow(context)

    # -- readers

    def _readers_are(self, readers: dict[str, str]) -> None:
        for name in [name for name in self._workers if name not in readers]:
            self._retire(name, Fault.PORT_LOST)
        for name, reader in readers.items():
            if name not in self._workers:
                self._publish(ReaderUp(reader))
                self._workers[name] = self._new_worker(name)
                self._seen[name] = Presence(0)

    def _new_worker(self, name: str) -> CardWorker:
        return CardWorker(SCHEME + name, name, self._publish, self._options)

    def _retire(self, name: str, fault: Fault) -> None:
        worker = self._workers.pop(name)
        del self._seen[name]
        worker.stop()
        self._publish(ReaderDown(SCHEME + name, fault))

    def _entries_are(self, readers: dict[str, str]) -> None:
        for entry in self._entries:
            if chosen((entry,), tuple(readers)):
                self._entry_up(entry, readers)
            else:
                self._entry_down(entry, Fault.NO_CARD_READER)

    def _entry_up(self, entry: str, readers: dict[str, str]) -> None:
        """A reader that is called exactly like its entry has said so itself."""
        if self._down.pop(entry, None) is not None and entry not in readers.values():
            self._publish(ReaderUp(entry))

    def _entry_down(self, entry: str, fault: Fault) -> None:
        if self._down.get(entry) is not fault:
            self._down[entry] = fault
            self._publish(ReaderDown(entry, fault))

    def _all_down(self, fault: Fault) -> None:
        told = {SCHEME + name for name in self._workers}
        for name in list(self._workers):
            self._retire(name, fault)
        for entry in self._entries:
            if entry in told:
                self._down[entry] = fault
            else:
                self._entry_down(entry, fault)

    # -- cards

    def _follow(self, context: Context) -> None:
        """One look at all readers, or a wait for the first thing that changes."""
        if not self._workers:
            self._stopping.wait(self._options.wait)
            return
        busy = any(worker.is_busy for worker in self._workers.values())
        wait = self._options.wait_while_reading if busy else self._options.wait
        known = {name: presence.state for name, presence in self._seen.items()}
        try:
            changes = context.changes(known, wait)
        except ServiceError as error:
            if error.code in (service.UNKNOWN_READER, service.READER_UNAVAILABLE):
                return  # unplugged between two looks: the next list of readers lacks it
            if error.code == service.CANCELLED and self._stopping.is_set():
                return
            raise
        for name, presence in changes.items():
            self._card_is(name, presence)
        for worker in self._workers.values():
            worker.look_after()

    def _card_is(self, name: str, now: Presence) -> None:
        before, self._seen[name] = self._seen[name], now
        another = before.has_card and now.has_card and before.count != now.count
        if before.has_card and (another or not now.has_card):
            self._workers[name].card_left()
        if now.has_card and (another or not before.has_card):
            self._card_arrived(name, now)

    def _card_arrived(self, name: str, presence: Presence) -> None:
        worker = self._workers[name]
        if worker.is_stuck:
            worker.stop()
            worker = self._workers[name] = self._new_worker(name)
        worker.card_arrived()
        if presence.is_memory_card:
            worker.refuse(Fault.NOT_SOCIAL_SECURITY_CARD)
