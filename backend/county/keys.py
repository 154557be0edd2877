"""The county's secret and what is derived from it: one token and one call-back key per department system.

The node is given the same secret (or the derived values) by its settings, out of band, and derives the same:

    token         = hex(HMAC-SHA256(secret, "token:" + system))
    call-back key = hex(HMAC-SHA256(secret, "callback:" + system)), used as ASCII text
    X-Signature   = hex(HMAC-SHA256(call-back key, body))
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

__all__ = ["callback_key", "read_or_make_secret", "sign", "token"]

SECRET_FILE = "county.secret"


def token(secret: str, system: str) -> str:
    return _derive(secret, f"token:{system}")


def callback_key(secret: str, system: str) -> str:
    return _derive(secret, f"callback:{system}")


def sign(key: str, body: bytes) -> str:
    """Signature of a call-back's exact bytes."""
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def read_or_make_secret(folder: Path) -> str:
    """The secret kept in ``folder``; made on first use, whole or not at all, readable by its owner only."""
    path = folder / SECRET_FILE
    if not path.exists():
        fresh = folder / f".{SECRET_FILE}.{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def _derive(secret: str, purpose: str) -> str:
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()
