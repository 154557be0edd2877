"""From settings and the catalogue's list of systems to one connector each."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from backend.dispatch.connectors.file_drop import FileDropConnector
from backend.dispatch.connectors.port import Connector, Grade
from backend.dispatch.connectors.rest_json import RestJsonConnector
from backend.dispatch.connectors.soap_xml import SoapXmlConnector
from backend.guide.bundle import DepartmentSystem, Protocol
from backend.settings import NodeSettings

__all__ = ["CallbackKeys", "WrongAddress", "connect"]


class WrongAddress(Exception):
    """The settings give a system a folder in place of an address on the network, or the other way round, or neither."""

    def __init__(self, system: str, protocol: Protocol) -> None:
        super().__init__(f"{system} speaks {protocol}")
        self.system = system
        self.protocol = protocol


@dataclass(frozen=True, repr=False)
class CallbackKeys:
    """What each department signs its call-backs with."""

    keys: dict[str, str]

    def add(self, others: "CallbackKeys") -> None:
        self.keys.update(others.keys)

    def is_signed(self, system: str, body: bytes, signature: str) -> bool:
        """Whether ``signature`` is the hex HMAC-SHA256 of exactly these bytes under this department's key."""
        key = self.keys.get(system)
        if key is None:
            return False
        expected = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.encode())


def connect(settings: NodeSettings, systems: Iterable[DepartmentSystem]) -> tuple[list[Connector], CallbackKeys]:
    """Connectors and call-back keys of every system that is configured; one that is not has no line, and what is
    queued for it waits. Raises `WrongAddress`."""
    secret = _county_secret(settings)
    connectors: list[Connector] = []
    keys: dict[str, str] = {}
    for system in systems:
        reached = settings.systems.get(system.code)
        if reached is not None:
            token = reached.token.get_secret_value() if reached.token else ""
            connectors.append(_connector(system, reached.url, reached.drop_dir, token))
            if reached.secret is not None:
                keys[system.code] = reached.secret.get_secret_value()
        elif settings.county_url is not None and secret is not None:
            connectors.append(
                _in_the_county(settings, settings.county_url, system, _derived(secret, "token", system.code))
            )
            keys[system.code] = _derived(secret, "callback", system.code)
    return connectors, CallbackKeys(keys)


def _in_the_county(settings: NodeSettings, county_url: str, system: DepartmentSystem, token: str) -> Connector:
    flavour = {Protocol.REST_JSON: "rest", Protocol.SOAP_XML: "soap"}.get(system.protocol)
    url = f"{county_url.rstrip('/')}/{flavour}/{system.code}" if flavour else None
    folder = settings.county_drop_dir / system.code if settings.county_drop_dir else None
    return _connector(system, url, None if url else folder, token)


def _connector(system: DepartmentSystem, url: str | None, folder: Path | None, token: str) -> Connector:
    match system.protocol:
        case Protocol.REST_JSON if url:
            return RestJsonConnector(system.code, url, token)
        case Protocol.SOAP_XML if url:
            return SoapXmlConnector(system.code, url, token, Grade(system.grade))
        case Protocol.FILE_DROP_CSV if folder:
            return FileDropConnector(system.code, folder)
        case _:
            raise WrongAddress(system.code, system.protocol)


def _county_secret(settings: NodeSettings) -> str | None:
    """The simulated county's secret, from which its systems' tokens and keys are derived (docs/connector-guide.md)."""
    if settings.county_secret_file is None:
        return None
    return settings.county_secret_file.read_text(encoding="ascii").strip()


def _derived(secret: str, purpose: str, system: str) -> str:
    return hmac.new(secret.encode(), f"{purpose}:{system}".encode(), hashlib.sha256).hexdigest()
