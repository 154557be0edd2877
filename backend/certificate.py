"""The certificate a node serves by: a new one is taken up at work, and no window waits for a restart."""

import logging
import ssl
from pathlib import Path
from typing import Final

__all__ = ["LOOKED_AT_EVERY", "Certificate"]

log = logging.getLogger(__name__)

LOOKED_AT_EVERY: Final = 20
"""Seconds."""


class Certificate:
    """`served` holds what the files held when this was made. Without `key` the certificate's file holds it too."""

    def __init__(self, served: ssl.SSLContext, file: Path, key: Path | None) -> None:
        self._served = served
        self._file, self._key = file, key
        self._seen = self._stamps()

    async def renew(self) -> None:
        """Serve who connects from now on by what the files hold now. A renewal writes one file after the other: until
        they go together the node serves as before."""
        stamps = self._stamps()
        if stamps == self._seen:
            return
        self._seen = stamps
        try:
            for context in (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), self._served):
                context.load_cert_chain(self._file, self._key)
        except OSError as error:
            log.warning("the new certificate cannot be used: %s", error.strerror)
        else:
            log.info("a new certificate was taken up")

    def _stamps(self) -> list[tuple[int, int] | None]:
        return [_stamp(path) for path in (self._file, self._key) if path is not None]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
