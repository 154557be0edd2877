"""The time departments tell, which is the same in all of China."""

from datetime import datetime, timedelta, timezone
from typing import Final

__all__ = ["LOCAL", "moment"]

LOCAL: Final = timezone(timedelta(hours=8))


def moment(seconds: float) -> datetime:
    """Of a time of the ledger."""
    return datetime.fromtimestamp(round(seconds, 3), LOCAL)
