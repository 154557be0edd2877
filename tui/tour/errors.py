"""What can go wrong on a tour."""


class TourError(Exception):
    """Base of all of them."""


class UnknownKey(TourError):
    """No terminal sends such a key."""


class TerminalClosed(TourError):
    """The program has ended; nothing can be typed any more."""


class NeverSeen(TourError):
    """What was waited for did not appear in time; `lines` is what the screen showed instead."""

    def __init__(self, wanted: str, seconds: float, lines: tuple[str, ...]) -> None:
        super().__init__(f"{wanted!r} did not appear within {seconds:g} s")
        self.lines = lines


class NoChineseFont(TourError):
    """This machine has no font with Chinese characters of one width."""
