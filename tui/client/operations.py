"""Names for what is done once: an operation id is made before sending and kept for every retry."""

import uuid_utils


def new_operation() -> str:
    """A UUIDv7 as text."""
    return str(uuid_utils.uuid7())
