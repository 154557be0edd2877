"""What can go wrong inside a department, before it is put into the words of a protocol."""

from dataclasses import dataclass

__all__ = ["BadData", "CountyError", "FieldError", "OtherContent", "Refused"]


class CountyError(Exception):
    """Base of the county's own exceptions. None of them holds what a citizen wrote."""


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field; ``field`` is a dotted path into the application, never its value."""

    field: str
    message: str


class Refused(CountyError):
    """The application is no application: every fault found, field by field."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__(f"refused for {', '.join(error.field for error in errors)}")
        self.errors = errors


class OtherContent(CountyError):
    """The same idempotency key came with another application."""


class BadData(CountyError):
    """A data file of the county contradicts itself; said at start, never while serving."""
