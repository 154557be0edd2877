"""The second factor: RFC 6238 codes of six digits, a new one every 30 seconds, each good once."""

import hmac
from datetime import datetime, timedelta
from typing import Final

from pyotp import TOTP, random_base32

__all__ = ["matching_counter", "new_seed", "provisioning_uri"]

STEP: Final = timedelta(seconds=30)
_DRIFT: Final = (0, -1, 1)
_NOBODYS_SEED: Final = random_base32()


def new_seed() -> str:
    return random_base32()


def provisioning_uri(seed: str, account: str, issuer: str) -> str:
    """What an authenticator app reads from a QR code. A secret: show it once, keep it nowhere."""
    return TOTP(seed).provisioning_uri(name=account, issuer_name=issuer)


def matching_counter(seed: str | None, code: str, now: datetime) -> int | None:
    """The time step whose code this is, one step early or late forgiven; the same work when there is no seed."""
    totp = TOTP(seed or _NOBODYS_SEED)
    current = int(now.timestamp()) // int(STEP.total_seconds())
    given = code.encode()
    matches = [
        current + drift for drift in _DRIFT if hmac.compare_digest(totp.generate_otp(current + drift).encode(), given)
    ]
    return matches[0] if matches and seed is not None else None
