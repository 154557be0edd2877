"""Serial readers nobody configured: every port is asked once whether a reader is there, and again from time to time."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from card_reader.entries import AUTO
from card_reader.events import ReaderDown, ReaderEvent, ReaderUp
from card_reader.faults import Fault
from card_reader.sam.options import SamOptions
from card_reader.sam.port import SamPort
from card_reader.sam.probe import probe, serial_ports

_ASK_AGAIN: Final = 60.0


class SamScout:
    """Opens every reader it finds and closes those whose port disappears. Ports in `taken` are left to others.

    Each found reader speaks under its own port; `auto` itself is down while there is none.
    """

    def __init__(
        self,
        publish: Callable[[ReaderEvent], None],
        options: SamOptions,
        *,
        taken: Iterable[str] = (),
        ports: Callable[[], Iterable[str]] = serial_ports,
        look: float = 2.0,
    ) -> None:
        """`look`: seconds between two looks at which `ports` there are."""
        self._publish = publish
        self._options = options
        self._taken = frozenset(taken)
        self._ports = ports
        self._pause = look
        self._readers: dict[str, SamPort] = {}
        self._silent_since: dict[str, float] = {}
        self._told_none: bool | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sam scout", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for reader in list(self._readers.values()):
            reader.stop()

    def join(self, timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        self._thread.join(timeout)
        readers = list(self._readers.values())
        ended = [reader.join(max(0.0, deadline - time.monotonic())) for reader in readers]
        return not self._thread.is_alive() and all(ended)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._look(frozenset(self._ports()) - self._taken)
            self._stopping.wait(self._pause)
        for reader in self._readers.values():
            reader.stop()

    def _look(self, ports: frozenset[str]) -> None:
        for gone in [port for port in self._readers if port not in ports]:
            self._readers.pop(gone).stop()
            self._publish(ReaderDown(gone, Fault.PORT_LOST))
        self._silent_since = {port: since for port, since in self._silent_since.items() if port in ports}
        for port in sorted(ports - self._readers.keys()):
            if self._is_due(port) and not self._stopping.is_set():
                self._ask(port)
        self._tell_whether_any()

    def _is_due(self, port: str) -> bool:
        since = self._silent_since.get(port)
        return since is None or time.monotonic() - since > _ASK_AGAIN

    def _ask(self, port: str) -> None:
        found = probe(port, given_up=self._stopping.is_set)
        if found.baud is None:
            self._silent_since[port] = time.monotonic()
            return
        reader = SamPort(port, self._publish, replace(self._options, baud=found.baud))
        self._readers[port] = reader
        if not self._stopping.is_set():
            reader.start()

    def _tell_whether_any(self) -> None:
        none = not self._readers
        if none and self._told_none is not True:
            self._publish(ReaderDown(AUTO, Fault.PORT_MISSING))
        elif not none and self._told_none:
            self._publish(ReaderUp(AUTO))
        self._told_none = none
