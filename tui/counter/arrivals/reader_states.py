"""How the readers of this station are doing, each by itself: one that is down never hides another that works."""

from card_reader.entries import GENERAL, SCHEME
from card_reader.events import CardPresent, CardRemoved, ReaderDown, ReaderEvent, ReaderUp, ReadFailed, ReadOk


class ReaderStates:
    """`card`: a card that is being read, or was not read. `trouble`: the reader to be told of first, if any is down."""

    def __init__(self) -> None:
        self._working: set[str] = set()
        self._down: dict[str, ReaderDown] = {}
        self.card: CardPresent | ReadFailed | None = None

    def heard(self, event: ReaderEvent) -> None:
        match event:
            case ReaderDown():
                self._working.discard(event.reader)
                self._down[event.reader] = event
                self._forget_card(event.reader)
            case ReaderUp():
                self._works(event.reader)
                self._forget_card(event.reader)
            case CardPresent() | ReadFailed():
                self._works(event.reader)
                self.card = event
            case ReadOk():
                self._works(event.reader)
                self.card = None
            case CardRemoved() if isinstance(self.card, CardPresent):
                self._forget_card(event.reader)
            case _:
                pass

    @property
    def any_works(self) -> bool:
        return bool(self._working)

    @property
    def trouble(self) -> ReaderDown | None:
        """Readers come before the kinds of readers there could be, and those for ID cards before those for chips.

        That no reader of some kind was found is no trouble where another one works.
        """
        told = [down for name, down in self._down.items() if not (self._working and name in GENERAL)]
        return min(told, key=lambda down: (down.reader in GENERAL, down.reader.startswith(SCHEME)), default=None)

    def _works(self, reader: str) -> None:
        self._down.pop(reader, None)
        if reader not in GENERAL:
            self._working.add(reader)

    def _forget_card(self, reader: str) -> None:
        if self.card is not None and self.card.reader == reader:
            self.card = None
