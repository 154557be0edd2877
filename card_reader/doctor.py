"""What is attached to this machine, through which driver and protocol, and what is wrong with it."""

import getpass
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from shutil import which
from typing import Final

from card_reader.entries import AUTO, EVERY_READER, SCHEME
from card_reader.faults import Fault
from card_reader.pcsc import service
from card_reader.pcsc.readers import chosen, is_entry
from card_reader.pcsc.service import Context, ServiceError, SupportMissing
from card_reader.pcsc.service_faults import service_fault, setback_of
from card_reader.sam.line import SPEEDS, address_and_speed
from card_reader.sam.probe import Probe, probe, serial_ports

_EMPTY_IS_FINE: Final = (service.NO_SMARTCARD, service.REMOVED)


class Driver(StrEnum):
    """What carries the bytes."""

    SERIAL = "serial"
    NETWORK = "network"
    PCSC = "pcsc"


class Protocol(StrEnum):
    """What the bytes say."""

    SAM = "SAM_V"
    APDU = "ISO 7816"


@dataclass(frozen=True, slots=True)
class Finding:
    """One reader, or one thing that keeps readers from being found. Without a `fault` all is well.

    `facts`, where known: `speed` it answered at, `sam_number`, `program` that holds it, `user` and `group` of a denied
    port, `installed` (`yes`, `no`) of a service that does not answer.
    """

    reader: str
    driver: Driver
    protocol: Protocol | None
    fault: Fault | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def examine(readers: Sequence[str], *, patience: float = 0.5) -> list[Finding]:
    """Look at each of `readers`, written as for `watch`. Blocks up to three seconds for each silent port.

    Nothing a card holds is read. `auto` finds serial readers by asking every port, and every chip card reader; ports
    with nobody there are left out.
    """
    entries = [reader for reader in dict.fromkeys(readers) if is_entry(reader)]
    ports = [reader for reader in dict.fromkeys(readers) if not is_entry(reader) and reader != AUTO]
    findings = [_examine_port(port, patience) for port in ports]
    if AUTO in readers:
        findings += _readers_on(set(serial_ports()) - set(ports), patience)
        entries.append(EVERY_READER)
    return findings + list(_examine_service(entries) if entries else ())


def _readers_on(ports: Iterable[str], patience: float) -> Iterator[Finding]:
    for port in sorted(ports):
        found = probe(port, patience=patience)
        if found.is_reader or found.fault in (Fault.PORT_BUSY, Fault.PORT_DENIED):
            yield _finding(port, found, found.baud)


def _examine_port(reader: str, patience: float) -> Finding:
    address, speed = address_and_speed(reader, SPEEDS[0])
    others = [other for other in SPEEDS if other != speed]
    return _finding(reader, probe(address, speeds=(speed, *others), patience=patience), speed)


def _finding(reader: str, found: Probe, expected: int | None) -> Finding:
    driver = Driver.NETWORK if "://" in found.address else Driver.SERIAL
    fault = found.fault
    if fault is None and driver is Driver.SERIAL and found.baud != expected:
        fault = Fault.WRONG_SPEED
    facts = {"speed": None if found.baud is None else str(found.baud), "sam_number": found.sam_number}
    facts |= _about_port(found.address, fault)
    known = {name: value for name, value in facts.items() if value is not None}
    return Finding(reader, driver, Protocol.SAM if found.is_reader else None, fault, known)


def _about_port(address: str, fault: Fault | None) -> dict[str, str | None]:
    if fault is Fault.PORT_BUSY:
        return {"program": _program_with(address)}
    if fault is Fault.PORT_DENIED:
        return {"user": getpass.getuser(), "group": _group_of(address)}
    return {}


def _group_of(address: str) -> str | None:
    with suppress(OSError, KeyError, NotImplementedError):
        return Path(address).group()
    return None


def _program_with(address: str) -> str | None:
    """Name of another program that has the port open, as far as this account may see."""
    with suppress(OSError):
        target = Path(address).resolve()
        for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
            process = descriptor.parts[2]
            with suppress(OSError):
                if process != str(os.getpid()) and descriptor.readlink() == target:
                    return f"{Path('/proc', process, 'comm').read_text().strip()} ({process})"
    return None


def _examine_service(entries: Sequence[str]) -> Iterator[Finding]:
    try:
        context = Context()
    except SupportMissing:
        yield Finding(EVERY_READER, Driver.PCSC, None, Fault.CARD_SUPPORT_MISSING)
        return
    except ServiceError as error:
        yield _service_finding(service_fault(error.code))
        return
    try:
        yield from _examine_readers(context, entries)
    except ServiceError as error:
        yield _service_finding(service_fault(error.code))
    finally:
        context.release()


def _service_finding(fault: Fault) -> Finding:
    installed = which("pcscd", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")))
    facts = {"installed": "no" if installed is None else "yes", "user": getpass.getuser()}
    return Finding(EVERY_READER, Driver.PCSC, None, fault, facts)


def _examine_readers(context: Context, entries: Sequence[str]) -> Iterator[Finding]:
    names = context.readers()
    for name in chosen(entries, names):
        yield Finding(SCHEME + name, Driver.PCSC, Protocol.APDU, _trouble_with(context, name))
    for entry in entries:
        if not chosen((entry,), names):
            yield Finding(entry, Driver.PCSC, None, Fault.NO_CARD_READER)


def _trouble_with(context: Context, name: str) -> Fault | None:
    try:
        context.connect(name).close()
    except ServiceError as error:
        return None if error.code in _EMPTY_IS_FINE else setback_of(error.code).fault
    return None
