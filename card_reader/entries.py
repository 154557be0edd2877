"""What may stand in the place of one reader in the settings, and is told of as if it were one."""

from typing import Final

AUTO: Final = "auto"
"""Whatever answers on a serial port, and every chip card reader."""
SCHEME: Final = "pcsc:"
EVERY_READER: Final = "pcsc:*"

GENERAL: Final = frozenset((AUTO, EVERY_READER))
"""Events under these names say whether there is any such reader; each reader found speaks under its own."""
