"""A pcscd of one's own, with virtual readers only: for tests and measurements.

Where the system allows it, the daemon runs in a mount and a network namespace of its own: the machine's pcscd, if it
has one, and the ports of others are not touched. Its socket lies in a folder the caller gives; programs find it there
through the variable PCSCLITE_CSOCK_NAME, which libpcsclite reads once per process.
"""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from card_reader.errors import CardReaderError
from card_reader.virtual.vpcd import VirtualSlot

SOCKET_VARIABLE: Final = "PCSCLITE_CSOCK_NAME"
_Made = TypeVar("_Made")
_LIBC: Final = ctypes.CDLL(None, use_errno=True)
_DRIVER: Final = "libifdvpcd.so"
_DRIVER_FOLDERS: Final = ("/usr/lib/pcsc/drivers/serial", "/usr/lib64/pcsc/drivers/serial")
_NEW_NETWORK: Final = 0x40000000
_SET_FLAGS, _UP_AND_RUNNING = 0x8914, 0x41
_SLOTS_PER_DRIVER: Final = 2
_WITH_US: Final = ("setpriv", "--pdeathsig", "KILL")
"""Whatever ends this process ends the daemon too; it must have been started by the main thread."""
_ISOLATE: Final = 'mount -t tmpfs none /run && mkdir /run/pcscd && mount --bind "$1" /run/pcscd && shift && exec "$@"'


class NoPcscd(CardReaderError):
    """A virtual pcscd cannot run here; the text says why."""


class PrivatePcscd:
    """Starts, kills and restarts one pcscd. `folder` stays the same over restarts, and so do the reader names.

    Raises NoPcscd when the machine lacks what is needed.
    """

    def __init__(self, folder: Path, *, slots: int = 2) -> None:
        self._folder = folder
        self._program = _program()
        self._driver = _driver()
        self._slots = slots
        self._process: subprocess.Popen[bytes] | None = None
        self._first_port = 0x8C7B
        self._network: int | None = None
        _require_namespaces()

    @property
    def socket_path(self) -> Path:
        return self._folder / "run" / "pcscd.comm"

    @property
    def names(self) -> list[str]:
        """Names of the readers, in the order of their slots."""
        return [f"Window {at // _SLOTS_PER_DRIVER} 00 {at % _SLOTS_PER_DRIVER:02X}" for at in range(self._slots)]

    @property
    def pid(self) -> int:
        if self._process is None:
            raise NoPcscd("it was not started")
        return self._process.pid

    def start(self, patience: float = 10.0) -> None:
        """Raises NoPcscd when it is not ready within `patience` seconds."""
        self._prepare()
        run, readers = self._folder / "run", self._folder / "readers"
        daemon = [self._program, "--foreground", "--error", "-c", str(readers)]
        command = [*_WITH_US, "unshare", "-m", "-n", "sh", "-c", _ISOLATE, "sh", str(run), *daemon]
        with (self._folder / "pcscd.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + patience
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise NoPcscd(f"pcscd did not start; see {self._folder / 'pcscd.log'}")
            time.sleep(0.005)
        self._network = os.open(f"/proc/{self._process.pid}/ns/net", os.O_RDONLY)
        self._in_its_network(_raise_loopback)

    def stop(self) -> None:
        """End it as an administrator would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a crash would: its socket and pid file stay behind."""
        self._end(signal.SIGKILL)

    def slot(self, at: int, *, seconds: float = 0.0) -> VirtualSlot:
        """The card's side of slot `at`. `seconds`: what a card there takes for each command."""
        return VirtualSlot(lambda: self._connect(self._first_port + _offset(at)), seconds=seconds)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _prepare(self) -> None:
        run, readers = self._folder / "run", self._folder / "readers"
        run.mkdir(parents=True, exist_ok=True)
        readers.mkdir(exist_ok=True)
        for stale in (self.socket_path, run / "pcscd.pid"):  # it would refuse to start beside them
            stale.unlink(missing_ok=True)
        drivers = (self._slots + _SLOTS_PER_DRIVER - 1) // _SLOTS_PER_DRIVER
        entries = [self._entry(number) for number in range(drivers)]
        (readers / "readers").write_text("\n".join(entries), "ascii")

    def _entry(self, number: int) -> str:
        """Each with a copy of the driver: it keeps its slots in a global, and two entries would share them."""
        copy = self._folder / f"driver-{number}.so"
        if not copy.exists():
            shutil.copy(self._driver, copy)
        port = self._first_port + _offset(number * _SLOTS_PER_DRIVER)
        return (
            f'FRIENDLYNAME "Window {number}"\nDEVICENAME /dev/null:0x{port:04X}\n'
            f"LIBPATH {copy}\nCHANNELID 0x{port:04X}\n"
        )

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe, suppress(OSError):
            probe.connect(str(self.socket_path))
            return True
        return False

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(how)
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()
        if self._network is not None:
            os.close(self._network)
            self._network = None

    def _connect(self, port: int) -> socket.socket:
        line = self._in_its_network(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        try:
            line.connect(("127.0.0.1", port))
        except OSError:
            line.close()
            raise
        return line

    def _in_its_network(self, make: Callable[[], _Made]) -> _Made:
        """Run `make` in a thread that lives in the daemon's network. What it opens stays there."""
        made: list[_Made] = []
        failed: list[OSError] = []

        def visit() -> None:
            try:
                if self._network is None or _LIBC.setns(self._network, _NEW_NETWORK) != 0:
                    raise ConnectionRefusedError("pcscd is not running")
                made.append(make())
            except OSError as error:
                failed.append(error)

        visitor = threading.Thread(target=visit, name="visit to pcscd's network")
        visitor.start()
        visitor.join()
        if failed:
            raise failed[0]
        return made[0]


def _offset(slot: int) -> int:
    """Port of a slot, counted from the first. Drivers are kept apart so that their slots cannot meet."""
    return 0x20 * (slot // _SLOTS_PER_DRIVER) + slot % _SLOTS_PER_DRIVER


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP_AND_RUNNING))


def _program() -> str:
    found = shutil.which("pcscd", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")))
    if found is None:
        raise NoPcscd("pcscd is not installed")
    return found


def _driver() -> Path:
    for folder in _DRIVER_FOLDERS:
        if (driver := Path(folder) / _DRIVER).exists():
            return driver
    raise NoPcscd("vsmartcard-vpcd is not installed")


def _require_namespaces() -> None:
    tried = subprocess.run([*_WITH_US, "unshare", "-m", "-n", "true"], capture_output=True, check=False)
    if tried.returncode != 0:
        raise NoPcscd("this account may not make namespaces (run as root, or in a container that allows it)")
