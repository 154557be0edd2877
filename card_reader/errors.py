"""Exceptions of the card reader. None carries what stood on a card."""


class CardReaderError(Exception):
    """Anything that goes wrong in this wing."""


class ProtocolError(CardReaderError):
    """A device sent something the protocol does not allow. `code` says what, in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnreadableCard(ProtocolError):
    """The text block of the card has no usable content."""


class ControlError(CardReaderError):
    """A virtual reader refused a control line. `code` is its answer, `field` the part it disliked, if any."""

    def __init__(self, code: str, field: str | None = None) -> None:
        super().__init__(code if field is None else f"{code}: {field}")
        self.code = code
        self.field = field
