"""Overwriting what a card said once it was handed over. What Python or a library copied elsewhere is out of reach."""

Octets = bytes | bytearray


def wipe(octets: Octets) -> None:
    """Zero a buffer in place. Constants cannot be overwritten and are left alone."""
    if isinstance(octets, bytearray):
        octets[:] = bytes(len(octets))
